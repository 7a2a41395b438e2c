import { and, decision, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
    refuse: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [and(t.check, [t.ship, t.refuse])])
  .end("ship", "refuse")
  .build()
