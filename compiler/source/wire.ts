/**
 * What crosses from the child that runs the author's module to the compiler, on file descriptor 3.
 * `compiler/source` imports `src/definition`, `compiler/diagnostic` and Node; this file and the
 * child's own (`run`, `loading`, `fence`) load before every module of an author and stay small.
 */
import { fileURLToPath } from "node:url"
import v8 from "node:v8"
import type { Definition, Place, Schema } from "../../src/definition/definition.ts"
import type { FaultDetail } from "../../src/definition/fault.ts"
import type { Attempt } from "./fence.ts"
import type { Routes } from "./route.ts"

/** What the child is told when it starts, in its arguments: it may wait long for what it shall run. */
export interface Preparation {
  /** Milliseconds the child's clock is ahead, so that a definition that reads it differs. */
  readonly clock: number
  /** Bytes the module may print. */
  readonly output: number
  /** `file:` URLs of packages that the module will import: loaded before the request comes. */
  readonly packages: readonly string[]
}

/** What the child is told then, on its standard input. */
export interface Request {
  /** What the answer begins with: nothing that the module can know. */
  readonly key: string
  /** `file:` URL of the module. */
  readonly url: string
  /** Text to take instead of what the file holds. */
  readonly source?: Source
  /** Asks for routes, not for definitions: what tasks of a workflow give, by their paths. */
  readonly given?: { readonly workflow: string; readonly outputs: Readonly<Record<string, unknown>> }
}

/** The text of the module, with its types if nothing could take them away. */
export interface Source {
  readonly text: string
  readonly language: "typescript" | "javascript"
}

/** What a run loaded, or looked for, as `file:` URLs. */
export interface Loaded {
  /** The module, and what it and they import by path, be it there or not. */
  readonly own: readonly string[]
  /** What the packages that those import led to. */
  readonly packages: readonly string[]
  /** All files that came with these packages. */
  readonly packaged: readonly string[]
}

/** Why a run gave no definitions. */
export interface Failure {
  readonly kind: "thrown" | Attempt
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly code?: string
  /** Node's permission that was missing, and for what. */
  readonly permission?: string
  readonly resource?: string
  /** All that a `DefinitionFault` lists. */
  readonly faults?: readonly FaultDetail[]
  /** Messages of the chain of causes. */
  readonly causes: readonly string[]
}

/** What the child answers. */
export type Answer = (
  | {
    /** Every schema is `{ "~standard": true }`, every guard, mapping and completion condition `true`. */
    readonly definitions: readonly Definition[]
    readonly exports: readonly (readonly [name: string, index: number])[]
  }
  | { readonly routes: Routes }
  | { readonly failure: Failure }
) & { readonly loaded?: Loaded }

// Taken before any module of an author runs, which may replace them.
const { serialize, deserialize } = v8
const { toString } = Function.prototype
const textOf = (of: unknown) => toString.call(of)

/**
 * The bytes of an answer, after the key that the request gave: what else the module wrote there does not
 * have it. Node's own form, because JSON asks objects of the author how to write them.
 */
export function pack(key: string, answer: Answer): Uint8Array {
  const plain = "definitions" in answer ? { ...answer, definitions: toWire(answer.definitions) } : answer
  return Buffer.concat([Buffer.from(key), serialize(plain)])
}

/** The answer in these bytes; undefined if there is none that can be read. */
export function unpack(key: string, bytes: Buffer): Answer | undefined {
  const packed = afterKey(key, bytes)
  return packed && decode(packed)
}

/** The answer's own bytes: equal bytes are equal answers. Undefined if the key is not there. */
export function afterKey(key: string, bytes: Buffer): Buffer | undefined {
  const start = bytes.lastIndexOf(key)
  return start === -1 ? undefined : bytes.subarray(start + key.length)
}

/** The answer that `afterKey` found; undefined if it cannot be read. */
export function decode(bytes: Buffer): Answer | undefined {
  try {
    const answer = deserialize(bytes) as Answer
    return "definitions" in answer ? { ...answer, definitions: fromWire(answer.definitions) } : answer
  } catch {
    return undefined
  }
}

/** An inner definition that is in the list crosses as its index, so that it is shared again afterwards. */
type Inner = Definition | number | undefined

/** Author's names are keys of records; only what has a place in `Definition` is touched. */
function toWire(definitions: readonly Definition[]): Definition[] {
  const index = new Map(definitions.map((definition, i) => [definition, i]))
  const inner = (of: Definition): Inner => index.get(of) ?? plain(of)
  const plain = (of: Definition): Definition => ({
    ...of,
    tasks: of.tasks.map((task) => ({
      ...task,
      ...(task.input !== undefined && { input: isSchema(task.input) ? schema : schemas(task.input) }),
      outcomes: schemas(task.outcomes),
      ...(task.workflow !== undefined && { workflow: inner(task.workflow) as Definition }),
      ...(task.instances?.until !== undefined && { instances: { ...task.instances, until: erased } }),
    })),
    flows: of.flows.map((flow) =>
      flow.kind === "guard" || flow.kind === "or"
        ? { ...flow, routes: flow.routes.map((r) => (r.guard ? { ...r, guard: erased, text: textOf(r.guard) } : r)) }
        : flow.kind === "flow" && flow.map !== undefined ? { ...flow, map: erased }
          : flow),
  })
  return definitions.map(plain)
}

/** The definitions again. Places get plain paths; inner definitions are shared as they were. */
function fromWire(wire: readonly Definition[]): Definition[] {
  const made = wire.map(() => ({})) as Definition[]
  const placed = <T extends { readonly at?: Place }>(of: T): T =>
    (of.at === undefined ? of : { ...of, at: withPath(of.at) })
  const inner = (of: Inner) => (typeof of === "number" ? made[of] : of && back(of))
  const back = (of: Definition): Definition => ({
    ...placed(of),
    tasks: of.tasks.map((task) => (task.workflow === undefined ? placed(task)
      : { ...placed(task), workflow: inner(task.workflow as Inner)! })),
    flows: of.flows.map(placed),
    ...(of.rules !== undefined && { rules: of.rules.map(placed) }),
  })
  wire.forEach((definition, i) => Object.assign(made[i]!, back(definition)))
  return made
}

const schema = { "~standard": true } as unknown as Schema
const erased = true as unknown as () => boolean

function schemas(record: object): Record<string, Schema> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, schema]))
}

/** The same place with a path where it had a `file:` URL. */
export function withPath(place: Place): Place {
  return place.file.startsWith("file:") ? { ...place, file: fileURLToPath(place.file) } : place
}

// Schemas of some libraries are functions.
function isSchema(value: unknown): boolean {
  return (typeof value === "object" || typeof value === "function") && value !== null && "~standard" in value
}
