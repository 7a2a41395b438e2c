import { flow, receive, type Schema, task, workflow } from "knhk"
import { NewOrder } from "./payloads.ts"

interface Local { readonly bill: number }
const Locals: Schema<Local> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as Local }) } }

export const Payment = workflow("pay-ment")
  .tasks({
    bill: task({ input: NewOrder, output: Locals }),
    paid: receive({ input: Locals, signal: "paid", payload: NewOrder }),
    "wait for it": task({ input: Locals, output: NewOrder }),
  })
  .start("bill")
  .flows((t) => [flow(t.bill, t.paid), flow(t.paid, t["wait for it"], ({ payload }) => payload)])
  .end("wait for it")
  .build()
