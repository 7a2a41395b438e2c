/**
 * The registry, read and resolved: what `generate.ts` writes code from and `check.ts` holds telemetry against.
 * `readRegistry` never throws for a fault of the files; it returns findings.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { LineCounter, parseDocument, type Document } from "yaml"
import type { Finding } from "./finding.ts"
import * as shape from "./shape.ts"

export interface Member {
  readonly id: string
  readonly value: string | number
  readonly brief: string
}

export interface Attribute {
  readonly key: string
  /** `string`, `int`, ..., or `enum` with `members`. */
  readonly type: string
  readonly members: readonly Member[]
  readonly brief: string
  readonly note: string
  readonly stability: string
}

export type RequirementLevel = "required" | "conditionally_required" | "recommended" | "opt_in"

/** An attribute as one signal has it. */
export interface AttributeUse {
  readonly attribute: Attribute
  readonly level: RequirementLevel
  readonly condition: string
  /** Set when the span starts rather than when it ends (`sampling_relevant`). */
  readonly atStart: boolean
}

interface Signal {
  readonly brief: string
  readonly note: string
  readonly stability: string
  readonly attributes: readonly AttributeUse[]
}

export interface Span extends Signal {
  readonly type: string
  readonly kind: string
  /** With attribute keys in braces: `case {knhk.workflow.id}`. */
  readonly name: string
  /** Type of the parent span; absent for a root. */
  readonly parent: string | undefined
}

/** An event that must have come before, about the same thing. */
export interface Precedent {
  readonly event: string
  readonly same: string
}

export interface Event extends Signal {
  readonly name: string
  readonly severity: "debug" | "info" | "warn" | "error"
  /** One of them must have come before; none if it may be the first. */
  readonly after: readonly Precedent[]
  /** No event with the same value of this attribute comes after. */
  readonly ends: string | undefined
}

export interface Metric extends Signal {
  readonly name: string
  readonly instrument: "counter" | "updowncounter" | "gauge" | "histogram"
  readonly unit: string
  readonly boundaries: readonly number[]
}

export interface Registry {
  readonly schemaUrl: string
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly spans: ReadonlyMap<string, Span>
  readonly events: ReadonlyMap<string, Event>
  readonly metrics: ReadonlyMap<string, Metric>
}

/** Reads every YAML file under `directory`. `registry` holds what could be resolved; use it only without violations. */
export function readRegistry(directory: string): { registry: Registry; findings: readonly Finding[] } {
  const findings: Finding[] = []
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name))
  const sources = files.sort().map((name) => read(directory, name, findings))
  const isManifest = (source: Source) => /^(registry_)?manifest\.ya?ml$/.test(source.name)
  const manifest = sources.find(isManifest)
  if (manifest === undefined) {
    const message = `${directory} has no manifest.yaml`
    findings.push({ id: "knhk_registry_structure", level: "violation", message, context: {} })
  } else shape.manifest(manifest.value, [], manifest.fault("structure"))
  const parts = sources.filter((source) => !isManifest(source))
  for (const part of parts) shape.file(part.value, [], part.fault("structure"))
  return { registry: resolve(manifest, parts), findings }
}

interface Source {
  readonly name: string
  readonly value: any
  /** A reporter of findings `knhk_registry_<rule>`, with file and line. */
  fault(rule: string): shape.Report
}

function read(directory: string, name: string, findings: Finding[]): Source {
  const lines = new LineCounter()
  const document: Document = parseDocument(readFileSync(join(directory, name), "utf8"), { lineCounter: lines })
  const fault = (rule: string): shape.Report => (path, message) => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    const offset = (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0
    const where = `${relative("", join(directory, name))}:${lines.linePos(offset).line}`
    const about = path.length === 0 ? "" : ` ${path.join(".")}`
    const context = { where, path: path.join(".") }
    findings.push({ id: `knhk_registry_${rule}`, level: "violation", message: `${where}:${about} ${message}`, context })
  }
  for (const error of document.errors) fault("syntax")([], error.message.split("\n")[0] ?? error.code)
  return { name, value: document.errors.length > 0 ? {} : document.toJS(), fault }
}

/** Well-formed: lower case, words by `_`, namespaces by `.`; the same expression that Weaver's policy has. */
export const wellFormed = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/

/** The UCUM units in use, or an annotation in braces for counted things. */
const ucum = /^(s|ms|By|1|%|\{[a-z_]+\})$/

