import { and, flow, receive, sub, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

const Paying = workflow("paying")
  .tasks({ ask: task({ input: Text, output: Text }), paid: receive({ input: Text, signal: "paid", payload: Text }) })
  .start("ask")
  .flows((t) => [flow(t.ask, t.paid)])
  .end("paid")
  .build()

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    paid: receive({ input: Text, signal: "paid", payload: Text, keep: { most: 1 } }),
    paying: sub(Paying),
  })
  .start("receive")
  .flows((t) => [and(t.receive, [t.paid, t.paying])])
  .end("paid", "paying")
  .build()
