import { all, cancels, decision, defer, flow, human, milestone, receive, silent, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    remind: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
    ask: human({ input: Text, output: Text }),
    asked: silent(Text),
    look: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: all(t.remind, t.look), no: t.asked }),
    flow(t.remind, t.asked),
    defer(t.asked, [t.ask, t.paid]),
    milestone(t.look, { during: t.ask }),
    cancels(t.ask, [t.look]),
    cancels(t.paid, [t.look]),
  ])
  .end("ask", "paid", "look")
  .build()
