import { flow, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.ship)])
  .end("ship")
  .build()
