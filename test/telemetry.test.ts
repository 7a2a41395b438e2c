/** Walks a workflow with telemetry on and holds every span, event and metric against the registry. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join as path } from "node:path"
import { fileURLToPath } from "node:url"
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs"
import {
  AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader, type ResourceMetrics,
} from "@opentelemetry/sdk-metrics"
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import {
  and, decision, fixed, flow, human, instances, join, receive, recurse, silent, task, timer, workflow, xor,
} from "knhk"
import { executor, open } from "knhk/runtime"
import { openTelemetry, telemetry, type TelemetryOptions } from "knhk/telemetry"
import { afterAll, expect, test, vi } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { Engine } from "../src/runtime/engine.ts"
import { traceOf } from "../src/runtime/telemetry-trace.ts"
import type { Observer } from "../src/runtime/observer.ts"
import { Told } from "../src/runtime/told.ts"
import { check } from "../weaver/check.ts"
import { render } from "../weaver/finding.ts"
import { soundRegistry } from "../weaver/generate.ts"
import { type Sample, samplesOf } from "../weaver/sample.ts"

const registry = soundRegistry()
const folder = mkdtempSync(path(tmpdir(), "knhk-telemetry-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const payload = Schema.toStandardSchemaV1
const Order = payload(Schema.Struct({ how: Schema.String }))

const Shop = workflow("shop")
  .tasks({
    receive: task({ input: Order, output: Order, retry: fixed("1 millis", { times: 1 }) }),
    pack: task({ input: Order, output: Order, timeout: "10 seconds" }),
    approve: human({ input: Order, output: Order, role: "clerk" }),
    ship: task({ input: { packed: Order, approved: Order }, output: Order }),
  })
  .start("receive")
  .flows((t) => [and(t.receive, [t.pack, t.approve]), join({ packed: t.pack, approved: t.approve }, t.ship)])
  .end("ship")
  .build()

/** A parcel, or one with another one in it: that is a case of its own. */
const Parcel = workflow("parcel")
  .tasks({
    unpack: decision({ input: Order, outcomes: { inside: Order, alone: Order } }),
    inner: recurse("parcel", { input: Order, output: Order }),
    rest: timer({ input: Order, after: "400 millis" }),
    paid: receive({ input: Order, signal: "payment", payload: Order, keep: { most: 2, timeToLive: "5 millis" } }),
    label: instances(task({ input: Order, output: Order }), { count: 2 }),
    sent: silent(Order),
  })
  .start("unpack")
  .flows((t) => [
    xor(t.unpack, { inside: t.inner, alone: t.rest }), flow(t.inner, t.rest), flow(t.rest, t.paid),
    flow(t.paid, t.label, ({ payload }) => payload), flow(t.label, t.sent, ([first]) => first!),
  ])
  .end("sent")
  .build()

const partsOf = (definition: typeof Shop.definition) => {
  const { table, hash } = compileDefinition(definition).value!
  return { definition, hash, table: Buffer.from(table).toString("base64"), mend: "npx knhk build" }
}
const parts = partsOf(Shop.definition)
const parcel = partsOf(Parcel.definition)

class Broken extends Data.TaggedError("Broken") {}

type How = { readonly how: string }
const handlers = {
  receive: (order: How, { attempt }: { readonly attempt: number }) => {
    if (order.how === "retried" && attempt === 1) throw new TypeError("not at the first try")
    return order
  },
  pack: (order: How, { attempt }: { readonly attempt: number }) => {
    if (order.how === "broken") return Effect.fail(new Broken())
    const hangs = order.how === "slow" || (order.how === "interrupted" && attempt === 1)
    return hangs ? Effect.never : Effect.as(Effect.void, order).pipe(Effect.withSpan("fold the box"))
  },
  ship: ({ approved }: { readonly approved: How }) => approved,
}

const parcelHandlers = {
  unpack: ({ how }: How) =>
    how === "full" ? { outcome: "inside", value: { how: "empty" } } : { outcome: "alone", value: { how } },
  label: (order: How) => order,
}

