import { otherwise, task, when, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    refuse: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    xor(t.receive, [when((text) => text.length > 10, t.ship), when((text) => text.length > 20, t.pack), otherwise(t.refuse)]),
  ])
  .end("ship", "pack", "refuse")
  .build()
