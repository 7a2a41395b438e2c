/**
 * Samples of telemetry as Weaver's live check takes them in JSON, and how to make them of what the in-memory exporters
 * of OpenTelemetry hold. A span sample has three fields more than Weaver reads: its own id, its parent's, the trace's.
 */
import type { Attributes } from "@opentelemetry/api"
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs"
import { DataPointType, type MetricData, type ResourceMetrics } from "@opentelemetry/sdk-metrics"
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base"

export interface SampleAttribute {
  readonly name: string
  readonly value?: unknown
  /** Inferred from the value where absent. */
  readonly type?: string
}

export interface SampleSpan {
  readonly name: string
  readonly kind: string
  readonly status?: { readonly code: string; readonly message: string }
  readonly attributes: readonly SampleAttribute[]
  readonly span_events: readonly { readonly name: string; readonly attributes: readonly SampleAttribute[] }[]
  readonly span_links: readonly { readonly attributes: readonly SampleAttribute[] }[]
  readonly trace_id?: string
  readonly span_id?: string
  readonly parent_span_id?: string
}

export interface SampleLog {
  readonly event_name: string
  readonly attributes: readonly SampleAttribute[]
  readonly severity_number?: number
  readonly trace_id?: string
  readonly span_id?: string
}

export interface SampleMetric {
  readonly name: string
  readonly instrument: string
  readonly unit: string
  readonly data_points: readonly { readonly attributes: readonly SampleAttribute[]; readonly value?: number }[]
}

/** One entry of the list that Weaver reads. */
export type Sample =
  | { readonly span: SampleSpan }
  | { readonly log: SampleLog }
  | { readonly metric: SampleMetric }
  | { readonly resource: { readonly attributes: readonly SampleAttribute[] } }
  | { readonly attribute: SampleAttribute }

/** What the in-memory exporters of OpenTelemetry's SDK hold, as samples. Logs keep their order. */
export function samplesOf(exported: {
  readonly spans?: readonly ReadableSpan[]
  readonly logs?: readonly ReadableLogRecord[]
  readonly metrics?: readonly ResourceMetrics[]
}): readonly Sample[] {
  const metrics = (exported.metrics ?? []).flatMap((one) => one.scopeMetrics).flatMap((scope) => scope.metrics)
  return [
    ...(exported.spans ?? []).map((span) => ({ span: spanSample(span) })),
    ...(exported.logs ?? []).map((log) => ({ log: logSample(log) })),
    ...metrics.map((metric) => ({ metric: metricSample(metric) })),
  ]
}

const kinds = ["internal", "server", "client", "producer", "consumer"]
const statuses = ["unset", "ok", "error"]

function spanSample(span: ReadableSpan): SampleSpan {
  return {
    name: span.name,
    kind: kinds[span.kind] ?? "internal",
    status: { code: statuses[span.status.code] ?? "unset", message: span.status.message ?? "" },
    attributes: attributesOf(span.attributes),
    span_events: span.events.map((event) => ({ name: event.name, attributes: attributesOf(event.attributes ?? {}) })),
    span_links: span.links.map((link) => ({ attributes: attributesOf(link.attributes ?? {}) })),
    trace_id: span.spanContext().traceId,
    span_id: span.spanContext().spanId,
    ...(span.parentSpanContext === undefined ? {} : { parent_span_id: span.parentSpanContext.spanId }),
  }
}

function logSample(log: ReadableLogRecord): SampleLog {
  return {
    event_name: log.eventName ?? "",
    attributes: attributesOf(log.attributes as Attributes),
    ...(log.severityNumber === undefined ? {} : { severity_number: log.severityNumber }),
    ...(log.spanContext === undefined ? {} : { trace_id: log.spanContext.traceId, span_id: log.spanContext.spanId }),
  }
}

function metricSample(metric: MetricData): SampleMetric {
  const points: readonly { readonly attributes: Attributes; readonly value: unknown }[] = metric.dataPoints
  return {
    name: metric.descriptor.name,
    instrument: instrumentOf(metric),
    unit: metric.descriptor.unit,
    data_points: points.map(({ attributes, value }) =>
      ({ attributes: attributesOf(attributes), ...(typeof value === "number" ? { value } : {}) })),
  }
}

function instrumentOf(metric: MetricData): string {
  switch (metric.dataPointType) {
    case DataPointType.SUM: return metric.isMonotonic ? "counter" : "updowncounter"
    case DataPointType.GAUGE: return "gauge"
    default: return "histogram"
  }
}

const attributesOf = (attributes: Attributes): readonly SampleAttribute[] =>
  Object.entries(attributes).map(([name, value]) => ({ name, value }))
