/** Small definitions, one for each way in which a definition is lowered, and the traces that they must have. */
import type { StandardSchemaV1 } from "@standard-schema/spec"
import {
  all, and, choose, decision, flow, human, join, loop, merge, otherwise, par, seq, silent, skip, sub, task, when,
  workflow, type Workflow, xor,
} from "knhk"
import type { Definition } from "../../src/definition/definition.ts"
import { any } from "./any-schema.ts"

export interface Sample {
  readonly name: string
  readonly definition: Definition
  /** Given from outside, each once, at any moment. */
  readonly inputs?: readonly string[]
  /** At level completion, in the notation of the corpus; absent where there is no end of them. */
  readonly traces?: readonly string[]
}

const work = () => task({ input: any, output: any })
/** Gives by itself what `joined` takes from a join. */
const collect = () => task({ input: any, output: any as StandardSchemaV1<unknown, { l: unknown; r: unknown }> })
const joined = () => task({ input: { l: any, r: any }, output: any })
const choice = <const O extends Record<string, StandardSchemaV1>>(outcomes: O) => decision({ input: any, outcomes })
const sample = (of: { id: string; definition: Definition }, ...traces: readonly string[]): Sample =>
  ({ name: of.id, definition: of.definition, ...(traces.length > 0 && { traces }) })

const firstDone = workflow("first-done")
  .tasks({ ask: work(), phone: work(), mail: work() })
  .start("ask")
  .flows((t) => [and(t.ask, [t.phone, t.mail])])
  .end("phone", "mail")
  .build()

const allDone = workflow("all-done", { termination: "implicit" })
  .tasks({ ask: work(), phone: work(), mail: work() })
  .start("ask")
  .flows((t) => [and(t.ask, [t.phone, t.mail])])
  .end("phone", "mail")
  .build()

const eitherDone = workflow("either-done", { termination: "implicit" })
  .tasks({ ask: choice({ phone: any, letters: any }), phone: work(), mail: work(), post: work() })
  .start("ask")
  .flows((t) => [xor(t.ask, { phone: t.phone, letters: all(t.mail, t.post) })])
  .end("phone", "mail", "post")
  .build()

const oneWay = workflow("one-way")
  .tasks({ x: choice({ l: any, r: any }), l: work(), r: work() })
  .start("x")
  .flows((t) => [xor(t.x, { l: t.l, r: t.r })])
  .end("l", "r")
  .build()

const pairDone = workflow("pair-done").tasks({ x: joined() }).start("x").flows(() => []).end("x").build()

const middle = workflow("middle")
  .tasks({ a: work(), s: sub(firstDone), p: work(), z: joined() })
  .start("a")
  .flows((t) => [and(t.a, [t.s, t.p]), join({ l: t.s, r: t.p }, t.z)])
  .end("z")
  .build()

/** `a`, the sub-workflow, `z`. */
const around = <Id extends string, Inner extends string>(id: Id, inner: Workflow<Inner, unknown, unknown>) =>
  workflow(id)
    .tasks({ a: work(), s: sub(inner), z: work() })
    .start("a")
    .flows((t) => [flow(t.a, t.s), flow(t.s, t.z)])
    .end("z")
    .build()

