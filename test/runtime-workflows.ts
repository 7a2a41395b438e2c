/**
 * Workflows and executors that the tests of the run time share. Executors are made in memory, as `knhk build` would
 * write them.
 */
import { createHash } from "node:crypto"
import { compileDefinition } from "../compiler/compile.ts"
import { lower } from "../compiler/ir/lower.ts"
import type { SoundNet } from "../compiler/ir/net.ts"
import { encode } from "../compiler/table/encode.ts"
import { canonical } from "../src/definition/definition.ts"
import {
  all, and, decision, fixed, flow, human, join, otherwise, type Signature, sub, task, when, workflow, xor,
} from "../src/index.ts"
import { type AnyWorkflow, executor, type Executor } from "../src/runtime.ts"

function schema<T>(check: (value: unknown) => true | string, asynchronous = false) {
  return {
    "~standard": {
      version: 1 as const, vendor: "test", types: undefined as { input: unknown; output: T } | undefined,
      validate: (value: unknown) => {
        const said = check(value)
        const result = said === true ? { value: value as T } : { issues: [{ message: said }] }
        return asynchronous ? Promise.resolve(result) : result
      },
    },
  }
}

/** Takes numbers; NaN gets past it. */
export const num = schema<number>((value) => typeof value === "number" || "it is not a number")
/** The same, but says so later. */
export const laterNum = schema<number>((value) => typeof value === "number" || "it is not a number", true)
/** Takes anything: what is not plain JSON gets past it. */
export const any = schema<unknown>(() => true)

/** The executor that `knhk build` would write for this workflow. */
export function built<W extends AnyWorkflow, Tasks>(of: W): Executor<W, Tasks> {
  const { value, diagnostics } = compileDefinition(of.definition)
  if (value === undefined) throw new Error(diagnostics.map((one) => one.message).join("\n"))
  return executor(of, { table: base64(value.table), hash: value.hash, mend: "npx knhk build test.workflow.ts" })
}

/** The same without asking the verifier: for workflows that it is there to refuse. */
export function unverified<W extends AnyWorkflow, Tasks>(of: W): Executor<W, Tasks> {
  const hash = createHash("sha256").update(canonical(of.definition)).digest("hex")
  const net = lower(of.definition).value as SoundNet
  return executor(of, { table: base64(encode(net, hash)), hash, mend: "npx knhk build test.workflow.ts" })
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

/** Signature of a task, as the compiler prints it. */
export type Task<In, Out> = Signature<"task", In, { done: Out }>
type Step = Task<number, number>
const step = () => task({ input: num, output: num })

/** a, b, c, one after the other. */
export const Three = workflow("three")
  .tasks({ a: step(), b: step(), c: step() })
  .start("a").flows((t) => [flow(t.a, t.b), flow(t.b, t.c)]).end("c").build()
export interface ThreeTasks { a: Step; b: Step; c: Step }
export const ThreeExecutor = built<typeof Three, ThreeTasks>(Three)

/** A decision, two tasks at once and their join, or a human. */
export const Order = workflow("order")
  .tasks({
    receive: step(),
    check: decision({ input: num, outcomes: { ok: num, refused: num } }),
    pick: step(),
    charge: task({ input: num, output: num, retry: fixed("1 second", { times: 2 }), timeout: "30 seconds" }),
    ship: task({ input: { parcel: num, payment: num }, output: num }),
    explain: human({ input: num, output: num, role: "clerk", due: "2 days" }),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t.check, (n) => n + 1),
    xor(t.check, { ok: all(t.pick, t.charge), refused: t.explain }),
    join({ parcel: t.pick, payment: t.charge }, t.ship),
  ])
  .end("ship", "explain").build()
export interface OrderTasks {
  receive: Step
  check: Signature<"decision", number, { ok: number; refused: number }>
  pick: Step
  charge: Step
  ship: Task<{ readonly parcel: number; readonly payment: number }, number>
  explain: Signature<"human", number, { done: number }>
}
export const OrderExecutor = built<typeof Order, OrderTasks>(Order)

