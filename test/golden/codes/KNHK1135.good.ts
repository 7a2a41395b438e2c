import { decision, flow, recurse, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    again: recurse("order", { input: Text, output: Text }),
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ship, no: t.again }),
    flow(t.again, t.ship),
  ])
  .end("ship")
  .build()
