import { all, decision, defer, flow, human, milestone, receive, task, timer, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    open: human({ input: Text, output: Text }),
    wait: task({ input: Text, output: Text }),
    remind: timer({ input: Text, after: "2 days" }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: all(t.open, t.wait), no: t.wait }),
    defer(t.wait, [t.remind, t.paid]),
    flow(t.remind, t.wait),
    milestone(t.paid, { during: t.open }),
  ])
  .end("paid", "open")
  .build()