/** In-memory exporters that keep what they have when they are shut down. */
class Exporters {
  readonly spans = new InMemorySpanExporter()
  readonly logs = new InMemoryLogRecordExporter()
  readonly metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)

  constructor() {
    for (const exporter of [this.spans, this.logs, this.metrics]) exporter.shutdown = () => Promise.resolve()
  }

  get options() {
    const reader = new PeriodicExportingMetricReader({ exporter: this.metrics, exportIntervalMillis: 3_600_000 })
    return {
      spanProcessor: new SimpleSpanProcessor(this.spans),
      logRecordProcessor: new SimpleLogRecordProcessor({ exporter: this.logs }),
      metricReader: reader,
      resource: { serviceName: "shop" },
    }
  }

  get samples(): readonly Sample[] {
    const metrics: readonly ResourceMetrics[] = this.metrics.getMetrics()
    return samplesOf({ spans: this.spans.getFinishedSpans(), logs: this.logs.getFinishedLogRecords(), metrics })
  }

  span(name: string, caseId: string): ReadableSpan {
    const trace = traceOf(caseId)
    const found = this.spans.getFinishedSpans()
      .filter((span) => span.name === name && span.spanContext().traceId === trace)
    expect(found.map((span) => span.name), `${name} in ${trace}`).toEqual([name])
    return found[0]!
  }

  events(caseId: string): readonly string[] {
    const mine = this.logs.getFinishedLogRecords().filter((log) => log.attributes["knhk.case.id"] === caseId)
    return mine.map((log) => [log.eventName, log.attributes["knhk.task.name"]].filter(Boolean).join(" "))
  }
}

type Shape = Engine["Service"]

/** One life of an engine: opens it on the file, does the work, closes it, then closes telemetry. */
function live<A>(
  file: string, options: TelemetryOptions | undefined, work: (engine: Shape) => Effect.Effect<A, unknown>,
  does: object = handlers,
) {
  const opened = Effect.fnUntraced(function*(observer: Observer | undefined) {
    const built = yield* Layer.build(Engine.layerSqlite(file, observer ? { observer } : {}))
    const engine = Context.get(built, Engine)
    yield* engine.register(parts, does as never, Context.empty())
    yield* engine.register(parcel, parcelHandlers as never, Context.empty())
    return yield* work(engine)
  })
  const program = Effect.gen(function*() {
    const observer = options && (yield* telemetry(options))
    return yield* Effect.scoped(opened(observer))
  })
  return Effect.runPromise(Effect.scoped(program).pipe(Effect.provideService(Metric.MetricRegistry, new Map())))
}

const start = (engine: Shape, how: string) =>
  Effect.map(engine.start("shop", { id: how, input: { how } }), (one) => one.caseId)

/** The human work item of a case, as soon as it is offered. */
const approval = (engine: Shape, caseId: string): Effect.Effect<string, unknown> =>
  Effect.flatMap(engine.workItems(), (list) => {
    const mine = list.find((item) => item.caseId === caseId)
    return mine === undefined ? Effect.delay(approval(engine, caseId), "5 millis") : Effect.succeed(mine.workItemId)
  })

const approve = (engine: Shape, caseId: string) =>
  Effect.flatMap(approval(engine, caseId), (item) => engine.complete(item, { how: "approved" }))

/** The case that runs for a work item of another, as soon as there is one. */
const insideOf = (engine: Shape, caseId: string): Effect.Effect<string, unknown> =>
  Effect.flatMap(engine.show(caseId), ({ children: [child] }) =>
    child === undefined ? Effect.delay(insideOf(engine, caseId), "5 millis") : Effect.succeed(child.caseId))

/** Sends a payment that comes too early, while the case rests, and is dropped, then the one that is waited for. */
const pay = (engine: Shape, caseId: string): Effect.Effect<void, unknown> => Effect.gen(function*() {
  while (!(yield* engine.show(caseId)).workItems.some(({ task }) => task === "rest")) yield* Effect.sleep("5 millis")
  yield* engine.signal(caseId, "payment", { how: "early" })
  let waits = false
  while (!waits) {
    yield* Effect.sleep("5 millis")
    waits = (yield* engine.workItems({ signal: "payment" })).some((item) => item.caseId === caseId)
  }
  yield* engine.signal(caseId, "payment", { how: "now" })
})

