import { alike, decision, flow, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    pack: task({ input: Text, output: Text }),
    weigh: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.pack, no: t.ship }),
    flow(t.pack, t.weigh),
    xor(t.weigh, { ok: t.ship, no: t.ship }),
    alike(t.check, t.weigh),
  ])
  .end("ship")
  .build()
