/**
 * Random well-structured definitions: sequences, choices, parallel branches, loops and sub-workflows in each other, and
 * what else has one way in, one way out and never gets stuck: OR-splits with their joins, races, interleavings,
 * threads, instances.
 */
import fc from "fast-check"
import type { Definition, FlowDefinition, TaskDefinition, Target } from "../../src/definition/definition.ts"
import { any } from "./any-schema.ts"

type Shape =
  | { readonly kind: "task" }
  | { readonly kind: "sequence" | "choice" | "parallel" | "several" | "race"; readonly parts: readonly Shape[] }
  | { readonly kind: "interleaved" | "threads" | "instances" }
  | { readonly kind: "loop"; readonly part: Shape }
  | { readonly kind: "sub" | "subs"; readonly part: Shape; readonly termination: Definition["termination"] }

const termination = fc.constantFrom("explicit" as const, "implicit" as const)
const nested = fc.constantFrom(
  "sequence" as const, "choice" as const, "parallel" as const, "several" as const, "race" as const)
const inner = fc.constantFrom("sub" as const, "sub" as const, "subs" as const)
const simple = fc.constantFrom<Shape>(
  { kind: "task" }, { kind: "task" }, { kind: "interleaved" }, { kind: "threads" }, { kind: "instances" })

const { shape } = fc.letrec<{ shape: Shape }>((tie) => {
  const parts = fc.array(tie("shape"), { minLength: 2, maxLength: 2 })
  return {
    shape: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      simple,
      fc.record({ kind: nested, parts }),
      fc.record({ kind: fc.constant("loop" as const), part: tie("shape") }),
      fc.record({ kind: inner, part: tie("shape"), termination }),
    ),
  }
})

const two = { count: 2, min: 2, max: 2, join: "all", rest: "absorb", open: false } as const

export const randomDefinition: fc.Arbitrary<Definition> =
  fc.tuple(shape, termination).map(([shape, termination]) => define("w", shape, termination))

/** A definition whose body is the shape: one way in, one way out. */
function define(id: string, shape: Shape, termination: Definition["termination"]): Definition {
  const tasks: TaskDefinition[] = []
  const flows: FlowDefinition[] = []
  const add = (
    kind: TaskDefinition["kind"], outcomes: readonly string[], more: Partial<TaskDefinition> = {},
  ): string => {
    const name = `${kind[0]}${tasks.length}`
    const payloads = Object.fromEntries(outcomes.map((outcome) => [outcome, any]))
    tasks.push({ kind, name, outcomes: payloads, ...more })
    return name
  }
  const to = (task: string): Target => ({ kind: "task", task })
  /** Adds the tasks and flows of a shape; returns its first and its last task, which has no way out yet. */
  const lay = (shape: Shape): readonly [first: string, last: string] => {
    switch (shape.kind) {
      case "task": {
        const name = add("task", ["done"])
        return [name, name]
      }
      case "instances": {
        const name = add("task", ["done"], { instances: two })
        return [name, name]
      }
      case "sub": case "subs": {
        const workflow = define(`${id}.${tasks.length}`, shape.part, shape.termination)
        const name = add("sub", ["done"], { workflow, ...(shape.kind === "subs" && { instances: two }) })
        return [name, name]
      }
      case "interleaved": {
        const [head, one, other] = [add("silent", ["done"]), add("task", ["done"]), add("task", ["done"])]
        const tail = add("task", ["done"])
        flows.push({ kind: "interleave", from: head, tasks: [one, other], to: tail, order: [] })
        return [head, tail]
      }
      case "threads": {
        const [head, one, tail] = [add("silent", ["done"]), add("task", ["done"]), add("task", ["done"])]
        flows.push({ kind: "threadSplit", from: head, to: one, count: 2 })
        flows.push({ kind: "threadMerge", from: one, to: tail, count: 2 })
        return [head, tail]
      }
      case "several": {
        const head = add("task", ["done"])
        const laid = shape.parts.map(lay)
        const tail = add("silent", ["done"])
        // The default is a way around both, so that either of them, or both, or none are done.
        const around = add("silent", ["done"])
        const last = [...laid.map(([, last]) => last), around]
        const guarded = laid.map(([first]) => ({ guard: () => true, to: to(first) }))
        flows.push({ kind: "or", from: head, routes: [...guarded, { to: to(around) }] })
        flows.push({ kind: "orJoin", from: Object.fromEntries(last.map((name, i) => [`k${i}`, name])), to: tail })
        return [head, tail]
      }
      case "race": {
        const head = add("silent", ["done"])
        const laid = shape.parts.map(lay)
        const tail = add("silent", ["done"])
        flows.push({ kind: "and", from: head, to: laid.map(([first]) => first) })
        flows.push({
          kind: "partial", from: Object.fromEntries(laid.map(([, last], i) => [`k${i}`, last])), to: tail,
          count: 1, bare: true, rest: "cancel", bound: 1,
        })
        return [head, tail]
      }
      case "sequence": {
        const laid = shape.parts.map(lay)
        laid.slice(1).forEach(([first], i) => flows.push({ kind: "flow", from: laid[i]![1], to: first }))
        return [laid[0]![0], laid.at(-1)![1]]
      }
      case "choice": {
        const head = add("decision", shape.parts.map((_, i) => `o${i}`))
        const laid = shape.parts.map(lay)
        const tail = add("silent", ["done"])
        const routes = Object.fromEntries(laid.map(([first], i) => [`o${i}`, to(first)]))
        flows.push({ kind: "xor", from: head, routes })
        flows.push({ kind: "merge", from: laid.map(([, last]) => last), to: tail })
        return [head, tail]
      }
      case "parallel": {
        const head = add("silent", ["done"])
        const laid = shape.parts.map(lay)
        const tail = add("task", ["done"])
        flows.push({ kind: "and", from: head, to: laid.map(([first]) => first) })
        flows.push({ kind: "join", from: Object.fromEntries(laid.map(([, last], i) => [`k${i}`, last])), to: tail })
        return [head, tail]
      }
      case "loop": {
        const [first, last] = lay(shape.part)
        const check = add("decision", ["again", "out"])
        const tail = add("silent", ["done"])
        flows.push({ kind: "flow", from: last, to: check })
        flows.push({ kind: "xor", from: check, routes: { again: to(first), out: to(tail) } })
        return [first, tail]
      }
    }
  }
  const [start, end] = lay(shape)
  return { id, start, ends: [end], termination, tasks, flows }
}
