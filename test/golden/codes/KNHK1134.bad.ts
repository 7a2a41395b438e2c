import { and, receive, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text, keep: { most: 1 } }),
    again: receive({ input: Text, signal: "paid", payload: Text }),
  })
  .start("receive")
  .flows((t) => [and(t.receive, [t.paid, t.again])])
  .end("paid", "again")
  .build()
