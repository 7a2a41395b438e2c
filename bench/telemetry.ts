/**
 * What telemetry costs: CPU time of a three-step case in memory, without an observer and with each kind of signal.
 * Exporters drop what they get, so what is measured is knhk, Effect and the OpenTelemetry SDK.
 *
 *   node --conditions=knhk-source bench/telemetry.ts [--cases 5000] [--json]
 */
import { cpus } from "node:os"
import { parseArgs } from "node:util"
import { BatchLogRecordProcessor, type LogRecordExporter } from "@opentelemetry/sdk-logs"
import {
  AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics"
import { BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base"
import * as Schema from "effect/Schema"
import { flow, task, workflow } from "knhk"
import { executor, open } from "knhk/runtime"
import { openTelemetry, type TelemetryOptions } from "knhk/telemetry"
import { compileDefinition } from "../compiler/compile.ts"

const { values } = parseArgs({
  options: { cases: { type: "string", default: "5000" }, json: { type: "boolean", default: false } },
})
const count = Number(values.cases)

const Count = Schema.toStandardSchemaV1(Schema.Struct({ n: Schema.Number }))
const step = () => task({ input: Count, output: Count })
const Three = workflow("three")
  .tasks({ a: step(), b: step(), c: step() })
  .start("a")
  .flows((t) => [flow(t.a, t.b), flow(t.b, t.c)])
  .end("c")
  .build()
const { table, hash, definition } = compileDefinition(Three.definition).value!
const parts = { definition, hash, table: Buffer.from(table).toString("base64"), mend: "" }
const ThreeExecutor = executor<typeof Three, object>(Three, parts)
const same = (payload: { readonly n: number }) => payload
const bound = ThreeExecutor.with({ a: same, b: same, c: same } as never)

const dropped = {
  export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
  shutdown: () => Promise.resolve(),
  forceFlush: () => Promise.resolve(),
} as SpanExporter & LogRecordExporter
const queue = { maxQueueSize: 100_000, maxExportBatchSize: 5_000 }
const metrics = (): TelemetryOptions => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  return { metricReader: new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 }) }
}
const events = (): TelemetryOptions =>
  ({ logRecordProcessor: new BatchLogRecordProcessor({ exporter: dropped, ...queue }) })
const spans = (): TelemetryOptions => ({ spanProcessor: new BatchSpanProcessor(dropped, queue) })
const kinds: Readonly<Record<string, () => TelemetryOptions | undefined>> = {
  off: () => undefined, metrics, events, spans, all: () => ({ ...metrics(), ...events(), ...spans() }),
}

/** Microseconds of CPU time a case takes. */
async function run(options: TelemetryOptions | undefined): Promise<number> {
  const telemetry = options && (await openTelemetry(options))
  const engine = await open({ workflows: [bound], ...(telemetry ? { observer: telemetry.observer } : {}) })
  const before = process.cpuUsage()
  const one = async (n: number) => (await engine.start(ThreeExecutor, { input: { n } })).result()
  for (let n = 0; n < count; n += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => one(n + i)))
  const { user, system } = process.cpuUsage(before)
  await engine.close()
  await telemetry?.close()
  return (user + system) / count
}

const rounds = 5
const took: Record<string, number[]> = {}
for (let round = 0; round <= rounds; round++) {
  for (const [name, options] of Object.entries(kinds)) {
    const micros = await run(options())
    if (round > 0) (took[name] ??= []).push(micros)
  }
}
const rows = Object.entries(took).map(([telemetry, micros]) => {
  const sorted = micros.toSorted((a, b) => a - b)
  return { telemetry, best: Math.round(sorted[0]!), median: Math.round(sorted[rounds >> 1]!) }
})
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length }
if (values.json) console.log(JSON.stringify({ ...machine, cases: count, unit: "us", rows }))
else {
  console.log(`CPU microseconds of a three-step case in memory, 100 at a time, ${rounds} rounds of ${count}`)
  console.log(`Node ${machine.node}, ${machine.cores} cores, ${machine.cpu}`)
  console.table(rows)
}
