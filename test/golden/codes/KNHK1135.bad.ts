import { flow, recurse, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    again: recurse("order", { input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("again")
  .flows((t) => [flow(t.again, t.ship)])
  .end("ship")
  .build()
