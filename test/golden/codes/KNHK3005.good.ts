import { decision, defer, human, receive, task, timer, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ask: human({ input: Text, output: Text }),
    remind: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
    late: timer({ input: Text, after: "2 days" }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ask, no: t.remind }),
    defer(t.remind, [t.paid, t.late]),
  ])
  .end("ask", "paid", "late")
  .build()
