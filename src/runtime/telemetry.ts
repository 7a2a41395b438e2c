/**
 * The observer that turns the engine's facts into spans, events and metrics. Every name comes from `generated/`; where
 * they go is the `Sink`'s matter (`telemetry-sdk.ts` has the one for OpenTelemetry). `telemetry*.ts` import single
 * modules of `effect`, and OpenTelemetry in `telemetry-sdk.ts` alone; nothing of the engine imports them, so a program
 * that does not switch telemetry on does not load them.
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"
import * as names from "./generated/telemetry.ts"
import type {
  AttemptFailureFacts, CaseEndFacts, CaseFacts, CommitFacts, Observer, SignalFacts, StepFacts, WorkItemFacts,
} from "./observer.ts"
import { type SpanIdentity, startOf } from "./telemetry-trace.ts"

/** Where telemetry goes. Times are milliseconds since the epoch. */
export interface Sink {
  /** Starts a span whose ids follow from its identity (random without one) under the parent, or as a root. */
  span(start: names.SpanStart, at: number, identity?: SpanIdentity, parent?: Tracer.Span): Tracer.Span
  event(record: names.EventRecord, at: number, span: Tracer.Span): void
  /** Whose `MetricRegistry` the metrics are in. */
  readonly context: Context.Context<never>
  /** For handlers whose effect has no tracer of its own. Undefined: spans go nowhere, handlers are left alone. */
  readonly tracer: Tracer.Tracer | undefined
  now(): number
}

/** A work item between being enabled and its end. */
interface Item {
  readonly span: Tracer.Span
  enabledAt: number | undefined
  startedAt: number | undefined
  /** When the current attempt began, or the next one is due. */
  attemptAt: number
  attempt: Tracer.Span | undefined
}

