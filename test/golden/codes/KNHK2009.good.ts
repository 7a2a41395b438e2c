import { and, join, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
    ship: task({ input: { left: Text, right: Text }, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.pack, t.pay]),
    join({ left: t.pack, right: t.pay }, t.ship),
  ])
  .end("ship")
  .build()