const exporters = new Exporters()
let cases: Record<
  "parcel" | "inside" | "good" | "broken" | "withdrawn" | "cancelled" | "restarted" | "interrupted", string
>

test("a walk over success, retry, failure, cancellation and a restart emits what the registry says", async () => {
  const file = path(folder, "walk.db")
  cases = await live(file, exporters.options, (engine) => Effect.gen(function*() {
    const good = yield* start(engine, "retried")
    yield* approve(engine, good)
    expect(yield* engine.result(good)).toEqual({ how: "approved" })

    const broken = yield* start(engine, "broken")
    expect(Exit.isFailure(yield* Effect.exit(engine.result(broken)))).toBe(true)

    const withdrawn = yield* start(engine, "slow")
    yield* approval(engine, withdrawn)
    yield* engine.cancel(withdrawn, "no longer wanted")

    const cancelled = yield* start(engine, "fine")
    yield* Effect.flatMap(approval(engine, cancelled), (item) => engine.startWorkItem(item))
    yield* engine.cancel(cancelled)

    const restarted = yield* start(engine, "later")
    yield* approval(engine, restarted)
    const interrupted = yield* start(engine, "interrupted")
    yield* approval(engine, interrupted)
    const { caseId: parcel } = yield* engine.start("parcel", { id: "parcel", input: { how: "full" } })
    const inside = yield* insideOf(engine, parcel)
    yield* pay(engine, inside)
    yield* pay(engine, parcel)
    expect(yield* engine.result(parcel)).toEqual({ how: "empty" })
    return { parcel, inside, good, broken, withdrawn, cancelled, restarted, interrupted }
  }))
  await live(file, exporters.options, (engine) => Effect.gen(function*() {
    for (const caseId of [cases.restarted, cases.interrupted]) {
      yield* approve(engine, caseId)
      expect(yield* engine.result(caseId)).toEqual({ how: "approved" })
    }
  }))

  const findings = check(registry, exporters.samples, true)
  expect(findings.filter((finding) => finding.level === "violation").map(render)).toEqual([])
  expect(findings.filter((finding) => finding.level === "improvement" && finding.id !== "not_stable")).toEqual([])
})

test("instances, signals, timers and cases of cases say what they belong to", () => {
  const { parcel, inside } = cases
  const own = "knhk.work_item.enabled unpack"
  const label = Array.from({ length: 3 }, () => "knhk.work_item.enabled label")
  const events = exporters.events(inside).filter((event) => /enabled|signal/.test(event))
  expect(events).toEqual([
    own, "knhk.work_item.enabled rest", "knhk.signal.received", "knhk.signal.expired", "knhk.work_item.enabled paid",
    "knhk.signal.received", ...label,
  ])
  const call = exporters.span("work_item inner", parcel).attributes
  expect(exporters.span("case parcel", inside).attributes["knhk.case.parent"]).toBe(call["knhk.work_item.id"])
  expect(call["knhk.task.kind"]).toBe("call")
  expect(exporters.span("work_item rest", inside).attributes["knhk.task.kind"]).toBe("timer")
  expect(exporters.span("work_item paid", inside).attributes["knhk.task.kind"]).toBe("receive")
  const labels = exporters.spans.getFinishedSpans()
    .filter((span) => span.name === "work_item label" && span.spanContext().traceId === traceOf(inside))
    .map(({ attributes: a }) => [a["knhk.work_item.id"], a["knhk.work_item.parent"], a["knhk.task.kind"]])
  const whole = labels.find(([, parent]) => parent === undefined)![0]
  expect(labels.sort()).toEqual([
    [whole, undefined, "instances"], [`${whole}.1`, whole, "automatic"], [`${whole}.2`, whole, "automatic"],
  ])
})

