/** Payment: invoice the order and wait for the money; a part payment is followed by a reminder and another wait. */
import { decision, flow, task, workflow, xor } from "knhk"
import { ApprovedOrder, Invoice, Receipt } from "./payloads.ts"

export const Payment = workflow("payment")
  .tasks({
    "issue invoice": task({ input: ApprovedOrder, output: Invoice }),
    "receive payment": decision({ input: Invoice, outcomes: { settled: Receipt, short: Invoice } }),
    "send reminder": task({ input: Invoice, output: Invoice }),
    "book payment": task({ input: Receipt, output: Receipt }),
  })
  .start("issue invoice")
  .flows((t) => [
    flow(t["issue invoice"], t["receive payment"]),
    xor(t["receive payment"], { settled: t["book payment"], short: t["send reminder"] }),
    flow(t["send reminder"], t["receive payment"]),
  ])
  .end("book payment")
  .build()