export const samples: readonly Sample[] = [
  sample(
    workflow("sequence")
      .tasks({ a: work(), b: human({ input: any, output: any }) })
      .start("a")
      .flows((t) => [flow(t.a, t.b)])
      .end("b")
      .build(),
    "a b !ok",
  ),
  sample(
    workflow("names")
      .tasks({ "check-order": choice({ "all fine": any, "no: bad": any }), in: work(), "é→": work() })
      .start("check-order")
      .flows((t) => [xor(t["check-order"], { "all fine": t.in, "no: bad": t["é→"] })])
      .end("in", "é→")
      .build(),
    "check-order in !ok", "check-order é→ !ok",
  ),
  sample(
    workflow("choice-all-join")
      .tasks({ check: choice({ ok: any, no: any }), pick: work(), pay: work(), ship: joined(), explain: work() })
      .start("check")
      .flows((t) => [xor(t.check, { ok: all(t.pick, t.pay), no: t.explain }), join({ l: t.pick, r: t.pay }, t.ship)])
      .end("ship", "explain")
      .build(),
    "check { pick || pay } ship !ok", "check explain !ok",
  ),
  sample(
    workflow("guards")
      .tasks({ weigh: work(), van: work(), truck: work() })
      .start("weigh")
      .flows((t) => [xor(t.weigh, [when((x) => Number(x) > 30, t.truck), otherwise(t.van)])])
      .end("van", "truck")
      .build(),
    "weigh truck !ok", "weigh van !ok",
  ),
  sample(
    workflow("merge")
      .tasks({ a: choice({ l: any, r: any }), l: work(), r: work(), z: work() })
      .start("a")
      .flows((t) => [xor(t.a, { l: t.l, r: t.r }), merge([t.l, t.r], t.z)])
      .end("z")
      .build(),
    "a l z !ok", "a r z !ok",
  ),
  sample(
    workflow("join-and-flow")
      .tasks({ a: choice({ both: any, one: any }), l: work(), r: work(), one: collect(), z: joined() })
      .start("a")
      .flows((t) => [
        xor(t.a, { both: all(t.l, t.r), one: t.one }), join({ l: t.l, r: t.r }, t.z), flow(t.one, t.z),
      ])
      .end("z")
      .build(),
    "a { l || r } z !ok", "a one z !ok",
  ),
  sample(
    workflow("two-joins")
      .tasks({ a: choice({ x: any, y: any }), l: work(), r: work(), m: work(), s: work(), z: joined() })
      .start("a")
      .flows((t) => [
        xor(t.a, { x: all(t.l, t.r), y: all(t.m, t.s) }), join({ l: t.l, r: t.r }, t.z), join({ l: t.m, r: t.s }, t.z),
      ])
      .end("z")
      .build(),
    "a { l || r } z !ok", "a { m || s } z !ok",
  ),
  sample(
    workflow("silent-end")
      .tasks({ a: choice({ on: any, stop: any }), b: work(), stop: silent(any) })
      .start("a")
      .flows((t) => [xor(t.a, { on: t.b, stop: t.stop }), flow(t.b, t.stop)])
      .end("stop")
      .build(),
    "a b !ok", "a !ok",
  ),
  sample(
    workflow("end-by-any-outcome")
      .tasks({ a: choice({ yes: any, no: any }) })
      .start("a")
      .flows(() => [])
      .end("a")
      .build(),
    "a !ok",
  ),
  sample(
    workflow("loop-to-start")
      .tasks({ a: work(), t: choice({ again: any, out: any }), z: work() })
      .start("a")
      .flows((t) => [flow(t.a, t.t), xor(t.t, { again: t.a, out: t.z })])
      .end("z")
      .build(),
  ),
  sample(
    workflow("blocks-par-in-par")
      .tasks({ a: work(), l: work(), p: work(), q: work(), z: work() })
      .start("a")
      .flows((t) => [seq(t.a, par({ l: t.l, r: par({ p: t.p, q: t.q }) }), t.z)])
      .end("z")
      .build(),
    "a { l || p || q } z !ok",
  ),
  sample(
    workflow("blocks-choose-skip")
      .tasks({ a: work(), b: choice({ yes: any, no: any }), y: work(), z: work() })
      .start("a")
      .flows((t) => [seq(t.a, choose(t.b, { yes: t.y, no: skip }), t.z)])
      .end("z")
      .build(),
    "a b y z !ok", "a b z !ok",
  ),
  sample(
    workflow("blocks-loop-beside-branch")
      .tasks({ a: work(), b: work(), t: choice({ again: any, done: any }), r: work(), z: work() })
      .start("a")
      .flows((t) => [seq(t.a, par({ l: loop(t.b, t.t, "again"), r: t.r }), t.z)])
      .end("z")
      .build(),
  ),
  sample(
    workflow("blocks-loop-first")
      .tasks({ a: work(), b: work(), t: choice({ again: any, done: any }), z: work() })
      .start("a")
      .flows((t) => [seq(t.a, loop(t.t, "again", t.b), t.z)])
      .end("z")
      .build(),
  ),
  sample(
    workflow("implicit-one-end", { termination: "implicit" })
      .tasks({ a: work(), b: work(), c: work(), done: silent(any) })
      .start("a")
      .flows((t) => [and(t.a, [t.b, t.c]), merge([t.b, t.c], t.done)])
      .end("done")
      .build(),
    "a { b || c } !ok",
  ),
  sample(around("sub-sequential", oneWay), "a s/x s/l z !ok", "a s/x s/r z !ok"),
  sample(around("sub-explicit", firstDone), "a s/ask s/phone ~s/mail z !ok", "a s/ask s/mail ~s/phone z !ok"),
  sample(around("sub-implicit", allDone), "a s/ask { s/phone || s/mail } z !ok"),
  sample(around("sub-implicit-families", eitherDone), "a s/ask s/phone z !ok", "a s/ask { s/mail || s/post } z !ok"),
  sample(
    workflow("sub-in-sub").tasks({ m: sub(middle) }).start("m").flows(() => []).end("m").build(),
    "m/a { m/s/ask [m/s/phone ~m/s/mail] || m/p } m/z !ok", "m/a { m/s/ask [m/s/mail ~m/s/phone] || m/p } m/z !ok",
  ),
  sample(
    workflow("sub-joined")
      .tasks({ a: work(), l: work(), r: work(), s: sub(pairDone) })
      .start("a")
      .flows((t) => [and(t.a, [t.l, t.r]), join({ l: t.l, r: t.r }, t.s)])
      .end("s")
      .build(),
    "a { l || r } s/x !ok",
  ),
]
