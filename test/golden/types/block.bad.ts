import { choose, loop, par, seq, skip, task, workflow, decision } from "knhk"
import { type Order, order, type Received, type Rejected, ty } from "./payloads.ts"

const review = workflow("review")
  .tasks({
    draft: task({ input: ty<Order>(), output: ty<Received>() }),
    judge: decision({ input: ty<Received>(), outcomes: { again: ty<Order>(), done: ty<Rejected>() } }),
    next: decision({ input: ty<Order>(), outcomes: { item: ty<Order>(), none: ty<Rejected>() } }),
    work: task({ input: ty<Order>(), output: ty<Order>() }),
    weigh: task({ input: ty<Order>(), output: ty<Rejected>() }),
    close: task({ input: ty<Rejected>(), output: ty<Rejected>() }),
  })
  .start("draft")

// A step does not take what the one before gives.
order.flows((t) => [seq(t.receive, t.ship)])

// The same, after a block.
order.flows((t) => [seq(t.receive, choose(t.check, { ok: t.ship, no: t.refund }), t.close)])

// A decision in the middle of a sequence.
order.flows((t) => [seq(t.receive, t.check, t.ship)])

// A branch does not take the payload of its outcome.
order.flows((t) => [choose(t.check, { ok: t.ship, no: t.ship })])

// An outcome without a branch.
order.flows((t) => [choose(t.check, { ok: t.ship })])

// A branch of no outcome.
order.flows((t) => [choose(t.check, { ok: t.ship, no: t.refund, maybe: t.ship })])

// A branch of a parallel block does not take the payload.
order.flows((t) => [seq(t.receive, par({ a: t.check, b: t.ship }), t.close)])

// The branches do not give what follows takes.
order.flows((t) => [seq(t.check, par({ ship: t.ship, pay: t.ship }), t.close)])
order.flows((t) => [choose(t.check, { ok: seq(par({ ship: t.ship, pay: t.ship }), t.close), no: t.refund })])

// A skipped branch leads nowhere.
order.flows((t) => [seq(t.receive, choose(t.check, { ok: t.ship, no: skip }))])

// Nothing follows a loop.
review.flows((t) => [loop(t.draft, t.judge, "again")])

// The test does not take what the body gives.
review.flows((t) => [seq(loop(t.work, t.judge, "again"), t.close)])

// The body does not take the outcome that leads back.
review.flows((t) => [seq(loop(t.draft, t.judge, "done"), t.close)])

// An outcome that the test does not have.
review.flows((t) => [seq(loop(t.draft, t.judge, "agian"), t.close)])

// Pre-test: the test does not take what the body gives.
review.flows((t) => [seq(loop(t.next, "item", t.weigh), t.close)])

// What follows the loop does not take what the test gives.
review.flows((t) => [seq(loop(t.next, "item", t.work), t.work)])

// A block of another workflow.
review.flows((u) => {
  order.flows((t) => [seq(t.receive, u.judge)])
  return []
})

// A step that is not there.
order.flows((t) => [seq(t.receive, t.chek)])
