import { and, decision, join, task, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    pay: task({ input: Text, output: Text }),
    refuse: task({ input: Text, output: Text }),
    ship: task({ input: { left: Text, right: Text }, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.pack, t.check]),
    xor(t.check, { ok: t.pay, no: t.refuse }),
    join({ left: t.pack, right: t.pay }, t.ship),
  ])
  .end("ship", "refuse")
  .build()
