/**
 * Holds samples against the registry by Weaver's rules: the same ids, levels and messages as `weaver registry
 * live-check` with its built-in policy. What Weaver does not look at is in `hierarchy.ts`.
 */
import type { Finding, Level, SignalType } from "./finding.ts"
import { type Attribute, type AttributeUse, type Registry, wellFormed } from "./registry.ts"
import type { Sample, SampleAttribute, SampleMetric } from "./sample.ts"

/** Which signal a finding is about. */
export interface About {
  readonly signal_type: SignalType
  readonly signal_name: string
}

/** Every finding of Weaver's rules, in the order of the samples. */
export function liveCheck(registry: Registry, samples: readonly Sample[]): readonly Finding[] {
  const names = namespaces(registry)
  const findings: Finding[] = []
  const attributes = (list: readonly SampleAttribute[] | undefined, about: About) => {
    for (const one of list ?? []) findings.push(...attributeFindings(registry, names, one, about))
  }
  for (const sample of samples) {
    if ("span" in sample) {
      const about: About = { signal_type: "span", signal_name: sample.span.name }
      attributes(sample.span.attributes, about)
      for (const part of sample.span.span_events ?? []) attributes(part.attributes, about)
      for (const part of sample.span.span_links ?? []) attributes(part.attributes, about)
    } else if ("log" in sample) {
      const { event_name, attributes: list } = sample.log
      const about: About = { signal_type: "log", signal_name: event_name }
      const event = registry.events.get(event_name)
      const say = sayer(findings, about)
      if (event_name !== "" && event === undefined) {
        say("missing_event", "violation", `Event '${event_name}' does not exist in the registry.`, { event_name })
      }
      if (event !== undefined) {
        unstable(say, "Event", event_name, event.stability, "event_name")
        absent(say, event.attributes, list)
      }
      attributes(list, about)
    } else if ("metric" in sample) {
      const about: About = { signal_type: "metric", signal_name: sample.metric.name }
      metricFindings(registry, sample.metric, sayer(findings, about))
      for (const point of sample.metric.data_points ?? []) attributes(point.attributes, about)
    } else {
      const list = "resource" in sample ? sample.resource.attributes : [sample.attribute]
      attributes(list, { signal_type: "resource", signal_name: "" })
    }
  }
  return findings
}

/** Adds a finding about one signal. */
export type Say = (id: string, level: Level, message: string, context: Readonly<Record<string, unknown>>) => void

export function sayer(findings: Finding[], about: About): Say {
  return (id, level, message, context) => findings.push({ id, level, message, context, ...about })
}

function metricFindings(registry: Registry, sample: SampleMetric, say: Say): void {
  const metric = registry.metrics.get(sample.name)
  if (!wellFormed.test(sample.name)) {
    say("invalid_format", "violation",
      `Metric name '${sample.name}' does not match name formatting rules.`, { metric_name: sample.name })
  }
  if (metric === undefined) {
    say("missing_metric", "violation",
      `Metric '${sample.name}' does not exist in the registry.`, { metric_name: sample.name })
    return
  }
  unstable(say, "Metric", sample.name, metric.stability, "metric_name")
  if (sample.instrument !== metric.instrument) {
    say("unexpected_instrument", "violation",
      `Instrument should be '${metric.instrument}', but found '${sample.instrument}'.`,
      { instrument: sample.instrument, expected: metric.instrument })
  }
  if (sample.unit !== metric.unit) {
    say("unit_mismatch", "violation", `Unit should be '${metric.unit}', but found '${sample.unit}'.`,
      { unit: sample.unit, expected: metric.unit })
  }
  for (const point of sample.data_points ?? []) absent(say, metric.attributes, point.attributes)
}

const absences = {
  required: ["violation", "Required"],
  recommended: ["improvement", "Recommended"],
  opt_in: ["information", "Opt-in"],
  conditionally_required: ["information", "Conditionally required"],
} as const

