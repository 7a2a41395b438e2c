import { and, completes, human, instances, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    offers: instances(human({ input: Text, output: Text }), { count: 5 }),
    closed: human({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.offers, t.closed]),
    completes(t.closed, t.offers),
  ])
  .end("offers", "closed")
  .build()
