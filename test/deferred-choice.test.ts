/** Deferred choices that are none: the compiler warns where the engine begins an alternative, and only there. */
import { describe, expect, test } from "vitest"
import * as knhk from "knhk"
import type { Definition, Schema } from "knhk"
import { compileDefinition } from "knhk/compiler"

// Without their types: any task may stand in any place here.
const { and, critical, decision, defer, flow, human, instances, milestone, receive, recurse, sub, task, timer } =
  knhk as any
const { workflow, xor } = knhk as any

const any: Schema<any> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const plain = { input: any, output: any }
const step = () => task(plain)
const person = () => human(plain)
const paid = () => receive({ input: any, signal: "paid", payload: any })

/** After `a` a choice between `x` and `y`; `beside` waits for a person meanwhile. */
function choice(x: unknown, y: unknown, rules: (t: any) => readonly unknown[] = () => []): Definition {
  const leave = (from: any, to: any) => (from.kind === "decision" ? xor(from, { ok: to, no: to }) : flow(from, to))
  return workflow("choice", { termination: "implicit" })
    .tasks({ s: step(), a: person(), beside: person(), x, y, end: step() }).start("s")
    .flows((t: any) => [
      and(t.s, [t.a, t.beside]), defer(t.a, [t.y, t.x]), leave(t.x, t.end), leave(t.y, t.end), ...rules(t),
    ])
    .end("end", "beside").build().definition
}

/** What is warned of: the task that always wins, and those that it withdraws. */
const warned = (definition: Definition) => {
  const { value, diagnostics } = compileDefinition(definition)
  expect(value).toBeDefined()
  return diagnostics.filter(({ code }) => code === "KNHK2048").map(({ severity, name, message }) =>
    [severity, name, /withdraws (.+) each time: choose among tasks that wait/.exec(message)?.[1]])
}

describe("a choice that the engine makes", () => {
  const pick = () => decision({ input: any, outcomes: { ok: any, no: any } })
  test.each<[string, Definition, string, string]>([
    ["two handlers, of which the first that is declared wins", choice(step(), step()), "x", `"y"`],
    ["a person and a handler", choice(person(), step()), "y", `"x"`],
    ["a handler and a signal", choice(step(), paid()), "x", `"y"`],
    ["a decision and a timer", choice(pick(), timer({ input: any, after: "1 day" })), "x", `"y"`],
    ["a person and people, several at once", choice(person(), instances(person(), { count: 2 })), "y", `"x"`],
    ["a person and a recursion", choice(person(), recurse("choice", plain)), "y", `"x"`],
    ["one in a sub-workflow",
      workflow("outer").tasks({ first: step(), inner: sub({ id: "choice", definition: choice(step(), person()) }) })
        .start("first").flows((t: any) => [flow(t.first, t.inner)]).end("inner").build().definition,
      "inner/x", `"inner/y"`],
  ])("is warned of: %s", (_, definition, wins, others) =>
    expect(warned(definition)).toEqual([["warning", wins, others]]))

  test.each<[string, Definition]>([
    ["two people", choice(person(), person())],
    ["a person, and a signal", choice(person(), paid())],
    ["a signal and a timer", choice(paid(), timer({ input: any, after: "1 day" }))],
    ["a handler that a milestone keeps back", choice(person(), step(), (t) => [milestone(t.y, { during: t.beside })])],
    ["a handler that a critical section keeps back", choice(person(), step(), (t) => [critical([t.y], [t.beside])])],
  ])("is none: %s", (_, definition) => expect(warned(definition)).toEqual([]))
})
