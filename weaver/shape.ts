/**
 * The structure of a `definition/2` file, after Weaver's published syntax: which keys each object may and must have.
 * Says what is wrong and where; the meaning (references, names) is judged in `registry.ts`.
 */

/** Where in a document: keys and indices from the top. */
export type Path = readonly (string | number)[]

/** Takes a fault of the document at a path. */
export type Report = (path: Path, message: string) => void

type Shape = (value: unknown, path: Path, report: Report) => void

/** Checks one parsed file. */
export const file: Shape = (value, path, report) => object({ file_format: literal("definition/2") }, {
  attributes: list(attribute), attribute_groups: list(group),
  spans: list(span), events: list(event), metrics: list(metric),
})(value, path, report)

/** Checks the parsed manifest. Its schema is not the one of the files. */
export const manifest: Shape = (value, path, report) =>
  object({ schema_url: pattern(/^https?:\/\/[^/]+\/.+\/\d+\.\d+\.\d+$/, "a URL that ends in name/version") },
    { description: text, stability, dependencies: list(any) })(value, path, report)

const any: Shape = () => {}

const text: Shape = (value, path, report) => {
  if (typeof value !== "string" || value.trim() === "") report(path, "must be a text that is not empty")
}

const truth: Shape = (value, path, report) => {
  if (typeof value !== "boolean") report(path, "must be true or false")
}

const literal = (...allowed: readonly string[]): Shape => (value, path, report) => {
  if (!allowed.includes(value as string)) report(path, `must be ${allowed.join(" or ")}`)
}

const pattern = (expression: RegExp, what: string): Shape => (value, path, report) => {
  if (typeof value !== "string" || !expression.test(value)) report(path, `must be ${what}`)
}

const list = (item: Shape): Shape => (value, path, report) => {
  if (!Array.isArray(value)) return report(path, "must be a list")
  value.forEach((entry, index) => item(entry, [...path, index], report))
}

function object(required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  return (value, path, report) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return report(path, "must be a map")
    const entries = value as Record<string, unknown>
    for (const key of Object.keys(required)) if (!(key in entries)) report(path, `lacks \`${key}\``)
    for (const [key, entry] of Object.entries(entries)) {
      const shape = required[key] ?? optional[key]
      if (shape === undefined) report([...path, key], `\`${key}\` is not a key here`)
      else shape(entry, [...path, key], report)
    }
  }
}

const stability = literal("stable", "development", "alpha", "beta", "release_candidate")
const signalLevel = literal("recommended", "opt_in")
const primitives = ["string", "int", "double", "boolean"]
const types = [...primitives, ...primitives.map((type) => `${type}[]`), "any"]
const typeName = literal(...types, ...types.map((type) => `template[${type}]`))

const member = object({ id: text },
  { value: any, brief: text, note: text, stability, deprecated: any, annotations: any })

const type: Shape = (value, path, report) =>
  typeof value === "object" ? object({ members: list(member) })(value, path, report) : typeName(value, path, report)

const attribute = object({ key: text, type, brief: text, stability },
  { note: text, examples: any, deprecated: any, annotations: any })

const level: Shape = (value, path, report) => {
  if (typeof value !== "object") return literal("required", "recommended", "opt_in")(value, path, report)
  object({}, { conditionally_required: text, recommended: text, opt_in: text })(value, path, report)
  if (Object.keys(value ?? {}).length !== 1) report(path, "must have one key: the level, with its condition")
}

/** The level is optional to Weaver, which takes `recommended`; we want it said. */
const reference = (extra: Readonly<Record<string, Shape>>): Shape => (value, path, report) =>
  typeof value === "object" && value !== null && "ref_group" in value
    ? object({ ref_group: text })(value, path, report)
    : object({ ref: text, requirement_level: level }, { ...refined, ...extra })(value, path, report)

const refined = { brief: text, note: text, examples: any, stability, deprecated: any, annotations: any }

const references = list(reference({}))

const publicGroup = object({ id: text, visibility: any, brief: text, stability },
  { note: text, attributes: references, deprecated: any, annotations: any })

const group: Shape = (value, path, report) =>
  (value as { visibility?: unknown } | null)?.visibility === "public"
    ? publicGroup(value, path, report)
    : object({ id: text, visibility: literal("internal", "public") }, { attributes: references })(value, path, report)

/** `note` is optional to Weaver; ours says when the signal is emitted. */
const signal = { brief: text, note: text, stability, requirement_level: signalLevel }
const more = { deprecated: any, entity_associations: list(any), annotations: any }

const span = object({
  ...signal, type: text, name: object({ note: text }),
  kind: literal("internal", "client", "server", "producer", "consumer"),
}, { ...more, attributes: list(reference({ sampling_relevant: truth })) })

const event = object({ ...signal, name: text }, { ...more, attributes: references })

const metric = object({
  ...signal, name: text, unit: text, instrument: literal("counter", "updowncounter", "gauge", "histogram"),
}, { ...more, attributes: references })
