import { decision, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
    refuse: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [xor(t.check, { ok: t.ship, no: t.refuse })])
  .end("ship", "refuse")
  .build()
