/** A definition whose call places the tests know by line and column. */
import { decision, flow, loop, otherwise, seq, silent, task, when, workflow, xor } from "knhk"
import { step, text } from "./step.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: text, output: text }),
    check: decision({ input: text, outcomes: { ok: text, again: text } }),
    ship: step(),
    pay: task({ input: text, output: text }),
    done: silent(text),
  })
  .start("receive")
  .flows((t) => [
    seq(
      loop(t.receive, t.check, "again"),
      t.ship,
    ),
    xor(t.ship, [when((parcel) => parcel === "", t.pay), otherwise(t.done)]), flow(t.pay, t.done),
  ])
  .end("done")
  .build()
