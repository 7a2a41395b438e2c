/**
 * Payloads by kinds: for each place in a payload that guards compare, one value of every kind that they tell apart. All
 * combinations of them stand for all payloads there can be, and for some that types exclude.
 */
import type { Condition, Literal } from "./condition.ts"

/** What is none of the literals that are compared with, and no number: no comparison holds of it. */
const OTHER = Symbol("other")
export type Value = Literal | typeof OTHER

/** A value by place, and by text of what is not understood. */
export type Payload = ReadonlyMap<string, Value>

/** Most combinations that are looked at. */
const PAYLOADS_MAX = 4_096

/** One payload of each kind; undefined if they are too many, or a place is asked for and compared as well. */
export function payloadsOf(conditions: readonly Condition[]): readonly Payload[] | undefined {
  const compared = new Map<string, Set<Literal>>()
  const ordered = new Set<string>()
  const bare = new Set<string>()
  const walk = (of: Condition): void => {
    switch (of.kind) {
      case "not": return walk(of.of)
      case "and": case "or": walk(of.left); return walk(of.right)
      case "compare": {
        compared.set(of.path, (compared.get(of.path) ?? new Set()).add(of.to))
        if (of.by !== "===") ordered.add(of.path)
        return
      }
      case "truthy": bare.add(of.path); return
      case "opaque": bare.add(of.text)
    }
  }
  conditions.forEach(walk)
  if ([...bare].some((path) => compared.has(path))) return undefined
  const values = new Map<string, readonly Value[]>([...bare].map((path) => [path, [true, false]]))
  for (const [path, literals] of compared) values.set(path, kinds([...literals], ordered.has(path)))
  const count = [...values.values()].reduce((product, { length }) => product * length, 1)
  if (count > PAYLOADS_MAX) return undefined
  return [...values].reduce<readonly Payload[]>((payloads, [path, all]) =>
    payloads.flatMap((payload) => all.map((value) => new Map([...payload, [path, value]]))), [new Map()])
}

/** The literals, what is none of them and, where order is asked for, numbers between them. */
function kinds(literals: readonly Literal[], isOrdered: boolean): readonly Value[] {
  const numbers = literals.filter((one) => typeof one === "number").sort((a, b) => a - b)
  if (!isOrdered) return [...literals, OTHER]
  const between = numbers.slice(1).map((number, i) => number / 2 + numbers[i]! / 2)
  return [...literals, ...between, -Infinity, Infinity, OTHER]
}

export function holds(of: Condition, payload: Payload): boolean {
  switch (of.kind) {
    case "not": return !holds(of.of, payload)
    case "and": return holds(of.left, payload) && holds(of.right, payload)
    case "or": return holds(of.left, payload) || holds(of.right, payload)
    case "truthy": return payload.get(of.path) === true
    case "opaque": return payload.get(of.text) === true
    case "compare": {
      const value = payload.get(of.path)!
      if (of.by === "===") return value === of.to
      if (typeof value === "symbol" || of.to === null) return false
      if (value === null) return holds(of, new Map([[of.path, 0]]))
      return of.by === "<" ? value < of.to : of.by === "<=" ? value <= of.to
        : of.by === ">" ? value > of.to : value >= of.to
    }
  }
}
