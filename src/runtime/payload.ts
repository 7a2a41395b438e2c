/**
 * Payloads as the runtime keeps them: JSON text, made once where a value enters and parsed anew
 * for each reader, so a handler sees exactly what it would see after a restart and nobody shares
 * an object. The empty text stands for `undefined`.
 */
import type { Schema } from "../definition/definition.ts"

/** JSON text of a plain value, or `""` for undefined. */
export type Payload = string

/** Why a value was not taken: a sentence's end, and where in the value. */
export interface Refusal {
  readonly path: string
  readonly why: string
}

/** Longest payload, in characters of its JSON text: what is larger belongs elsewhere, and a reference to it here. */
export const PAYLOAD_MAX = 16 * 1024 * 1024

/** Deeper values are refused; a cycle is deeper than any. */
const DEPTH_MAX = 200

/** The value that the text stands for, a new object each time. */
export const valueOf = (payload: Payload): unknown => (payload === "" ? undefined : JSON.parse(payload))

/** The record that an AND-join hands over. A key whose payload is undefined is left out, as JSON does. */
export function recordOf(parts: readonly (readonly [key: string, payload: Payload])[]): Payload {
  const members = parts
    .filter(([, payload]) => payload !== "")
    .map(([key, payload]) => `${JSON.stringify(key)}:${payload}`)
  return `{${members.join(",")}}`
}

/** Records laid over each other: of a key that several have, the last counts. */
export function merged(payloads: readonly Payload[]): Payload {
  const records = payloads.filter((payload) => payload !== "").map((payload) => valueOf(payload) as object)
  const last = new Map<string, unknown>(records.flatMap((record) => Object.entries(record)))
  return recordOf([...last].map(([key, value]) => [key, JSON.stringify(value)]))
}

/**
 * The payload of a value, or why there is none. Refused is what a restart would change: dates, maps,
 * class instances, functions, symbols, bigints, NaN and infinities, undefined inside an array,
 * cycles, and text longer than `PAYLOAD_MAX`. A property that is undefined counts as absent.
 */
export function payloadOf(value: unknown): Payload | Refusal {
  if (value === undefined) return ""
  if (!isPlain(value, 0)) return refusalOf(value, "", 0)!
  let text: string | undefined
  try {
    text = JSON.stringify(value) as string | undefined
  } catch (error) {
    if (error instanceof RangeError) return tooLong("more than a string can hold")
    throw error
  }
  return text === undefined ? { path: "", why: "it has no JSON text" } : bounded(text)
}

/** The payload, or that it is too long. */
export const bounded = (payload: Payload): Payload | Refusal =>
  payload.length <= PAYLOAD_MAX ? payload : tooLong(`${payload.length} characters`)

const tooLong = (length: string): Refusal => ({
  path: "",
  why: `its JSON text has ${length}, and ${PAYLOAD_MAX} are the most; keep it elsewhere and pass its address`,
})

/**
 * Checks a value with its schema and makes the payload of what the schema returned. A promise only
 * if the schema is asynchronous.
 */
export function checked(schema: Schema | undefined, value: unknown): Payload | Refusal | Promise<Payload | Refusal> {
  if (schema === undefined) return payloadOf(value)
  const result = schema["~standard"].validate(value)
  return result instanceof Promise ? result.then(judged) : judged(result)
}

/** One schema, or a record of schemas by the keys of a join. */
export type InputSchema = Schema | Readonly<Record<string, Schema>> | undefined

/** The same with a schema for each key, where there are keys. */
export function checkedAs(schema: InputSchema, value: unknown): Payload | Refusal | Promise<Payload | Refusal> {
  if (schema === undefined || isSchema(schema)) return checked(schema, value)
  return checkedRecord(Object.entries(schema), (value ?? {}) as Readonly<Record<string, unknown>>)
}

/** A list of such values, as a task that is done several times at once takes. */
export async function checkedList(schema: InputSchema, value: unknown): Promise<Payload | Refusal> {
  if (!Array.isArray(value)) return { path: "", why: "it is not a list, one input for each instance" }
  const payloads: Payload[] = []
  for (const [index, one] of value.entries()) {
    const payload = await checkedAs(schema, one)
    if (typeof payload !== "string") return { path: `[${index}]${payload.path}`, why: payload.why }
    payloads.push(payload)
  }
  return bounded(listOf(payloads))
}

/** The list of payloads; what is undefined is null in it, as in JSON. */
export const listOf = (payloads: readonly Payload[]): Payload =>
  `[${payloads.map((payload) => (payload === "" ? "null" : payload)).join(",")}]`

const isSchema = (schema: NonNullable<InputSchema>): schema is Schema => "~standard" in schema

async function checkedRecord(
  schemas: readonly (readonly [string, Schema])[],
  value: Readonly<Record<string, unknown>>,
): Promise<Payload | Refusal> {
  const parts: [string, Payload][] = []
  for (const [key, schema] of schemas) {
    const payload = await checked(schema, value[key])
    if (typeof payload !== "string") return { path: `.${key}${payload.path}`, why: payload.why }
    parts.push([key, payload])
  }
  return bounded(recordOf(parts))
}

type Verdict = Exclude<ReturnType<Schema["~standard"]["validate"]>, Promise<unknown>>

function judged(result: Verdict): Payload | Refusal {
  const issue = result.issues?.[0]
  if (issue === undefined) return payloadOf((result as { readonly value: unknown }).value)
  const keys = issue.path?.map((key) => (typeof key === "object" ? key.key : key)) ?? []
  return { path: keys.map(segment).join(""), why: String(issue.message) }
}

function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string": case "boolean": return true
    case "number": return Number.isFinite(value)
    case "object": break
    default: return false
  }
  if (value === null) return true
  if (depth === DEPTH_MAX) return false
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth + 1)) return false
    return !hasOwnJson(value)
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key]
    if (member !== undefined && !isPlain(member, depth + 1)) return false
  }
  return !hasOwnJson(value)
}

/** It says itself what its JSON is, which then is not what it is. */
const hasOwnJson = (value: object): boolean => typeof (value as { readonly toJSON?: unknown }).toJSON === "function"

/** The first place that is not plain, in words. Walks again, since values are nearly always plain. */
function refusalOf(value: unknown, path: string, depth: number): Refusal | undefined {
  if (isPlain(value, depth)) return undefined
  if (depth === DEPTH_MAX) return { path: `${path.slice(0, 60)}…`, why: "it is nested too deeply or holds itself" }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const refusal = refusalOf(value[i], `${path}[${i}]`, depth + 1)
      if (refusal !== undefined) return refusal
    }
  }
  if (typeof value === "object" && value !== null) {
    const prototype = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) {
      for (const [key, member] of Object.entries(value)) {
        const refusal = member === undefined ? undefined : refusalOf(member, path + segment(key), depth + 1)
        if (refusal !== undefined) return refusal
      }
    }
    const name: unknown = value.constructor?.name
    const what = typeof name === "string" && name !== "Array" && name !== "Object" ? `a ${name}`
      : hasOwnJson(value) ? "what has a toJSON of its own" : "this object"
    return { path, why: `${what} would not survive a restart; give plain JSON instead` }
  }
  const name =
    typeof value === "number" ? String(value) : value === undefined ? "undefined in a list" : `a ${typeof value}`
  return { path, why: `${name} is not plain JSON and would not survive a restart` }
}

const segment = (key: PropertyKey): string =>
  typeof key === "number"
    ? `[${key}]`
    : /^[A-Za-z_$][\w$]*$/.test(String(key))
      ? `.${String(key)}`
      : `[${JSON.stringify(String(key))}]`
