import { flow, instances, receive, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: instances(receive({ input: Text, signal: "paid", payload: Text }), { count: 2 }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.paid)])
  .end("paid")
  .build()
