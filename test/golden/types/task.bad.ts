import { decision, exponential, fixed, human, silent, sub, task } from "knhk"
import { type Approved, type Order, order, type Received, ty } from "./payloads.ts"

// No output.
task({ input: ty<Order>() })

// Something that is no schema.
task({ input: { id: "string" }, output: ty<Received>() })

// A duration with a unit that does not exist.
task({ input: ty<Order>(), output: ty<Received>(), timeout: "30 secnds" })

// A duration without a space.
task({ input: ty<Order>(), output: ty<Received>(), timeout: "30seconds" })

// A retry policy that lacks times.
task({ input: ty<Order>(), output: ty<Received>(), retry: exponential("200 millis", {}) })

// A fixed retry does not grow.
task({ input: ty<Order>(), output: ty<Received>(), retry: fixed("1 second", { times: 3, factor: 2 }) })

// An outcome that is no schema.
decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: "refused" } })

// A decision has no output.
decision({ input: ty<Received>(), output: ty<Approved>() })

// A role is text.
human({ input: ty<Received>(), output: ty<Approved>(), role: 7 })

// A sub-workflow that is not built.
sub(order)

// A silent task takes a schema.
silent("nothing")
