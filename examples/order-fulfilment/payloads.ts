/**
 * What flows through order fulfilment. Every payload is a plain JSON value with a schema; the
 * engine checks it where it enters: at a start, and at each result of a handler.
 */
import * as Schema from "effect/Schema"

const payload = Schema.toStandardSchemaV1

const order = {
  order: Schema.String,
  customer: Schema.String,
  /** Gross weight in kilograms. */
  weight: Schema.Number,
  /** Price in cents. */
  price: Schema.Number,
}

const Order = Schema.Struct(order)
export const NewOrder = payload(Order)
export const ReviewedOrder = payload(Schema.Struct({ ...order, revision: Schema.Number }))
export const ApprovedOrder = payload(Schema.Struct({ ...order, approvedBy: Schema.String }))
export const RejectedOrder = payload(Schema.Struct({ ...order, reason: Schema.String }))

// Carrier appointment
export const Load = payload(Schema.Struct({ ...order, trailers: Schema.Number, window: Schema.Number }))
export const Offer = payload(Schema.Struct({
  ...order, trailers: Schema.Number, carrier: Schema.String, day: Schema.Number,
}))
export const Booking = payload(Schema.Struct({
  ...order, carrier: Schema.String, day: Schema.Number, manifest: Schema.String,
}))
export const Route = payload(Schema.Struct({
  ...order, carrier: Schema.String, day: Schema.Number, stops: Schema.Number,
}))
export const Manifest = payload(Schema.Struct({ manifest: Schema.String }))

// Payment
export const Invoice = payload(Schema.Struct({
  ...order, invoice: Schema.String, open: Schema.Number, reminders: Schema.Number,
}))
export const Receipt = payload(Schema.Struct({ ...order, invoice: Schema.String, paid: Schema.Number }))

// Freight in transit
const freight = { ...order, carrier: Schema.String, invoice: Schema.String }
export const Shipment = payload(Schema.Struct({ ...freight, legs: Schema.Number }))
export const Delivery = payload(Schema.Struct({ ...freight, receivedBy: Schema.String }))
export const Damage = payload(Schema.Struct({ ...freight, damage: Schema.String }))

// Claims
export const Claim = payload(Schema.Struct({ ...order, claim: Schema.String, amount: Schema.Number }))
export const Refusal = payload(Schema.Struct({ ...order, claim: Schema.String, why: Schema.String }))

/** How an order ends. */
export const Closed = payload(Schema.Struct({
  order: Schema.String,
  ending: Schema.Literals(["delivered", "compensated", "claim refused", "rejected"]),
}))