/** An observer for the engine. Keeps one record for each running case and each work item that has not ended. */
export function observe(sink: Sink): Observer {
  const cases = new Map<string, Tracer.Span>()
  const items = new Map<string, Item>()
  const update = meter(sink.context)

  const caseOf = (facts: CaseFacts): Tracer.Span => {
    const known = cases.get(facts.caseId)
    if (known !== undefined) return known
    const start = names.caseSpanStart(startRecord(facts))
    const span = sink.span(start, startOf(facts.caseId) ?? facts.at, { caseId: facts.caseId, about: facts.caseId })
    cases.set(facts.caseId, span)
    update(names.caseActiveMetric, { workflowId: facts.workflow }, 1)
    return span
  }

  /** The item's record; made anew for one that another process enabled. */
  const itemOf = (facts: WorkItemFacts): Item => {
    const known = items.get(facts.workItemId)
    if (known !== undefined) return known
    const start = names.workItemSpanStart({ ...identity(facts), taskKind: facts.kind })
    const span = sink.span(start, facts.at, { caseId: facts.caseId, about: facts.workItemId }, caseOf(facts))
    const item: Item = { span, enabledAt: undefined, startedAt: undefined, attemptAt: facts.at, attempt: undefined }
    items.set(facts.workItemId, item)
    update(names.workItemActiveMetric, task(facts), 1)
    return item
  }

  const attemptOf = (facts: WorkItemFacts): Tracer.Span => {
    const item = itemOf(facts)
    if (item.attempt !== undefined) return item.attempt
    const start = names.attemptSpanStart({ ...identity(facts), attemptNumber: facts.attempt })
    const about = `${facts.workItemId}#${facts.attempt}`
    const at = Math.min(item.attemptAt, facts.at)
    return item.attempt = sink.span(start, at, { caseId: facts.caseId, about }, item.span)
  }

  const endAttempt = (facts: WorkItemFacts, end: names.AttemptSpanEnd, exit: Exit.Exit<unknown, unknown>): void => {
    const item = itemOf(facts)
    finish(attemptOf(facts), names.attemptSpanEnd(end), facts.at, exit)
    item.attempt = undefined
    const seconds = Math.max(0, facts.at - item.attemptAt) / 1000
    update(names.attemptDurationMetric, { ...task(facts), attemptResult: end.attemptResult }, seconds)
  }

  const endItem = (facts: WorkItemFacts, end: names.WorkItemSpanEnd, exit: Exit.Exit<unknown, unknown>): void => {
    const item = itemOf(facts)
    finish(item.span, names.workItemSpanEnd(end), facts.at, exit)
    const since = item.startedAt ?? item.enabledAt
    const attributes = { ...task(facts), workItemState: end.workItemState }
    if (since !== undefined) update(names.workItemDurationMetric, attributes, (facts.at - since) / 1000)
    update(names.workItemActiveMetric, task(facts), -1)
    items.delete(facts.workItemId)
  }

  return {
    caseStarted(facts) {
      const span = caseOf(facts)
      sink.event(names.caseStartedEvent(startRecord(facts)), facts.at, span)
      update(names.caseStartsMetric, { workflowId: facts.workflow }, 1)
    },
    caseResumed(facts) {
      const span = caseOf(facts)
      sink.event(names.caseResumedEvent(caseRecord(facts)), facts.at, span)
    },
    caseEnded(facts: CaseEndFacts) {
      const span = caseOf(facts)
      const { status } = facts
      const record = { ...caseRecord(facts), caseStatus: status }
      const failure = status === "ok" ? undefined : (facts.failure ?? status)
      sink.event(names.caseEndedEvent({ ...record, caseFailure: failure }), facts.at, span)
      const end = names.caseSpanEnd({ caseStatus: status, errorType: status === "ok" ? undefined : status })
      finish(span, end, facts.at, failure === undefined || status === "cancelled" ? Exit.void : Exit.fail(failure))
      const seconds = (facts.at - facts.startedAt) / 1000
      update(names.caseDurationMetric, { workflowId: facts.workflow, caseStatus: status }, seconds)
      update(names.caseActiveMetric, { workflowId: facts.workflow }, -1)
      cases.delete(facts.caseId)
    },
    signalled({ signal, result, ...facts }: SignalFacts) {
      const record = { workflowId: facts.workflow, caseId: facts.caseId, signalName: signal }
      const event = result === "expired" ? names.signalExpiredEvent(record)
        : names.signalReceivedEvent({ ...record, signalResult: result })
      sink.event(event, facts.at, caseOf(facts))
    },
    workItemEnabled(facts) {
      const item = itemOf(facts)
      item.enabledAt = facts.at
      sink.event(names.workItemEnabledEvent({ ...identity(facts), taskKind: facts.kind }), facts.at, item.span)
    },
    workItemStarted(facts) {
      const item = itemOf(facts)
      item.startedAt = item.attemptAt = facts.at
      sink.event(names.workItemStartedEvent({ ...identity(facts), taskKind: facts.kind }), facts.at, item.span)
      const { enabledAt } = item
      if (enabledAt !== undefined) update(names.workItemWaitDurationMetric, task(facts), (facts.at - enabledAt) / 1000)
    },
    workItemCompleted(facts) {
      if (facts.kind === "automatic") endAttempt(facts, { attemptResult: "completed" }, Exit.void)
      const record = { ...identity(facts), taskOutcome: facts.outcome }
      sink.event(names.workItemCompletedEvent(record), facts.at, itemOf(facts).span)
      endItem(facts, { workItemState: "completed", taskOutcome: facts.outcome }, Exit.void)
    },
    workItemFailed(facts) {
      const errorType = errorTypeOf(facts.cause)
      sink.event(names.workItemFailedEvent({ ...identity(facts), errorType }), facts.at, itemOf(facts).span)
      endItem(facts, { workItemState: "failed", errorType }, failureOf(facts.cause))
    },
    workItemWithdrawn(facts) {
      sink.event(names.workItemWithdrawnEvent(identity(facts)), facts.at, itemOf(facts).span)
      endItem(facts, { workItemState: "withdrawn" }, Exit.void)
    },
    workItemCancelled(facts) {
      // Between two attempts there is none to end.
      const runs = facts.kind === "automatic" && facts.at >= itemOf(facts).attemptAt
      if (runs) endAttempt(facts, { attemptResult: "cancelled" }, Exit.void)
      sink.event(names.workItemCancelledEvent(identity(facts)), facts.at, itemOf(facts).span)
      endItem(facts, { workItemState: "cancelled" }, Exit.void)
    },
    attemptStarted(facts) {
      itemOf(facts).attemptAt = facts.at
    },
    attemptFailed(facts: AttemptFailureFacts) {
      const end = {
        attemptResult: facts.timeout ? "timeout" : facts.defect ? "defect" : "failed",
        attemptRetryDelay: facts.retryIn === undefined ? undefined : facts.retryIn / 1000,
        errorType: facts.timeout ? "timeout" : errorTypeOf(facts.cause),
      } as const
      const record = { ...identity(facts), attemptNumber: facts.attempt, ...end }
      sink.event(names.attemptFailedEvent(record), facts.at, attemptOf(facts))
      endAttempt(facts, end, failureOf(facts.cause))
      itemOf(facts).attemptAt = facts.at + (facts.retryIn ?? 0)
    },
    batchCommitted(facts: CommitFacts) {
      const at = sink.now()
      const storeSystem = facts.store
      const batch = { storeBatchEvents: facts.events, storeBatchCases: facts.cases, storeBatchSize: facts.bytes }
      sink.span(names.storeCommitSpanStart({ storeSystem, ...batch }), at - facts.duration).end(nanos(at), Exit.void)
      update(names.storeCommitDurationMetric, { storeSystem }, facts.duration / 1000)
      update(names.storeCommitEventsMetric, { storeSystem }, facts.events)
      update(names.storeCommitSizeMetric, { storeSystem }, facts.bytes)
    },
    kernelStepped(facts: StepFacts) {
      const attributes = { workflowId: facts.workflow, kernelKind: facts.kernel }
      update(names.kernelEventsMetric, attributes, facts.events)
      update(names.kernelCommandsMetric, attributes, facts.commands)
      update(names.kernelRefusalsMetric, attributes, facts.refused)
      update(names.kernelStepDurationMetric, attributes, facts.duration / 1000)
    },
    attempt(facts, effect) {
      const { tracer } = sink
      if (tracer === undefined) return effect
      const parented = Effect.withParentSpan(effect, attemptOf(facts))
      return Effect.flatMap(Effect.tracer, (own) =>
        own === Tracer.nativeTracer ? Effect.withTracer(parented, tracer) : parented) as typeof effect
    },
  }
}

