import { decision, flow, recurse, sub, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

const Packing = workflow("packing")
  .tasks({ look: task({ input: Text, output: Text }), again: recurse("order", { input: Text, output: Text }), pack: task({ input: Text, output: Text }) })
  .start("look")
  .flows((t) => [flow(t.look, t.again), flow(t.again, t.pack)])
  .end("pack")
  .build()

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    receive: task({ input: Text, output: Text }),
    packing: sub(Packing),
    ship: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ship, no: t.receive }),
    flow(t.receive, t.packing),
    flow(t.packing, t.ship),
  ])
  .end("ship")
  .build()
