/**
 * Telemetry through OpenTelemetry's SDK, as bridged by `@effect/opentelemetry`. Two things the bridge does not carry
 * are done here. Its logger has no event names, so events go to OpenTelemetry's own logger. Its metrics take their unit
 * from an attribute, which would then be on every data point; so units are filled in while collecting.
 */
import * as NodeSdk from "@effect/opentelemetry/NodeSdk"
import * as OtelLogger from "@effect/opentelemetry/OtelLogger"
import * as OtelMetrics from "@effect/opentelemetry/OtelMetrics"
import * as OtelTracer from "@effect/opentelemetry/OtelTracer"
import * as Resource from "@effect/opentelemetry/Resource"
import { type HrTime, ROOT_CONTEXT, trace, TraceFlags, ValueType } from "@opentelemetry/api"
import { type Logger, SeverityNumber } from "@opentelemetry/api-logs"
import type { LogRecordProcessor } from "@opentelemetry/sdk-logs"
import type { CollectionResult, MetricCollectOptions, MetricProducer } from "@opentelemetry/sdk-metrics"
import {
  AlwaysOffSampler, type IdGenerator, NoopSpanProcessor, RandomIdGenerator, type SpanProcessor,
} from "@opentelemetry/sdk-trace-base"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import { type EventRecord, schemaUrl, type SpanStart, units } from "./generated/telemetry.ts"
import type { Observer } from "./observer.ts"
import { idsOf, type TraceIds } from "./telemetry-trace.ts"
import { nanos, observe, type Sink } from "./telemetry.ts"

/**
 * Where telemetry goes, in the words of `NodeSdk.layer` of `@effect/opentelemetry`: span processors, log record
 * processors, metric readers, the resource. A signal without a processor or reader is not emitted.
 */
export type TelemetryOptions = Omit<NodeSdk.Configuration, "loggerMergeWithExisting">

/**
 * An observer for the engine that emits through OpenTelemetry. Processors and readers are flushed and shut down when
 * the scope closes, so give the engine a shorter one. Spans of cases that still run then are not exported: the process
 * that resumes them will. Never fails; an exporter that cannot reach its server is the exporter's matter.
 *
 * @example
 * ```ts
 * const EngineLive = Layer.unwrap(Effect.map(
 *   telemetry({ spanProcessor: new BatchSpanProcessor(new OTLPTraceExporter()), resource: { serviceName: "shop" } }),
 *   (observer) => Engine.layerSqlite("orders.db", { observer }),
 * ))
 * ```
 */
export function telemetry(options: TelemetryOptions): Effect.Effect<Observer, never, Scope.Scope> {
  return Effect.gen(function*() {
    const resource = options.resource && Resource.configToAttributes(options.resource)
    const resources = yield* Layer.build(Resource.layerFromEnv(resource))
    return observe(yield* makeSink(options).pipe(Effect.provide(resources)))
  })
}

/**
 * The same for programs without Effect. Call `close` after the engine is closed: it flushes what is left.
 *
 * @example
 * ```ts
 * const { observer, close } = await openTelemetry({ logRecordProcessor: new BatchLogRecordProcessor({ exporter }) })
 * const engine = await open({ store: "orders.db", workflows, observer })
 * ```
 */
