/**
 * The registry as TypeScript: for each signal a typed record and a builder, so that a required attribute that is absent
 * or one that the signal does not have is a compile error, and no name is ever written by hand.
 */
import type { Attribute, AttributeUse, Event, Metric, Registry, Span } from "./registry.ts"

/** The whole text of `src/runtime/generated/telemetry.ts`. */
export function code(registry: Registry): string {
  const enums = [...registry.attributes.values()].filter((a) => a.type === "enum" && a.key !== discriminator)
  return [
    prelude,
    ...enums.map(union),
    "// Spans",
    ...[...registry.spans.values()].flatMap(spanBuilders),
    "// Events",
    ...[...registry.events.values()].flatMap(eventBuilder),
    "// Metrics",
    ...[...registry.metrics.values()].flatMap(instrument),
    unitsByName(registry),
    `${doc("Where the registry's schema is named; goes with the instrumentation scope.")}
export const schemaUrl = ${text(registry.schemaUrl)}
`,
  ].join("\n\n")
}

/** The attribute that says which span of the registry a span is; filled in by the builders. */
export const discriminator = "knhk.span.type"

/** `knhk.work_item.id` is `workItemId` in code. Standard keys keep all their words: `error.type` is `errorType`. */
export function fieldOf(name: string): string {
  return name.replace(/^knhk\./, "").replace(/[._]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

const typeOf = (name: string) => fieldOf(name).replace(/^[a-z]/, (letter) => letter.toUpperCase())
const text = (value: string | number) => JSON.stringify(value)

const prelude = `/**
 * Generated from \`weaver/registry\` by \`node weaver/generate.ts\`. Do not edit: change the registry and run it again.
 *
 * Every telemetry name there is, behind builders whose records are typed: an attribute that is required and absent, or
 * that the signal does not have, is a compile error.
 */

export type Attributes = Record<string, string | number | boolean>

/** A span about to start. */
export interface SpanStart {
  readonly type: string
  readonly name: string
  readonly kind: "internal" | "client" | "server" | "producer" | "consumer"
  readonly attributes: Attributes
}

/** A log record with an event name. */
export interface EventRecord {
  readonly name: string
  readonly severity: "debug" | "info" | "warn" | "error"
  readonly attributes: Attributes
}

/** A metric and how its attributes are made. */
export interface Instrument<A> {
  readonly name: string
  readonly instrument: "counter" | "updowncounter" | "gauge" | "histogram"
  /** UCUM. */
  readonly unit: string
  readonly brief: string
  /** Upper bounds of the buckets of a histogram, in \`unit\`. */
  readonly boundaries: readonly number[]
  attributes(a: A): Attributes
}`

function union(attribute: Attribute): string {
  const members = attribute.members.map((member) => `\n  ${doc(member.brief)}\n  | ${text(member.value)}`)
  return `${doc(attribute.brief)}\nexport type ${typeOf(attribute.key)} =${members.join("")}`
}

function spanBuilders(span: Span): readonly string[] {
  const name = `${fieldOf(span.type)}Span`
  const type = `${typeOf(span.type)}Span`
  const start = span.attributes.filter((use) => use.atStart && use.attribute.key !== discriminator)
  const end = span.attributes.filter((use) => !use.atStart)
  const title = span.name.replace(/\{([^}]+)\}/g, (_, key: string) => `\${a.${fieldOf(key)}}`)
  const starting = `${record(`${type}Start`, `${span.brief} What is known when it starts.`, start)}

${doc(`${span.brief} ${span.note}`)}
export function ${name}Start(a: ${type}Start): SpanStart {
${fill(start, [`${text(discriminator)}: ${text(span.type)}`])}
  return { type: ${text(span.type)}, name: \`${title}\`, kind: ${text(span.kind)}, attributes }
}`
  const ending = `${record(`${type}End`, `${span.brief} What is known when it ends.`, end)}

${doc(`The attributes that a \`${span.type}\` span gets when it ends.`)}
export function ${name}End(a: ${type}End): Attributes {
${fill(end)}
  return attributes
}`
  return end.length === 0 ? [starting] : [starting, ending]
}

function eventBuilder(event: Event): readonly string[] {
  const type = `${typeOf(event.name)}Event`
  return [record(type, event.brief, event.attributes), `${doc(`${event.brief} ${event.note}`)}
export function ${fieldOf(event.name)}Event(a: ${type}): EventRecord {
${fill(event.attributes)}
  return { name: ${text(event.name)}, severity: ${text(event.severity)}, attributes }
}`]
}

function instrument(metric: Metric): readonly string[] {
  const type = `${typeOf(metric.name)}Metric`
  return [record(type, metric.brief, metric.attributes), `${doc(`${metric.brief} ${metric.note}`)}
export const ${fieldOf(metric.name)}Metric: Instrument<${type}> = {
  name: ${text(metric.name)},
  instrument: ${text(metric.instrument)},
  unit: ${text(metric.unit)},
  brief: ${text(metric.brief)},
  boundaries: [${metric.boundaries.join(", ")}],
  attributes(a) {
${fill(metric.attributes, [], "    ")}
    return attributes
  },
}`]
}

function unitsByName(registry: Registry): string {
  const lines = [...registry.metrics.values()].map((metric) => `  ${text(metric.name)}: ${text(metric.unit)},`)
  return `${doc("The unit of each metric by its name.")}
export const units: Readonly<Record<string, string>> = {\n${lines.join("\n")}\n}`
}

function record(name: string, brief: string, uses: readonly AttributeUse[]): string {
  const fields = uses.map((use) => {
    const required = use.level === "required"
    const type = `${required ? "" : "?"}: ${tsType(use.attribute)}${required ? "" : " | undefined"}`
    return `  ${doc(`${use.attribute.brief} ${use.condition}`, "  ")}\n  readonly ${fieldOf(use.attribute.key)}${type}`
  })
  return `${doc(brief)}\nexport interface ${name} {\n${fields.join("\n")}\n}`
}

function tsType(attribute: Attribute): string {
  const types: Record<string, string> = { string: "string", int: "number", double: "number", boolean: "boolean" }
  const type = attribute.type === "enum" ? typeOf(attribute.key) : types[attribute.type]
  if (type === undefined) throw new Error(`there is no TypeScript type yet for ${attribute.key}: ${attribute.type}`)
  return type
}

/** Statements that make `attributes` of the record `a`. */
function fill(uses: readonly AttributeUse[], constants: readonly string[] = [], indent = "  "): string {
  const required = uses.filter((use) => use.level === "required")
  const lines = [...constants, ...required.map((use) => `${text(use.attribute.key)}: a.${fieldOf(use.attribute.key)}`)]
  const optional = uses.filter((use) => use.level !== "required").map((use) => {
    const field = `a.${fieldOf(use.attribute.key)}`
    return `${indent}if (${field} !== undefined) attributes[${text(use.attribute.key)}] = ${field}`
  })
  const entries = lines.map((line) => `${indent}  ${line},\n`).join("")
  return [`${indent}const attributes: Attributes = {\n${entries}${indent}}`, ...optional].join("\n")
}

/** A doc comment of one paragraph, broken at 118 columns. */
function doc(words: string, indent = ""): string {
  const plain = words.replace(/\s+/g, " ").replace(/\*\//g, "* /").trim()
  if (plain.length + indent.length <= 110) return `/** ${plain} */`
  const lines = [""]
  for (const word of plain.split(" ")) {
    const last = lines[lines.length - 1] ?? ""
    if (last.length + word.length + indent.length > 112) lines.push(word)
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`
  }
  return `/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */`
}
