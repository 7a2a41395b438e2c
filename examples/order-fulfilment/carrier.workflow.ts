/**
 * Carrier appointment: estimate the load, ask carriers until one offers a pickup (each refusal
 * widens the pickup window), then route and manifest side by side, and book.
 */
import { and, decision, exponential, flow, join, task, workflow, xor } from "knhk"
import { ApprovedOrder, Booking, Load, Manifest, Offer, Route } from "./payloads.ts"

export const Carrier = workflow("carrier")
  .tasks({
    "estimate load": task({ input: ApprovedOrder, output: Load }),
    "request pickup": decision({ input: Load, outcomes: { offered: Offer, none: Load } }),
    "widen window": task({ input: Load, output: Load }),
    "confirm pickup": task({ input: Offer, output: Offer }),
    "plan route": task({ input: Offer, output: Route }),
    "write manifest": task({ input: Offer, output: Manifest }),
    "book carrier": task({
      input: { route: Route, papers: Manifest },
      output: Booking,
      retry: exponential("5 millis", { times: 3 }),
      timeout: "5 seconds",
    }),
  })
  .start("estimate load")
  .flows((t) => [
    flow(t["estimate load"], t["request pickup"]),
    xor(t["request pickup"], { offered: t["confirm pickup"], none: t["widen window"] }),
    flow(t["widen window"], t["request pickup"]),
    and(t["confirm pickup"], [t["plan route"], t["write manifest"]]),
    join({ route: t["plan route"], papers: t["write manifest"] }, t["book carrier"]),
  ])
  .end("book carrier")
  .build()
