/**
 * Checks of our own, which Weaver has not: spans against their definitions and parents, the order of events, and
 * whether every signal was seen. Ids begin with `knhk_`; every finding but absent optional attributes is a violation.
 */
import { discriminator } from "./code.ts"
import type { Finding } from "./finding.ts"
import { absent, type Say, sayer } from "./live.ts"
import type { AttributeUse, Registry } from "./registry.ts"
import type { Sample, SampleAttribute, SampleLog, SampleSpan } from "./sample.ts"

/** Spans that carry the attribute `knhk.span.type`, against their definition; others are none of ours. */
export function checkSpans(registry: Registry, samples: readonly Sample[]): readonly Finding[] {
  const spans = samples.flatMap((sample) => ("span" in sample ? [sample.span] : []))
  const byId = new Map(spans.map((span) => [span.span_id, span]))
  const findings: Finding[] = []
  for (const span of spans) {
    const type = valueOf(span.attributes, discriminator)
    if (type === undefined) continue
    const say = sayer(findings, { signal_type: "span", signal_name: span.name })
    const definition = registry.spans.get(String(type))
    if (definition === undefined) {
      say("knhk_missing_span", "violation", `Span type '${type}' does not exist in the registry.`, { span_type: type })
      continue
    }
    absent(say, definition.attributes, span.attributes, "knhk_span_")
    unexpected(definition.attributes, span.attributes, say)
    if (span.kind !== definition.kind) {
      say("knhk_span_kind", "violation",
        `Kind should be '${definition.kind}', but found '${span.kind}'.`, { kind: span.kind })
    }
    const name = definition.name.replace(/\{([^}]+)\}/g, (_, key: string) => String(valueOf(span.attributes, key)))
    if (span.name !== name) {
      say("knhk_span_name", "violation", `Name should be '${name}', but found '${span.name}'.`, { expected: name })
    }
    checkParent(span, definition.parent, byId, say)
  }
  return findings
}

type ById = ReadonlyMap<string | undefined, SampleSpan>

function checkParent(span: SampleSpan, wanted: string | undefined, byId: ById, say: Say): void {
  if (span.span_id === undefined) return
  const parent = span.parent_span_id === undefined ? undefined : byId.get(span.parent_span_id)
  const found = parent === undefined ? undefined : valueOf(parent.attributes, discriminator)
  const message = wanted === undefined
    ? (span.parent_span_id === undefined ? undefined : "is a root, but has a parent.")
    : parent === undefined ? `should have a parent of type '${wanted}', but its parent was not seen.`
      : found !== wanted ? `should have a parent of type '${wanted}', but it is '${found ?? parent.name}'.`
        : parent.trace_id !== span.trace_id ? "is in another trace than its parent." : undefined
  if (message !== undefined) say("knhk_span_parent", "violation",
    `Span '${span.name}' ${message}`, { expected: wanted, found })
}

/** Log records in the order they were emitted: each after what must come before it, none after the end of its thing. */
export function checkOrder(registry: Registry, samples: readonly Sample[]): readonly Finding[] {
  const findings: Finding[] = []
  const seen = new Set<string>()
  const ended = new Map<string, string>()
  for (const sample of samples) {
    const log = "log" in sample ? sample.log : undefined
    const event = log && registry.events.get(log.event_name)
    if (log === undefined || event === undefined) continue
    const say = sayer(findings, { signal_type: "log", signal_name: event.name })
    unexpected(event.attributes, log.attributes, say)
    for (const { name, value } of log.attributes ?? []) {
      const end = ended.get(`${name} ${value}`)
      if (end === undefined) continue
      say("knhk_event_order", "violation",
        `Event '${event.name}' comes after '${end}' of the same ${name}.`, { [name]: value })
    }
    const precedents = event.after.map((one) => `${one.event} ${one.same} ${valueOf(log.attributes, one.same)}`)
    if (precedents.length > 0 && !precedents.some((one) => seen.has(one))) {
      const names = event.after.map((one) => `'${one.event}'`).join(" or ")
      say("knhk_event_order", "violation",
        `Event '${event.name}' comes before any ${names} of the same thing.`, contextOf(log))
    }
    for (const { name, value } of log.attributes ?? []) seen.add(`${event.name} ${name} ${value}`)
    if (event.ends !== undefined) ended.set(`${event.ends} ${valueOf(log.attributes, event.ends)}`, event.name)
  }
  return findings
}

/** Metrics that carry attributes which their definition does not have. */
export function checkMetrics(registry: Registry, samples: readonly Sample[]): readonly Finding[] {
  const findings: Finding[] = []
  for (const sample of samples) {
    const metric = "metric" in sample ? registry.metrics.get(sample.metric.name) : undefined
    if (metric === undefined || !("metric" in sample)) continue
    const say = sayer(findings, { signal_type: "metric", signal_name: metric.name })
    for (const point of sample.metric.data_points ?? []) unexpected(metric.attributes, point.attributes, say)
  }
  return findings
}

/** A violation for each signal of the registry of which there is no sample. */
export function checkSeen(registry: Registry, samples: readonly Sample[]): readonly Finding[] {
  const seen = new Set(samples.map((sample) =>
    "span" in sample ? `span ${valueOf(sample.span.attributes, discriminator)}`
      : "log" in sample ? `log ${sample.log.event_name}`
        : "metric" in sample ? `metric ${sample.metric.name}` : ""))
  const wanted = [
    ...[...registry.spans.keys()].map((name) => ["span", name] as const),
    ...[...registry.events.keys()].map((name) => ["log", name] as const),
    ...[...registry.metrics.keys()].map((name) => ["metric", name] as const),
  ]
  return wanted.filter(([type, name]) => !seen.has(`${type} ${name}`)).map(([signal_type, signal_name]): Finding => {
    const message = `There is no sample of ${signal_name}.`
    return { id: "knhk_signal_not_seen", level: "violation", message, context: {}, signal_type, signal_name }
  })
}

function unexpected(uses: readonly AttributeUse[], list: readonly SampleAttribute[] | undefined, say: Say): void {
  for (const { name } of list ?? []) {
    if (uses.some((use) => use.attribute.key === name)) continue
    say("knhk_unexpected_attribute", "violation",
      `Attribute '${name}' is not one of this signal.`, { attribute_name: name })
  }
}

const valueOf = (list: readonly SampleAttribute[] | undefined, name: string) =>
  list?.find((one) => one.name === name)?.value
const contextOf = (log: SampleLog) => Object.fromEntries((log.attributes ?? []).map(({ name, value }) => [name, value]))
