/**
 * What crosses from the child that runs the author's module to the compiler, as JSON on file
 * descriptor 3. `compiler/source` imports `src/definition`, `compiler/diagnostic` and Node; this
 * file and the child's own (`run`, `fence`) load before every module of an author and stay small.
 */
import { fileURLToPath } from "node:url"
import type { Definition, Place } from "../../src/definition/definition.ts"
import type { FaultDetail } from "../../src/definition/fault.ts"
import type { Attempt } from "./fence.ts"

/** What the child is told, on its standard input. */
export interface Request {
  /** `file:` URL of the module. */
  readonly url: string
  /** Text to read instead of what the file holds. */
  readonly overlay?: string
  /** Milliseconds the child's clock is ahead, so that a definition that reads it differs. */
  readonly clock: number
  /** Bytes the module may print. */
  readonly output: number
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

/**
 * What the child answers. Definitions are as the author's module built them, with every schema
 * reduced to `{ "~standard": true }`, every function to `true`, and a nested definition that is in
 * the list to `{ "~definition": index }`.
 */
export type Answer =
  | { readonly definitions: readonly unknown[]; readonly exports: readonly (readonly [name: string, index: number])[] }
  | { readonly failure: Failure }

/** The JSON form of the definitions. */
export function toWire(definitions: readonly Definition[]): unknown[] {
  const index = new Map<unknown, number>(definitions.map((definition, i) => [definition, i]))
  const plain = (value: unknown): unknown => {
    if (isSchema(value)) return { "~standard": true }
    if (typeof value === "function") return true
    if (Array.isArray(value)) return value.map(inner)
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inner(member)]))
    }
    return value
  }
  const inner = (value: unknown): unknown => {
    const known = index.get(value)
    return known === undefined ? plain(value) : { "~definition": known }
  }
  return definitions.map(plain)
}

/** The definitions again. Places get plain paths; nested definitions are shared as they were. */
export function fromWire(wire: readonly unknown[]): Definition[] {
  const made = wire.map((): Record<string, unknown> => ({}))
  const back = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(back)
    if (typeof value !== "object" || value === null) return value
    if ("~definition" in value) return made[value["~definition"] as number]
    return Object.fromEntries(Object.entries(value).map(([key, member]) =>
      [key, key === "at" ? withPath(member as Place) : back(member)]))
  }
  wire.forEach((definition, i) => Object.assign(made[i]!, back(definition)))
  return made as unknown as Definition[]
}

/** The same place with a path where it had a `file:` URL. */
export function withPath(place: Place): Place {
  return place.file.startsWith("file:") ? { ...place, file: fileURLToPath(place.file) } : place
}

// Schemas of some libraries are functions.
function isSchema(value: unknown): boolean {
  return (typeof value === "object" || typeof value === "function") && value !== null && "~standard" in value
}