export async function openTelemetry(
  options: TelemetryOptions,
): Promise<{ readonly observer: Observer; close(): Promise<void> }> {
  const scope = Scope.makeUnsafe()
  const observer = await Effect.runPromise(Scope.provide(telemetry(options), scope))
  return { observer, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

const makeSink = (options: TelemetryOptions): Effect.Effect<Sink, never, Scope.Scope | Resource.Resource> =>
  Effect.gen(function*() {
    const ids = new GivenIds()
    const { shutdownTimeout } = options
    const processors = listOf(options.spanProcessor)
    const tracer = yield* makeTracer(processors, ids, options)
    const logProcessors = listOf(options.logRecordProcessor)
    const logger = nonEmpty(logProcessors) ? yield* makeLogger(logProcessors, options) : undefined
    for (const reader of listOf(options.metricReader)) {
      const producer = new WithUnits(yield* OtelMetrics.makeProducer(options.metricTemporality))
      yield* OtelMetrics.registerProducer(producer, () => reader, { shutdownTimeout })
    }
    const clock = yield* Clock.Clock
    const start: Sink["span"] = (what, at, identity, parent) => {
      ids.given = identity && idsOf(identity)
      const span = startSpan(tracer, what, at, parent)
      ids.given = undefined
      return span
    }
    const event: Sink["event"] = (record, at, span) => logger && emit(logger, record, at, span)
    return {
      tracer: nonEmpty(processors) ? tracer : undefined,
      context: yield* Effect.context<never>(),
      now: () => Number(clock.currentTimeNanosUnsafe()) / 1e6,
      span: nonEmpty(processors) || logger !== undefined ? start : () => inert,
      event,
    }
  })

function startSpan(tracer: Tracer.Tracer, start: SpanStart, at: number, parent: Tracer.Span | undefined): Tracer.Span {
  const span = tracer.span({
    name: start.name,
    kind: start.kind,
    parent: Option.fromUndefinedOr(parent),
    root: parent === undefined,
    startTime: nanos(at),
    annotations: Context.empty(),
    links: [],
    sampled: true,
  })
  for (const key in start.attributes) span.attribute(key, start.attributes[key])
  return span
}

/** Metrics alone need no spans: this one, which has ended, stands for all. */
const inert = startSpan(Tracer.nativeTracer, { type: "", name: "", kind: "internal", attributes: {} }, 0, undefined)
inert.end(0n, Exit.void)

const severities = {
  debug: SeverityNumber.DEBUG, info: SeverityNumber.INFO, warn: SeverityNumber.WARN, error: SeverityNumber.ERROR,
}

function emit(logger: Logger, { name, severity, attributes }: EventRecord, at: number, span: Tracer.Span): void {
  const timestamp: HrTime = [Math.floor(at / 1000), Math.round((at % 1000) * 1e6)]
  const traceFlags = span.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  logger.emit({
    eventName: name,
    timestamp,
    severityNumber: severities[severity],
    severityText: severity.toUpperCase(),
    attributes,
    context: trace.setSpanContext(ROOT_CONTEXT, { traceId: span.traceId, spanId: span.spanId, traceFlags }),
  })
}

/** Without processors the spans are not sampled; they are there for their ids, which events carry. */
const makeTracer = (processors: readonly SpanProcessor[], ids: IdGenerator, options: TelemetryOptions) =>
  Effect.gen(function*() {
    const config = { ...options.tracerConfig, idGenerator: ids, shutdownTimeout: options.shutdownTimeout }
    const built = yield* Layer.build(nonEmpty(processors)
      ? NodeSdk.layerTracerProvider(processors, config)
      : NodeSdk.layerTracerProvider(new NoopSpanProcessor(), { ...config, sampler: new AlwaysOffSampler() }))
    const tracer = Context.get(built, OtelTracer.OtelTracerProvider).getTracer(scopeName, undefined, { schemaUrl })
    return yield* OtelTracer.make.pipe(Effect.provideService(OtelTracer.OtelTracer, tracer))
  })

const makeLogger = (processors: NonEmpty<LogRecordProcessor>, options: TelemetryOptions) =>
  Effect.gen(function*() {
    const config = { ...options.loggerProviderConfig, shutdownTimeout: options.shutdownTimeout }
    const built = yield* Layer.build(OtelLogger.layerLoggerProvider(processors, config))
    return Context.get(built, OtelLogger.OtelLoggerProvider).getLogger(scopeName, undefined, { schemaUrl })
  })

/** The instrumentation scope: who emits. */
const scopeName = "knhk"

/** Gives the span that is started next the ids it must have, and random ones to those that handlers start. */
class GivenIds implements IdGenerator {
  readonly #random = new RandomIdGenerator()
  given: TraceIds | undefined

  generateTraceId(): string {
    return this.given?.traceId ?? this.#random.generateTraceId()
  }

  generateSpanId(): string {
    return this.given?.spanId ?? this.#random.generateSpanId()
  }
}

/** Fills in the units, by the registry, and says that counts are whole numbers. */
class WithUnits implements MetricProducer {
  readonly #inner: MetricProducer

  constructor(inner: MetricProducer) {
    this.#inner = inner
  }

  async collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    const result = await this.#inner.collect(options)
    const scopes = result.resourceMetrics.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => {
        const unit = units[metric.descriptor.name]
        if (unit === undefined) return metric
        const valueType = unit.startsWith("{") ? ValueType.INT : ValueType.DOUBLE
        return { ...metric, descriptor: { ...metric.descriptor, unit, valueType } }
      }),
    }))
    return { ...result, resourceMetrics: { ...result.resourceMetrics, scopeMetrics: scopes } }
  }
}

type NonEmpty<A> = readonly [A, ...A[]]

const listOf = <A>(value: A | readonly A[] | undefined): readonly A[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as A]
const nonEmpty = <A>(list: readonly A[]): list is NonEmpty<A> => list.length > 0
