import { defer, receive, task, timer, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
    late: timer({ input: Text, after: "2 days" }),
  })
  .start("receive")
  .flows((t) => [defer(t.receive, [t.paid, t.late])])
  .end("paid", "late")
  .build()
