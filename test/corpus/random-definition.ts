/** Random well-structured definitions: sequences, choices, parallel branches, loops and sub-workflows in each other. */
import fc from "fast-check"
import type { Definition, FlowDefinition, TaskDefinition, Target } from "../../src/definition/definition.ts"
import { any } from "./any-schema.ts"

type Shape =
  | { readonly kind: "task" }
  | { readonly kind: "sequence" | "choice" | "parallel"; readonly parts: readonly Shape[] }
  | { readonly kind: "loop"; readonly part: Shape }
  | { readonly kind: "sub"; readonly part: Shape; readonly termination: Definition["termination"] }

const termination = fc.constantFrom("explicit" as const, "implicit" as const)
const nested = fc.constantFrom("sequence" as const, "choice" as const, "parallel" as const)

const { shape } = fc.letrec<{ shape: Shape }>((tie) => {
  const parts = fc.array(tie("shape"), { minLength: 2, maxLength: 2 })
  return {
    shape: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constant<Shape>({ kind: "task" }),
      fc.record({ kind: nested, parts }),
      fc.record({ kind: fc.constant("loop" as const), part: tie("shape") }),
      fc.record({ kind: fc.constant("sub" as const), part: tie("shape"), termination }),
    ),
  }
})

export const randomDefinition: fc.Arbitrary<Definition> =
  fc.tuple(shape, termination).map(([shape, termination]) => define("w", shape, termination))

/** A definition whose body is the shape: one way in, one way out. */
function define(id: string, shape: Shape, termination: Definition["termination"]): Definition {
  const tasks: TaskDefinition[] = []
  const flows: FlowDefinition[] = []
  const add = (kind: TaskDefinition["kind"], outcomes: readonly string[], workflow?: Definition): string => {
    const name = `${kind[0]}${tasks.length}`
    const payloads = Object.fromEntries(outcomes.map((outcome) => [outcome, any]))
    tasks.push({ kind, name, outcomes: payloads, ...(workflow && { workflow }) })
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
      case "sub": {
        const name = add("sub", ["done"], define(`${id}.${tasks.length}`, shape.part, shape.termination))
        return [name, name]
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
