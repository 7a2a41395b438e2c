import { flow, join } from "knhk"
import { order } from "./payloads.ts"

// A branch is missing.
order.flows((t) => [join({ ship: t.ship }, t.close)])

// The branches have other keys.
order.flows((t) => [join({ parcel: t.ship, pay: t.pay }, t.close)])

// A branch gives another payload.
order.flows((t) => [join({ ship: t.ship, pay: t.refund }, t.close)])

// A decision is joined.
order.flows((t) => [join({ ship: t.ship, pay: t.check }, t.close)])

// A plain flow into a task that takes a record.
order.flows((t) => [flow(t.ship, t.close)])