/** Attributes of the signal that the sample lacks; `prefix` goes before Weaver's id. */
export function absent(
  say: Say, uses: readonly AttributeUse[], list: readonly SampleAttribute[] | undefined, prefix = "",
): void {
  for (const { attribute: { key }, level } of uses) {
    if (list?.some((one) => one.name === key)) continue
    const [severity, word] = absences[level]
    const message = `${word} attribute '${key}' is not present.`
    say(`${prefix}${level}_attribute_not_present`, severity, message, { attribute_name: key })
  }
}

function unstable(say: Say, what: string, name: string, stability: string, key: string): void {
  if (stability === "stable") return
  say("not_stable", "improvement",
    `${what} '${name}' is not stable; stability = ${stability}.`, { [key]: name, stability })
}

function attributeFindings(
  registry: Registry, names: ReadonlySet<string>, sample: SampleAttribute, about: About,
): readonly Finding[] {
  const findings: Finding[] = []
  const say = sayer(findings, about)
  const { name, value } = sample
  const context = { attribute_name: name }
  const attribute = registry.attributes.get(name)
  if (attribute === undefined) say("missing_attribute", "violation",
    `Attribute '${name}' does not exist in the registry.`, context)
  else {
    unstable(say, "Attribute", name, attribute.stability, "attribute_name")
    typeFindings(attribute, sample, say)
  }
  if (!name.includes(".")) say("missing_namespace", "improvement",
    `Attribute name '${name}' must include a namespace.`, context)
  if (!wellFormed.test(name)) {
    say("invalid_format", "violation",
      `Attribute '${name}' does not match name formatting rules.`, { ...context, value })
  }
  const parents = name.split(".").slice(0, -1).map((_, index, words) => words.slice(0, index + 1).join("."))
  const collision = parents.find((parent) => registry.attributes.has(parent))
  if (collision !== undefined) {
    say("illegal_namespace", "violation",
      `Namespace '${collision}' matches an existing attribute.`, { ...context, namespace: collision })
  }
  const extended = parents.findLast((parent) => names.has(parent))
  if (attribute === undefined && extended !== undefined) {
    say("extends_namespace", "information",
      `Attribute '${name}' extends the existing namespace '${extended}'.`, { ...context, namespace: extended })
  }
  return findings
}

function typeFindings(attribute: Attribute, { name, value, type = inferred(value) }: SampleAttribute, say: Say): void {
  if (type === undefined || attribute.type === "any") return
  const context = { attribute_name: name, attribute_type: type }
  if (attribute.type !== "enum") {
    if (type === attribute.type || (type === "int" && attribute.type === "double")) return
    const message = `Attribute '${name}' has type '${type}'. Type should be '${attribute.type}'.`
    return say("type_mismatch", "violation", message, { ...context, expected: attribute.type })
  }
  if (type !== "string" && type !== "int") {
    return say("type_mismatch", "violation",
      `Enum attribute '${name}' has type '${type}'. Enum value type should be 'string' or 'int'.`, context)
  }
  if (attribute.members.some((member) => member.value === value)) return
  const message = `Enum attribute '${name}' has value '${value}' which is not documented.`
  say("undefined_enum_variant", "information", message, { attribute_name: name, attribute_value: value })
}

/** The type of a value as Weaver infers it; undefined for what is no attribute value. */
function inferred(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const types = new Set(value.filter((one) => one !== null).map(inferred))
    const mixed = types.size === 2 && types.has("int") && types.has("double") ? "double" : undefined
    const element = types.size === 1 ? [...types][0] : mixed
    return element === undefined ? undefined : `${element}[]`
  }
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "double"
  return typeof value === "string" || typeof value === "boolean" ? typeof value : undefined
}

function namespaces(registry: Registry): ReadonlySet<string> {
  const all = new Set<string>()
  for (const key of registry.attributes.keys()) {
    const words = key.split(".")
    for (let n = 1; n < words.length; n++) all.add(words.slice(0, n).join("."))
  }
  return all
}