function resolve(manifest: Source | undefined, parts: readonly Source[]): Registry {
  const attributes = new Map<string, Attribute>()
  const groups = new Map<string, readonly any[]>()
  const spans = new Map<string, Span>()
  const events = new Map<string, Event>()
  const metrics = new Map<string, Metric>()
  const used = new Set<string>()

  type Take = (entry: any, name: string, source: Source, path: shape.Path) => void

  function each(section: string, key: string, known: ReadonlyMap<string, unknown>, take: Take): void {
    for (const source of parts) {
      for (const [index, entry] of entries(source.value?.[section])) {
        const path = [section, index]
        const name = entry?.[key]
        if (typeof name !== "string") continue
        const at = [...path, key]
        if (!wellFormed.test(name)) source.fault("name")(at, `${name} is not lower case words joined by _ and .`)
        if (!name.includes(".")) source.fault("name")(at, `${name} has no namespace`)
        if (known.has(name)) source.fault("duplicate")(at, `${name} is defined twice`)
        else take(entry, name, source, path)
      }
    }
  }

  each("attributes", "key", attributes, (entry, name, source, path) => {
    const members = entries(entry.type?.members).map(([, member]): Member =>
      ({ id: member?.id, value: member?.value ?? member?.id, brief: member?.brief ?? member?.id }))
    const ids = members.map((m) => m.id)
    if (new Set(ids).size !== ids.length || new Set(members.map((m) => m.value)).size !== ids.length) {
      source.fault("duplicate")([...path, "type"], `${name} has two members of one id or value`)
    }
    const type = typeof entry.type === "string" ? entry.type : "enum"
    if (/^(template\[)?string/.test(type) && entries(entry.examples).length === 0) {
      source.fault("examples")(path, `${name} is a text and has no examples`)
    }
    attributes.set(name, { key: name, type, members, ...words(entry) })
  })
  each("attribute_groups", "id", groups, (entry, name) => {
    groups.set(name, entries(entry.attributes).map(([, ref]) => ref))
  })

  function uses(entry: any, source: Source, path: shape.Path): readonly AttributeUse[] {
    const found = new Map<string, AttributeUse>()
    for (const [index, ref] of entries(entry.attributes)) {
      const where = [...path, "attributes", index]
      const refs = ref?.ref_group === undefined ? [ref] : groups.get(ref.ref_group)
      if (refs === undefined) source.fault("reference")(where, `there is no attribute group ${ref.ref_group}`)
      for (const one of refs ?? []) {
        const attribute = attributes.get(one?.ref)
        if (attribute === undefined) source.fault("reference")(where, `there is no attribute ${one?.ref}`)
        else if (found.has(attribute.key)) source.fault("duplicate")(where, `${attribute.key} is referred to twice`)
        else {
          used.add(attribute.key)
          const atStart = one.sampling_relevant === true
          found.set(attribute.key, { attribute, ...levelOf(one.requirement_level), atStart })
        }
      }
    }
    return [...found.values()]
  }

  each("spans", "type", spans, (entry, name, source, path) => {
    const parent = entry.annotations?.knhk?.parent
    const attributes = uses(entry, source, path)
    const title = String(entry.name?.note ?? name)
    for (const [, key] of title.matchAll(/\{([^}]+)\}/g)) {
      const known = attributes.some((use) => use.attribute.key === key && use.level === "required" && use.atStart)
      if (!known) source.fault("reference")([...path, "name"], `{${key}} is no attribute required at the start`)
    }
    spans.set(name, { type: name, kind: entry.kind, name: title, parent, attributes, ...words(entry) })
  })
  each("events", "name", events, (entry, name, source, path) => {
    const { severity = "info", after = [], ends } = entry.annotations?.knhk ?? {}
    const attributes = uses(entry, source, path)
    for (const same of [...after.map((one: Precedent) => one.same), ...(ends === undefined ? [] : [ends])]) {
      if (attributes.some((use) => use.attribute.key === same)) continue
      source.fault("reference")([...path, "annotations"], `${same} is no attribute of ${name}`)
    }
    events.set(name, { name, severity, after, ends, attributes, ...words(entry) })
  })
  each("metrics", "name", metrics, (entry, name, source, path) => {
    const { instrument, unit, annotations } = entry
    if (!ucum.test(unit)) source.fault("unit")([...path, "unit"], `${unit} is not s, ms, By, 1, % or a {thing}`)
    const boundaries = annotations?.knhk?.boundaries ?? []
    metrics.set(name, { name, instrument, unit, boundaries, attributes: uses(entry, source, path), ...words(entry) })
  })

  const report = (manifest ?? parts[0])?.fault.bind(manifest ?? parts[0]) ?? (() => () => {})
  for (const span of spans.values()) {
    if (span.parent === undefined || spans.has(span.parent)) continue
    report("reference")([], `${span.type} has the parent ${span.parent}, which is no span`)
  }
  for (const event of events.values()) {
    for (const one of event.after) {
      if (!events.has(one.event)) report("reference")([], `${event.name} comes after ${one.event}, which is no event`)
    }
  }
  for (const key of attributes.keys()) {
    const inside = [...attributes.keys()].find((other) => other.startsWith(`${key}.`))
    if (inside !== undefined) report("namespace")([], `${key} is an attribute and also the namespace of ${inside}`)
    // A failed span carries its exception under these keys; no signal of ours lists them.
    if (!used.has(key) && !key.startsWith("exception.")) report("unused")([], `${key} is on no signal`)
  }
  return { schemaUrl: String(manifest?.value?.schema_url ?? ""), attributes, spans, events, metrics }
}

function levelOf(said: unknown): { level: RequirementLevel; condition: string } {
  const [level, condition] = typeof said === "object" && said !== null ? (Object.entries(said)[0] ?? []) : [said, ""]
  return { level: (level ?? "recommended") as RequirementLevel, condition: String(condition) }
}

const words = (entry: any) => {
  const of = (key: string) => String(entry?.[key] ?? "").trim()
  return { brief: of("brief"), note: of("note"), stability: of("stability") }
}

const entries = (list: unknown): readonly [number, any][] => (Array.isArray(list) ? [...list.entries()] : [])
