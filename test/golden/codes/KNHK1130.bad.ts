import { defer, receive, silent, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
    late: silent(Text),
  })
  .start("receive")
  .flows((t) => [defer(t.receive, [t.paid, t.late])])
  .end("paid", "late")
  .build()
