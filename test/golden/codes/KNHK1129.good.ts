import { interleave, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
    ship: task({ input: { pack: Text, pay: Text }, output: Text }),
  })
  .start("receive")
  .flows((t) => [interleave(t.receive, [t.pack, t.pay], t.ship, { order: [[t.pay, t.pack]] })])
  .end("ship")
  .build()
