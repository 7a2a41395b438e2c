import { defer, receive, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
  })
  .start("receive")
  .flows((t) => [defer(t.receive, [t.paid])])
  .end("paid")
  .build()
