import { flow, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const prices = await fetch("http://127.0.0.1:9/prices.json").then((answer) => answer.json())

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.ship)])
  .end("ship")
  .build()
