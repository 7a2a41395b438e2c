import { decision, flow, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
    remind: task({ input: Text, output: Text }),
    wait: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ship, no: t.remind }),
    flow(t.remind, t.wait),
    xor(t.wait, { ok: t.ship, no: t.remind }),
  ])
  .end("ship")
  .build()
