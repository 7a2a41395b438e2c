import { flow, task, when, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
    refuse: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    when((text) => text !== "", t.ship),
    flow(t.receive, t.refuse),
  ])
  .end("ship", "refuse")
  .build()
