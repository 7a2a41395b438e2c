import { all, otherwise, when, xor } from "knhk"
import { order } from "./payloads.ts"

// An outcome without a route.
order.flows((t) => [xor(t.check, { ok: t.ship })])

// An outcome that does not exist.
order.flows((t) => [xor(t.check, { ok: t.ship, no: t.refund, maybe: t.ship })])

// The task does not take the payload of the outcome.
order.flows((t) => [xor(t.check, { ok: t.ship, no: t.ship })])

// One of several tasks does not take the payload of the outcome.
order.flows((t) => [xor(t.check, { ok: all(t.ship, t.refund), no: t.refund })])

// Routes by outcome, but the task is no decision.
order.flows((t) => [xor(t.receive, { ok: t.check })])

// Routes on data, but the task is a decision.
order.flows((t) => [xor(t.check, [when(() => true, t.ship), otherwise(t.refund)])])

// The same, where each target takes anything.
order.flows((t) => [xor(t.check, [when((given) => given !== null, t.file), otherwise(t.file)])])

// Several tasks at once, but none of them named.
order.flows((t) => [xor(t.check, { ok: all(), no: t.refund })])

// No otherwise.
order.flows((t) => [xor(t.receive, [when((received) => received.total > 100, t.check)])])

// A route after otherwise.
order.flows((t) => [xor(t.receive, [otherwise(t.check), when((received) => received.total > 100, t.check)])])

// Two of otherwise.
order.flows((t) => [xor(t.receive, [otherwise(t.check), otherwise(t.check)])])

// A guard reads what is not there.
order.flows((t) => [xor(t.receive, [when((received) => received.sum > 100, t.check), otherwise(t.check)])])

// A guard that is no boolean.
order.flows((t) => [xor(t.receive, [when((received) => received.total, t.check), otherwise(t.check)])])

// The route of a guard does not take the payload.
order.flows((t) => [xor(t.receive, [when((received) => received.total > 100, t.ship), otherwise(t.check)])])

// The default route does not take the payload.
order.flows((t) => [xor(t.receive, [when((received) => received.total > 100, t.check), otherwise(t.ship)])])

// A silent task does not choose.
order.flows((t) => [xor(t.gone, [when((rejected) => rejected.reason === "", t.refund), otherwise(t.refund)])])
