import { defer, receive, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text }),
    look: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [defer(t.receive, [t.paid, t.look])])
  .end("paid", "look")
  .build()
