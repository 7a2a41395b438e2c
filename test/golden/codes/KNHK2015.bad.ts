import { flow, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
    remind: task({ input: Text, output: Text }),
    wait: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t.ship),
    flow(t.remind, t.wait),
    flow(t.wait, t.remind),
  ])
  .end("ship")
  .build()