test("the events of a case tell its story in order", () => {
  const [first, ...rest] = exporters.events(cases.good)
  expect(first).toBe("knhk.case.started")
  expect(rest.slice(0, 5)).toEqual([
    "knhk.work_item.enabled receive", "knhk.work_item.started receive", "knhk.attempt.failed receive",
    "knhk.work_item.completed receive", expect.stringContaining("knhk.work_item.enabled"),
  ])
  expect(rest.slice(-2)).toEqual(["knhk.work_item.completed ship", "knhk.case.ended"])
  expect(exporters.events(cases.withdrawn).slice(-3)).toEqual([
    "knhk.work_item.withdrawn approve", "knhk.work_item.cancelled pack", "knhk.case.ended",
  ])
  expect(exporters.events(cases.cancelled)).toContain("knhk.work_item.cancelled approve")
  expect(exporters.events(cases.broken)).toContain("knhk.work_item.failed pack")
})

test("a case that lives through a restart is one span in one trace, from its start to its end", () => {
  const whole = exporters.span("case shop", cases.restarted)
  const before = exporters.span("work_item pack", cases.restarted)
  const after = exporters.span("work_item ship", cases.restarted)
  for (const item of [before, after]) expect(item.parentSpanContext?.spanId).toBe(whole.spanContext().spanId)
  const at = ([seconds, nanos]: readonly [number, number]) => seconds * 1e3 + nanos / 1e6
  expect(at(whole.startTime)).toBeLessThanOrEqual(at(before.startTime))
  expect(at(whole.endTime)).toBeGreaterThanOrEqual(at(after.endTime))
  expect(exporters.events(cases.restarted).filter((name) => name.startsWith("knhk.case."))).toEqual([
    "knhk.case.started", "knhk.case.resumed", "knhk.case.ended",
  ])
})

test("an attempt that a restart interrupted is not exported; the next one is, in the same trace", () => {
  const second = exporters.span("attempt pack", cases.interrupted)
  expect(second.attributes["knhk.attempt.number"]).toBe(2)
  const item = exporters.span("work_item pack", cases.interrupted)
  expect(second.parentSpanContext?.spanId).toBe(item.spanContext().spanId)
  expect(item.parentSpanContext?.spanId).toBe(exporters.span("case shop", cases.interrupted).spanContext().spanId)
})

test("a plain handler's attempt spans the time it took, also after a restart", async () => {
  const mine = new Exporters()
  const file = path(folder, "plain.db")
  const hang = { ...handlers, receive: () => new Promise<How>(() => {}) }
  const slow = { ...handlers, receive: (order: How) => new Promise<How>((done) => setTimeout(done, 60, order)) }
  const caseId = await live(file, mine.options, (engine) => start(engine, "plain"), hang)
  await live(file, mine.options, (engine) => approval(engine, caseId), slow)
  const { startTime, endTime, attributes } = mine.span("attempt receive", caseId)
  expect(attributes["knhk.attempt.number"]).toBe(2)
  expect((endTime[0] - startTime[0]) * 1e3 + (endTime[1] - startTime[1]) / 1e6).toBeGreaterThan(45)
})

test("a span that a handler opens hangs under the attempt that ran it", () => {
  const own = exporters.span("fold the box", cases.good)
  expect(own.parentSpanContext?.spanId).toBe(exporters.span("attempt pack", cases.good).spanContext().spanId)
})

test("a failure is an error with its type on the spans, a cancellation is none", () => {
  const broken = exporters.span("attempt pack", cases.broken)
  expect([broken.status.code, broken.attributes["error.type"]]).toEqual([2, "Broken"])
  expect(exporters.span("case shop", cases.broken).status.code).toBe(2)
  const stopped = exporters.span("attempt pack", cases.withdrawn)
  expect([stopped.status.code, stopped.attributes["knhk.attempt.result"]]).toEqual([1, "cancelled"])
  expect(exporters.span("case shop", cases.withdrawn).status.code).toBe(1)
})

