/**
 * The work of order fulfilment. Handlers are plain, async or Effect functions, as suits each; what
 * they decide is drawn from the seed, so the same order always goes the same way.
 */
import * as Effect from "effect/Effect"
import { OrderFulfilmentExecutor } from "./order-fulfilment.executor.ts"
import { draw } from "./world.ts"

/** A carrier's booking desk that did not answer; tried again, then the case fails. */
class DeskClosed extends Error {
  override readonly name = "DeskClosed"
}

export const fulfil = (seed: number) => {
  const chance = (...words: readonly (string | number)[]) => draw(seed, ...words)
  return OrderFulfilmentExecutor.with({
    "receive order": (order) => ({ ...order, revision: 0 }),
    "check order": (order) => {
      const luck = chance(order.order, "check", order.revision)
      if (luck < 0.85 || order.revision >= 3) {
        const { revision: _, ...rest } = order
        return { outcome: "approved", value: { ...rest, approvedBy: order.price > 400_000 ? "manager" : "clerk" } }
      }
      if (luck < 0.95) return { outcome: "unclear", value: order }
      const { revision: _, ...rest } = order
      return { outcome: "refused", value: { ...rest, reason: "no credit" } }
    },
    "modify order": (order) => ({ ...order, revision: order.revision + 1 }),
    "notify customer": (order) => ({ order: order.order, ending: "rejected" }),

    "appoint carrier": {
      "estimate load": ({ approvedBy: _, ...order }) => ({
        ...order,
        trailers: Math.ceil(order.weight / 20_000),
        window: 0,
      }),
      "request pickup": (load) => {
        const offered = load.window >= 4 || chance(load.order, "pickup", load.window) < 0.6
        if (!offered) return { outcome: "none", value: load }
        const { window, ...order } = load
        const carrier = `carrier-${Math.floor(chance(load.order, "carrier") * 20)}`
        return { outcome: "offered", value: { ...order, carrier, day: window + 1 } }
      },
      "widen window": (load) => ({ ...load, window: load.window + 1 }),
      "confirm pickup": async (offer) => offer,
      "plan route": ({ trailers, ...offer }) => ({ ...offer, stops: 1 + (trailers % 3) }),
      "write manifest": (offer) => Effect.succeed({ manifest: `${offer.order}/${offer.trailers}` }),
      "book carrier": ({ route: { stops: _, ...route }, papers }, { attempt }) => {
        const luck = chance(route.order, "desk")
        const closed = luck < 0.002 || (luck < 0.05 && attempt === 1)
        if (closed) throw new DeskClosed(`the desk of ${route.carrier} did not answer`)
        return { ...route, manifest: papers.manifest }
      },
    },

    "collect payment": {
      "issue invoice": ({ approvedBy: _, ...order }) => ({
        ...order,
        invoice: `inv-${order.order}`,
        open: order.price,
        reminders: 0,
      }),
      "receive payment": (invoice) => {
        const { open, reminders, ...order } = invoice
        const settled = reminders >= 3 || chance(invoice.order, "payment", reminders) < 0.7
        if (settled) return { outcome: "settled", value: { ...order, paid: order.price } }
        return { outcome: "short", value: { ...invoice, open: Math.ceil(open / 2) } }
      },
      "send reminder": async (invoice) => ({ ...invoice, reminders: invoice.reminders + 1 }),
      "book payment": (receipt) => receipt,
    },

    "hand over freight": ({ booking: { day: _, manifest: __, ...booking }, receipt }) => ({
      ...booking,
      invoice: receipt.invoice,
      legs: 1 + Math.floor(chance(booking.order, "legs") * 3),
    }),
    "track freight": (shipment) =>
      shipment.legs > 0 ? { outcome: "moving", value: shipment } : { outcome: "arrived", value: shipment },
    "log position": (shipment) => Effect.succeed({ ...shipment, legs: shipment.legs - 1 }),
    "deliver freight": ({ legs: _, ...freight }) =>
      chance(freight.order, "delivery") < 0.94
        ? { outcome: "intact", value: { ...freight, receivedBy: freight.customer } }
        : { outcome: "damaged", value: { ...freight, damage: "broken pallet" } },
    "file receipt": (delivery) => ({ order: delivery.order, ending: "delivered" }),

    "lodge claim": ({ carrier: _, invoice: __, damage: ___, ...order }) => ({
      ...order,
      claim: `claim-${order.order}`,
      amount: Math.floor(order.price / 3),
    }),
    "assess claim": (claim) => {
      if (chance(claim.order, "claim") < 0.7) return { outcome: "granted", value: claim }
      const { amount: _, ...rest } = claim
      return { outcome: "refused", value: { ...rest, why: "packed by the customer" } }
    },
    "pay compensation": (claim) => ({ order: claim.order, ending: "compensated" }),
    "explain refusal": (refusal) => ({ order: refusal.order, ending: "claim refused" }),
  })
}
