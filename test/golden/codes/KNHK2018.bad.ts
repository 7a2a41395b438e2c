import { decision, flow, silent, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
    again: silent(Text),
    once: silent(Text),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ship, no: t.again }),
    flow(t.again, t.once),
    flow(t.once, t.again),
  ])
  .end("ship")
  .build()
