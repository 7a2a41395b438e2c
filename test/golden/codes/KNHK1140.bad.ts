import { and, discriminator, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.pack, t.pay]),
    discriminator([t.pack, t.pay], t.ship, { rest: "drop" }),
  ])
  .end("ship")
  .build()
