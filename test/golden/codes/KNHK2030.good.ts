import { decision, interleave, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
    check: decision({ input: { pack: Text, pay: Text }, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    interleave(t.receive, [t.pack, t.pay], t.check),
    xor(t.check, { ok: t.ship, no: t.receive }),
  ])
  .end("ship")
  .build()