/** `fast` ends the case and cancels `slow`. */
export const Race = workflow("race")
  .tasks({ begin: step(), fast: step(), slow: step() })
  .start("begin").flows((t) => [and(t.begin, [t.fast, t.slow])]).end("fast", "slow").build()
export interface RaceTasks { begin: Step; fast: Step; slow: Step }
export const RaceExecutor = built<typeof Race, RaceTasks>(Race)

/** Guards pick by size; the last route is the default. */
export const Sizes = workflow("sizes")
  .tasks({ measure: step(), small: step(), large: step() })
  .start("measure")
  .flows((t) => [xor(t.measure, [when((n) => {
    if (n < 0) throw new Error("sizes are not negative")
    return n < 10
  }, t.small), otherwise(t.large)])])
  .end("small", "large").build()
export interface SizesTasks { measure: Step; small: Step; large: Step }
export const SizesExecutor = built<typeof Sizes, SizesTasks>(Sizes)

/** A mapping that throws on odd numbers and returns what is not JSON for 4. */
export const Mapped = workflow("mapped")
  .tasks({ a: step(), b: step() })
  .start("a")
  .flows((t) => [flow(t.a, t.b, (n): number => {
    if (n % 2 === 1) throw new Error(`${n} is odd`)
    return n === 4 ? NaN : n / 2
  })])
  .end("b").build()
export const MappedExecutor = built<typeof Mapped, { a: Step; b: Step }>(Mapped)

/** `three` as one task, between two others. */
export const Outer = workflow("outer")
  .tasks({ before: step(), inner: sub(Three), after: step() })
  .start("before").flows((t) => [flow(t.before, t.inner), flow(t.inner, t.after)]).end("after").build()
export interface OuterTasks {
  before: Step
  inner: Signature<"sub", number, { done: number }, ThreeTasks>
  after: Step
}
export const OuterExecutor = built<typeof Outer, OuterTasks>(Outer)

/** Either branch leaves the join waiting for the other: a deadlock. */
export const Stuck = workflow("stuck")
  .tasks({
    pick: decision({ input: num, outcomes: { left: num, right: num } }),
    left: step(), right: step(), both: task({ input: { l: num, r: num }, output: num }),
  })
  .start("pick")
  .flows((t) => [xor(t.pick, { left: t.left, right: t.right }), join({ l: t.left, r: t.right }, t.both)])
  .end("both").build()
export interface StuckTasks {
  pick: Signature<"decision", number, { left: number; right: number }>
  left: Step
  right: Step
  both: Task<{ readonly l: number; readonly r: number }, number>
}
export const StuckExecutor = unverified<typeof Stuck, StuckTasks>(Stuck)

/** Anything in, anything out, schema that answers later. */
export const Loose = workflow("loose")
  .tasks({
    a: task({ input: any, output: any }),
    b: task({ input: any, output: any }),
    n: task({ input: any, output: laterNum }),
  })
  .start("a")
  .flows((t) => [flow(t.a, t.b), flow(t.b, t.n)])
  .end("n")
  .build()
export interface LooseTasks {
  a: Task<unknown, unknown>
  b: Task<unknown, unknown>
  n: Task<unknown, number>
}
export const LooseExecutor = built<typeof Loose, LooseTasks>(Loose)

/** Two people, one after the other. */
export const Papers = workflow("papers")
  .tasks({
    sign: human({ input: num, output: num, role: "clerk" }),
    seal: human({ input: num, output: num, role: "notary" }),
  })
  .start("sign")
  .flows((t) => [flow(t.sign, t.seal)])
  .end("seal")
  .build()
export interface PapersTasks {
  sign: Signature<"human", number, { done: number }>
  seal: Signature<"human", number, { done: number }>
}
export const PapersExecutor = built<typeof Papers, PapersTasks>(Papers)