const startRecord = (facts: CaseFacts) => ({ ...caseRecord(facts), caseParent: facts.parentWorkItemId })
const caseRecord = (facts: CaseFacts) => ({ workflowId: facts.workflow, caseId: facts.caseId, caseKey: facts.id })
const task = (facts: WorkItemFacts) => ({ workflowId: facts.workflow, taskName: facts.task })
const identity = (facts: WorkItemFacts) => ({
  ...task(facts), caseId: facts.caseId, workItemId: facts.workItemId, workItemParent: facts.instanceOf,
})

/** Milliseconds since the epoch as the nanoseconds of Effect's tracer. */
export const nanos = (at: number): bigint => BigInt(Math.round(at * 1e6))

function finish(span: Tracer.Span, attributes: names.Attributes, at: number, exit: Exit.Exit<unknown, unknown>): void {
  for (const key in attributes) span.attribute(key, attributes[key])
  span.end(nanos(at), exit)
}

const failureOf = (cause: unknown) => (Cause.isCause(cause) ? Exit.failCause(cause) : Exit.fail(cause))

/** The tag or name of a failure, which there are few of; never its words. */
function errorTypeOf(cause: unknown): string {
  const error = Cause.isCause(cause) ? Cause.squash(cause) : cause
  const named: { _tag?: unknown; name?: unknown } = typeof error === "object" && error !== null ? error : {}
  const { _tag, name } = named
  return typeof _tag === "string" ? _tag : typeof name === "string" ? name : "_OTHER"
}

/** Updates metrics in one registry. Each set of attributes has its own series, made once. */
function meter(context: Context.Context<never>) {
  const series = new Map<string, Metric.Metric<number, unknown>>()
  return <A>(instrument: names.Instrument<A>, attributes: A, value: number): void => {
    const values = instrument.attributes(attributes)
    let key = instrument.name
    for (const name in values) key += `\n${values[name]}`
    let metric = series.get(key)
    if (metric === undefined) series.set(key, metric = metricOf(instrument, values as Record<string, string>))
    metric.updateUnsafe(value, context)
  }
}

function metricOf<A>(
  instrument: names.Instrument<A>, attributes: Record<string, string>,
): Metric.Metric<number, unknown> {
  const options = { description: instrument.brief, attributes }
  switch (instrument.instrument) {
    case "counter": return Metric.counter(instrument.name, { ...options, incremental: true })
    case "updowncounter": return Metric.counter(instrument.name, options)
    case "gauge": return Metric.gauge(instrument.name, options)
    case "histogram": return Metric.histogram(instrument.name, { ...options, boundaries: instrument.boundaries })
  }
}
