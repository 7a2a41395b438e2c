/** The text of nets: printing and parsing are inverses, and what is not a net is refused with its place. */
import fc from "fast-check"
import { expect, test } from "vitest"
import type { Net } from "../compiler/ir/net.ts"
import { NetSyntaxError, parseNet, printNet } from "../compiler/ir/text.ts"
import { corpus } from "./corpus/corpus.ts"
import { randomNet } from "./corpus/random-net.ts"
import { seed } from "./random.ts"


/** Names with everything that the grammar could stumble over. */
const name = fc.oneof(
  fc.constantFrom("in", "and", "->", "|", "a b", 'say "x"', "#1", "k=v", "c@2", "c*2", "done:", ":", "clears"),
  fc.constantFrom("or", "several", "3", "kept", "needs", "runs", "marked", "instances", "ends-case", "gather", "min"),
  fc.constantFrom("", "é", "a\nb", "\\", "-", "->x"),
  fc.string({ maxLength: 8 }),
)

/** A random net with such names, and with keys, flows, guards, scopes, gathers. */
const thirty = { minLength: 30, maxLength: 30 }
const namedNet: fc.Arbitrary<Net> = fc.tuple(
  randomNet(), fc.uniqueArray(name, thirty), fc.array(fc.integer({ min: -1, max: 3 }), thirty),
).map(([net, names, numbers]) => {
  let n = 0
  const number = () => numbers[n++ % numbers.length]!
  return {
    ...net, id: names[0]!,
    scopes: [{ path: "", workflow: names[0]! }, { path: names[1]!, workflow: names[2]! }],
    conditions: net.conditions.map((c, i) => ({ ...c, name: names[3 + i]! })),
    ...(net.triggers && { triggers: net.triggers.map((t, i) => ({ ...t, name: names[26 + i]! })) }),
    tasks: net.tasks.map((task, i) => {
      const guarded = number() > 1
      const several = task.choice === "several"
      const gather = (["first", "record", "list", "merge"] as const)[number()]
      return {
        ...task, name: names[10 + i]!, scope: number() > 0 ? 1 : 0, ...(gather && { gather }),
        choice: several ? "several" : guarded ? "guard" : number() > 1 ? "outcome" : task.choice,
        guardFlow: guarded ? i : -1,
        inputs: task.inputs.map((input) => (number() > 0 ? { ...input, key: names[20]! } : input)),
        outcomes: task.outcomes.map((o, k) => ({
          name: names[21 + k]!, outputs: o.outputs.map((output) => ({ ...output, flow: number() })),
        })),
      }
    }),
  }
})

test(`a printed net is parsed to the same net, and that to the same text (seed ${seed})`, () => {
  fc.assert(fc.property(namedNet, (net) => {
    const text = printNet(net)
    expect(parseNet(text)).toEqual(net)
    expect(printNet(parseNet(text))).toBe(text)
  }), { seed, numRuns: 300 })
})

test.each([...corpus("wcp"), ...corpus("road")])("$name is printed to a text that means the same", ({ net }) => {
  expect(parseNet(printNet(net))).toEqual(net)
})

test("comments, empty lines and blanks mean nothing", () => {
  const spaced = "# a net\n\n  net  n   # it\ncondition i input\n\tcondition o output\ntask A in i -> done: o # all\n"
  expect(printNet(parseNet(spaced))).toBe("net n\ncondition i input\ncondition o output\ntask A in i -> done: o\n")
})

test("every thing that a task may say has its place in the line", () => {
  const text = [
    "net n", "scope S inner", "entry implicit", "condition i input", "condition m marked resource bound 3",
    "condition o output", "condition j input of 1", "condition e output of 1", "trigger s kept m", "trigger t",
    "task A several 2 in i -> a: i | not-a: | b: i | not-b:",
    "task B manual guard 0 scope 1 and in x=i y=m*2 -> done: o@1 | other: clears i m cancels A C reads m unless i "
      + "excludes A completes C ends-case gather merge",
    "task C call 1 in i -> done: o instances min 0 max 3 after 2 cancel open until",
    "task D timer or in i m -> done: o instances 2 min 2 max 2",
    "task R receive s in i -> done: o", "wait D m marked i needs i m*2 runs A B*2", "wait D i needs",
  ].map((line) => `${line}\n`).join("")
  expect(printNet(parseNet(text))).toBe(text)
})

const head = "net n\ncondition i input\ncondition o output\n"

test.each([
  ["", "line 1, column 1: a net begins with \"net ID\""],
  ["task A in i -> done: o", "line 1, column 1: a net begins with \"net ID\""],
  ["net", "line 1, column 4: the name of the net is missing"],
  ["net n\ncondition i", "line 2, column 1: no condition is the input"],
  [`${head}place p`, 'line 4, column 1: "place" is not net, scope, entry, condition, trigger, task or wait'],
  [`${head}net m`, "line 4, column 1: there is a net already"],
  [`${head}condition j input`, "line 4, column 11: there is an input condition already"],
  [`${head}condition i`, 'line 4, column 11: there are two conditions "i"'],
  [`${head}condition j bound many`, "line 4, column 19: the bound is missing, a whole number"],
  [`${head}condition j wide`, 'line 4, column 13: "wide" is not expected here'],
  [`${head}task A in i -> done: p`, 'line 4, column 22: there is no condition "p"'],
  [`${head}task A in i | done: o`, 'line 4, column 13: "->" is missing'],
  [`${head}task A in i -> done o`, 'line 4, column 21: ":" is missing'],
  [`${head}task A in i -> done: o |`, "line 4, column 25: the name of an outcome is missing"],
  [`${head}task A in i -> done: o cancels B`, 'line 4, column 32: there is no task "B"'],
  [`${head}task A scope 2 in i -> done: o`, "line 4, column 6: there is no scope 2"],
  [`${head}task A call 1 in i -> done: o`, "line 4, column 13: there is no entry 1"],
  [`${head}condition j input of 1`, "line 4, column 22: there is no entry 1"],
  [`${head}entry`, "line 4, column 1: no condition is the input of entry 1"],
  [`${head}trigger s\ntrigger s`, 'line 5, column 9: there are two triggers "s"'],
  [`${head}trigger s kept k`, 'line 4, column 16: there is no condition "k"'],
  [`${head}task A receive s in i -> done: o`, 'line 4, column 16: there is no trigger "s"'],
  [`${head}task A in i*many -> done: o`, "line 4, column 13: the weight is missing, a whole number"],
  [`${head}task A in i -> done: o gather all`, "line 4, column 31: gather says first, record, list or merge"],
  [`${head}task A in i -> done: o instances max 2`, 'line 4, column 34: "min" is missing'],
  [`${head}task A in i -> done: o ends-case reads i`, 'line 4, column 34: "reads" is not expected here'],
  [`${head}wait A i needs`, 'line 4, column 6: there is no task "A"'],
  [`${head}task A or in i -> done: o\nwait A o needs`, 'line 5, column 8: "o" is no input of that task'],
  [`${head}task A or in i -> done: o\nwait A i`, 'line 5, column 9: "needs" is missing'],
  [`${head}task A or in i -> done: o\nwait A i needs runs B`, 'line 5, column 21: there is no task "B"'],
  [`${head}task "A in i -> done: o`, 'line 4, column 6: "\\"" is not expected here'],
  [`${head}task "\\x" in i -> done: o`, 'line 4, column 6: "\\x" is not a JSON string'],
])("%j is refused with its place", (text, message) => {
  expect(() => parseNet(text)).toThrow(NetSyntaxError)
  expect(() => parseNet(text)).toThrow(message)
})
