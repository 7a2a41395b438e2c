import { or, orJoin, otherwise, task, when, workflow } from "knhk"
import { Some, Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
    ship: task({ input: Some, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    or(t.receive, [when((text) => text !== "", t.pack), otherwise(t.pay)]),
    orJoin({ left: t.pack, right: t.pay }, t.ship, { kind: "structured" }),
  ])
  .end("ship")
  .build()
