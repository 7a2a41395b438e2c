import { all, decision, flow, join, recurse, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    check: decision({ input: { left: Text, right: Text }, outcomes: { ok: Text, no: Text } }),
    ask: task({ input: Text, output: Text }),
    look: task({ input: Text, output: Text }),
    again: recurse("order", { input: { left: Text, right: Text }, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("check")
  .flows((t) => [
    xor(t.check, { ok: t.ship, no: all(t.ask, t.look) }),
    join({ left: t.ask, right: t.look }, t.again),
    flow(t.again, t.ship),
  ])
  .end("ship")
  .build()
