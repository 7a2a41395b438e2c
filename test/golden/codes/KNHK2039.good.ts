import { decision, flow, recurse, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    again: recurse("order", { input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ship, no: t.again }),
    flow(t.again, t.ship),
  ])
  .end("ship")
  .build()