test("what goes up comes down, and what is counted agrees with what happened", () => {
  const last = new Map<string, number>()
  for (const sample of exporters.samples) {
    if (!("metric" in sample)) continue
    for (const { attributes, value } of sample.metric.data_points) {
      if (value !== undefined) last.set([sample.metric.name, ...attributes.map((one) => one.value)].join(" "), value)
    }
  }
  expect(last.get("knhk.case.active shop")).toBe(0)
  for (const name of ["receive", "pack", "approve", "ship"]) {
    expect([name, last.get(`knhk.work_item.active shop ${name}`)]).toEqual([name, 0])
  }
  expect(last.get("knhk.case.active parcel")).toBe(0)
  for (const name of ["unpack", "inner", "rest", "paid", "label"]) {
    expect([name, last.get(`knhk.work_item.active parcel ${name}`)]).toEqual([name, 0])
  }
  expect([...last.keys()].filter((name) => name.startsWith("knhk.kernel.events")).length).toBe(2)
})

test("an attribute that is wrong on the way out is found", () => {
  const wrong = exporters.samples.map((sample): Sample => {
    if (!("log" in sample) || sample.log.event_name !== "knhk.case.ended") return sample
    const attributes = sample.log.attributes.map((one) =>
      (one.name === "knhk.case.id" ? { ...one, name: "knhk.case.ident" } : one))
    return { log: { ...sample.log, attributes } }
  })
  const ids = new Set(check(registry, wrong).filter((one) => one.level === "violation").map((one) => one.id))
  expect(ids).toContain("missing_attribute")
  expect(ids).toContain("required_attribute_not_present")
})

test("without an observer no fact is made; with one many are", async () => {
  const makers = Object.getOwnPropertyNames(Told.prototype).filter((name) => name !== "constructor") as (keyof Told)[]
  const spies = makers.map((name) => vi.spyOn(Told.prototype, name as "item"))
  const made = () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  const run = (engine: Shape) => Effect.gen(function*() {
    const one = yield* start(engine, "retried")
    yield* approve(engine, one)
    yield* engine.result(one)
  })
  await live(path(folder, "off.db"), undefined, run)
  expect(made()).toBe(0)
  await live(path(folder, "on.db"), new Exporters().options, run)
  expect(made()).toBeGreaterThan(20)
  vi.restoreAllMocks()
})

test("events alone carry the trace of their case, and spans and metrics stay away", async () => {
  const only = new Exporters()
  const { logRecordProcessor } = only.options
  const caseId = await live(path(folder, "events.db"), { logRecordProcessor }, (engine) => Effect.gen(function*() {
    const one = yield* start(engine, "fine")
    yield* approve(engine, one)
    yield* engine.result(one)
    return one
  }))
  const traces = new Set(only.logs.getFinishedLogRecords().map((log) => log.spanContext?.traceId))
  expect([...traces]).toEqual([traceOf(caseId)])
  expect(only.samples.filter((sample) => !("log" in sample))).toEqual([])
})

test("the same works with promises alone", async () => {
  const plain = new Exporters()
  const { observer, close } = await openTelemetry(plain.options)
  const ShopExecutor = executor<typeof Shop, object>(Shop, parts)
  const engine = await open({ workflows: [ShopExecutor.with(handlers as never)], observer })
  const { caseId } = await engine.start(ShopExecutor, { id: "p-1", input: { how: "fine" } })
  await engine.cancel(caseId)
  await engine.close()
  await close()
  expect(plain.events(caseId).at(-1)).toBe("knhk.case.ended")
  expect(plain.span("case shop", caseId).attributes["knhk.case.status"]).toBe("cancelled")
  const metrics = plain.samples.flatMap((sample) => ("metric" in sample ? [sample.metric.name] : []))
  expect(metrics).toContain("knhk.case.duration")
})

test("the runtime loads neither telemetry nor OpenTelemetry", () => {
  const script = `import { registerHooks } from "node:module"
    const seen = []
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context) } })
    await import(process.argv[1])
    console.log(seen.filter((url) => /opentelemetry|telemetry/.test(url)).join("\\n"))`
  const loaded = (module: string) => {
    const url = new URL(module, import.meta.url).href
    const args = ["--conditions=knhk-source", "--no-warnings", "--input-type=module", "-e", script, url]
    const cwd = fileURLToPath(new URL("..", import.meta.url))
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", cwd })
    expect([status, stderr]).toEqual([0, ""])
    return stdout.trim()
  }
  expect(loaded("../src/runtime.ts")).toBe("")
  expect(loaded("../src/telemetry.ts")).toContain("opentelemetry")
})
