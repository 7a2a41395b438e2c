/**
 * Order fulfilment, after the well-known YAWL example: ordering, then carrier appointment and
 * payment side by side, freight in transit, delivery, and claims. Two of its tasks are whole
 * workflows of their own; together there are 24 tasks over three nets.
 */
import { all, decision, exponential, flow, join, sub, task, workflow, xor } from "knhk"
import { Carrier } from "./carrier.workflow.ts"
import {
  ApprovedOrder, Booking, Claim, Closed, Damage, Delivery, NewOrder, Receipt, Refusal, RejectedOrder, ReviewedOrder,
  Shipment,
} from "./payloads.ts"
import { Payment } from "./payment.workflow.ts"

export const OrderFulfilment = workflow("order-fulfilment")
  .tasks({
    // Ordering
    "receive order": task({ input: NewOrder, output: ReviewedOrder }),
    "check order": decision({
      input: ReviewedOrder,
      outcomes: { approved: ApprovedOrder, unclear: ReviewedOrder, refused: RejectedOrder },
    }),
    "modify order": task({ input: ReviewedOrder, output: ReviewedOrder }),
    "notify customer": task({ input: RejectedOrder, output: Closed }),
    // Carrier appointment and payment
    "appoint carrier": sub(Carrier),
    "collect payment": sub(Payment),
    // Freight in transit
    "hand over freight": task({ input: { booking: Booking, receipt: Receipt }, output: Shipment }),
    "track freight": decision({ input: Shipment, outcomes: { moving: Shipment, arrived: Shipment } }),
    "log position": task({ input: Shipment, output: Shipment }),
    // Delivery
    "deliver freight": decision({ input: Shipment, outcomes: { intact: Delivery, damaged: Damage } }),
    "file receipt": task({ input: Delivery, output: Closed }),
    // Claims
    "lodge claim": task({ input: Damage, output: Claim }),
    "assess claim": decision({ input: Claim, outcomes: { granted: Claim, refused: Refusal } }),
    "pay compensation": task({ input: Claim, output: Closed, retry: exponential("5 millis", { times: 2 }) }),
    "explain refusal": task({ input: Refusal, output: Closed }),
  })
  .start("receive order")
  .flows((t) => [
    flow(t["receive order"], t["check order"]),
    xor(t["check order"], {
      approved: all(t["appoint carrier"], t["collect payment"]),
      unclear: t["modify order"],
      refused: t["notify customer"],
    }),
    flow(t["modify order"], t["check order"]),
    join({ booking: t["appoint carrier"], receipt: t["collect payment"] }, t["hand over freight"]),
    flow(t["hand over freight"], t["track freight"]),
    xor(t["track freight"], { moving: t["log position"], arrived: t["deliver freight"] }),
    flow(t["log position"], t["track freight"]),
    xor(t["deliver freight"], { intact: t["file receipt"], damaged: t["lodge claim"] }),
    flow(t["lodge claim"], t["assess claim"]),
    xor(t["assess claim"], { granted: t["pay compensation"], refused: t["explain refusal"] }),
  ])
  .end("file receipt", "pay compensation", "explain refusal", "notify customer")
  .build()
