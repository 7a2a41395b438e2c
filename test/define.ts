/** Definitions as data, with places that tell where a finding should be, and what the compiler finds in them. */
import { expect } from "vitest"
import type { Diagnostic } from "../compiler/diagnostic.ts"
import { lower } from "../compiler/ir/lower.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { verify } from "../compiler/verify/verify.ts"
import type {
  Definition, FlowDefinition, InstancesDefinition, RuleDefinition, TaskDefinition,
} from "../src/definition/definition.ts"
import { any } from "./corpus/any-schema.ts"

export const place = (line: number) => ({ file: "a.ts", line, column: 3 })

/** Tasks `a`, `b`, ... with their places on lines 1, 2, ...; `a?x,y` is a decision. */
export function tasks(...names: readonly string[]): readonly TaskDefinition[] {
  return names.map((said, i) => {
    const [name, outcomes] = said.split("?") as [string, string?]
    const payloads = Object.fromEntries((outcomes ?? "done").split(",").map((outcome) => [outcome, any]))
    return { kind: outcomes === undefined ? "task" : "decision", name, outcomes: payloads, at: place(i + 1) }
  })
}

/** Tasks that only route, with their places from line 11 on. */
export function silent(...names: readonly string[]): readonly TaskDefinition[] {
  return names.map((name, i) => ({ kind: "silent", name, outcomes: { done: any }, at: place(i + 11) }))
}

/** One task with more to say of it, with its place on a line. */
export const more = (line: number, said: Pick<TaskDefinition, "name"> & Partial<TaskDefinition>): TaskDefinition =>
  ({ kind: "task", outcomes: { done: any }, at: place(line), ...said })
export const many = (line: number, name: string, said: Partial<InstancesDefinition> = {}): TaskDefinition =>
  more(line, { name, instances: { min: 1, max: 3, join: "all", rest: "absorb", open: false, ...said } })
export const receive = (line: number, name: string, most?: number): TaskDefinition =>
  more(line, { name, kind: "receive", signal: { name: "s", ...(most !== undefined && { keep: { most } }) } })

export const task = (name: string) => ({ kind: "task", task: name }) as const
export const both = (...tasks: readonly string[]) => ({ kind: "all", tasks }) as const
export const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
/** Places of flows are on lines 101, 102, ..., those of rules from 201 on. */
export function define(parts: Parts): Definition {
  const flows = (parts.flows ?? []).map((flow, i) => ({ ...flow, at: place(101 + i) }))
  const rules = parts.rules?.map((rule, i) => ({ ...rule, at: place(201 + i) }))
  const whole = { id: "w", start: "a", ends: ["b"], termination: "explicit", at: place(99) } as const
  return { ...whole, ...parts, flows, ...(rules && { rules }) }
}

export type Parts = Partial<Definition> & Pick<Definition, "tasks">
export const inner = (parts: Parts) => define({ id: "inner", termination: "implicit", ...parts })
export const holding = (workflow: Definition): Definition => define({
  tasks: [...tasks("a"), { kind: "sub", name: "s", outcomes: { done: any }, workflow, at: place(2) }, ...tasks("b")],
  flows: [to("a", "s"), to("s", "b")],
})

export const and = (from: string, ...to: readonly string[]): FlowDefinition => ({ kind: "and", from, to })
type Order = readonly (readonly [string, string])[]
export const interleave = (tasks: readonly string[], order: Order = []): FlowDefinition =>
  ({ kind: "interleave", from: "a", tasks, to: "b", order })
export const partial = (count: number, to: string, ...from: readonly string[]): FlowDefinition => ({
  kind: "partial", from: Object.fromEntries(from.map((name) => [name, name])), to, count, bare: false, rest: "absorb",
  bound: 2,
})
/** `a`, these tasks beside each other, `b`. */
export const beside = (inner: readonly TaskDefinition[], ...rules: readonly RuleDefinition[]): Definition => define({
  tasks: [...tasks("a"), ...inner, ...tasks("b")], rules, flows: [
    and("a", ...inner.map((t) => t.name)),
    { kind: "join", from: Object.fromEntries(inner.map((t) => [t.name, t.name])), to: "b" },
  ],
})
/** `a`, this task, `b`. */
export const between = (of: TaskDefinition, more: Partial<Definition> = {}): Definition =>
  define({ tasks: [...tasks("a"), of, ...tasks("b")], flows: [to("a", of.name), to(of.name, "b")], ...more })
export const call = (calls: string, said: Partial<TaskDefinition> = {}) =>
  more(2, { name: "c", kind: "call", calls, ...said })
/** A net as text, with an input and an output. */
export const net = (text: string) => `net w\ncondition i input\ncondition o output\n${text}`

/** All that is said of a definition, or a net as text. */
export function findings(of: Definition | string): readonly Diagnostic[] {
  const lowered = typeof of === "string" ? { value: parseNet(of), diagnostics: [] } : lower(of)
  if (lowered.value === undefined) {
    expect(lowered.diagnostics.length).toBeGreaterThan(0)
    return lowered.diagnostics
  }
  const { value, diagnostics } = verify(lowered.value, "givesUp" in lowered ? { givesUp: lowered.givesUp } : {})
  expect(value === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"))
  return [...lowered.diagnostics, ...diagnostics]
}
