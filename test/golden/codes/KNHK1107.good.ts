import { choose, decision, seq, silent, skip, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: Text, output: Text }),
    closed: silent(Text),
  })
  .start("check")
  .flows((t) => [seq(choose(t.check, { ok: t.ship, no: skip }), t.closed)])
  .end("closed")
  .build()
