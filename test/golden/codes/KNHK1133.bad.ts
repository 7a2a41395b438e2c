import { and, completes, human, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    offers: human({ input: Text, output: Text }),
    closed: human({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.offers, t.closed]),
    completes(t.closed, t.offers),
  ])
  .end("offers", "closed")
  .build()
