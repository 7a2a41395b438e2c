import { decision, merge, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.pack, no: t.pay }),
    merge([t.pack, t.pay], t.ship),
  ])
  .end("ship")
  .build()
