/** Parameters that do not fit, each with its sentence; what the JSON schema takes; the defaults. */
import { Ajv } from "ajv"
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { SimulationFailure } from "../compiler/simulate/failure.ts"
import type { SimulationParameters } from "../compiler/simulate/parameters.ts"
import { simulate, type SimulationOptions } from "../compiler/simulate/simulate.ts"
import type { FlowDefinition } from "../src/definition/definition.ts"
import { any } from "./corpus/any-schema.ts"
import { define, routes } from "./corpus/pattern-definitions.ts"

const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
const task = (name: string) => ({ kind: "task", task: name }) as const
const many = { join: "all", rest: "absorb", open: false } as const
const desk = compileDefinition(define("desk", {
  tasks: [
    "file", { name: "judge", kind: "decision", outcomes: { yes: any, no: any } },
    { name: "sign", kind: "human", role: "clerk" }, { name: "ask", outcomes: { done: any } }, "mail", "call", "none",
    "all:silent", { name: "paid", kind: "receive", signal: { name: "paid" } },
    { name: "wait", kind: "timer", after: 5 },
    { name: "many", instances: { ...many, min: 1, max: 3, until: () => true } },
    { name: "fixed", instances: { ...many, count: 2, min: 2, max: 2 } },
    { name: "deep", kind: "sub", workflow: define("inner", { tasks: ["dig"] }) }, "end",
  ],
  flows: [
    to("file", "judge"), { kind: "xor", from: "judge", routes: { yes: task("sign"), no: task("ask") } },
    { kind: "or", from: "ask", routes: routes("mail", "call", "none") },
    { kind: "orJoin", from: { m: "mail", c: "call", n: "none" }, to: "all" },
    to("all", "paid"), to("paid", "wait"), to("wait", "many"), to("many", "fixed"), to("fixed", "deep"),
    to("deep", "end"), to("sign", "end"),
  ],
})).value!

/** What is said of parameters, or nothing. */
function refusal(parameters: unknown, options: SimulationOptions = { cases: 1 }): string {
  try {
    simulate(desk, parameters as SimulationParameters, options)
    return ""
  } catch (error) {
    if (error instanceof SimulationFailure) return error.message
    throw error
  }
}

const names =
  ["file", "judge", "sign", "ask", "mail", "call", "none", "paid", "wait", "many", "fixed", "deep/dig", "end"]
const tasks = names.map((name) => `"${name}"`).join(", ")
const forms = '"90 seconds", or one of constant, uniform, exponential, normal, logNormal, triangular and sample'
const text = 'give milliseconds, or text such as "90 seconds", "2 hours" or "3 days"'
const file = (duration: unknown) => ({ tasks: { file: { duration } } })

/** The schema cannot know the names of a workflow, or which sums are 0. */
const wrong: readonly (readonly [parameters: unknown, sentence: string, schema?: "takes it"])[] = [
  [3, "the parameters: 3 is no object: give one"],
  [{ people: 3 },
    'the parameters: there is nothing called "people": give some of $schema, arrival, tasks, resources, signals'],
  [{ tasks: { sing: {} } }, `tasks: "desk" has no task "sing": it knows ${tasks}`, "takes it"],
  [{ tasks: { file: { time: 3 } } },
    'task "file": there is nothing called "time": give some of duration, role, outcomes, routes, instances, until'],
  [file(null), `task "file", duration: null is no duration: give ${forms}`],
  [file({ uniform: [1, 2], constant: 1 }),
    `task "file", duration: {"uniform":[1,2],"constant":1} is no duration: give ${forms}`],
  [file({ gamma: 3 }), `task "file", duration: there is no distribution "gamma": give ${forms}`],
  [file("90 s"), `task "file", duration: "90 s" is no duration: ${text}`],
  [file(-1), `task "file", duration: -1 is no duration: ${text}`],
  [file({ exponential: "soon" }), `task "file", duration, exponential: "soon" is no duration: ${text}`],
  [file({ uniform: [1] }), 'task "file", duration, uniform: give a list of 2: the least, the most'],
  [file({ triangular: [1, 5, 3] }),
    'task "file", duration, triangular: [1,5,3] is not in order: give the least, then the most likely, then the most',
    "takes it"],
  [file({ normal: { mean: 3 } }), 'task "file", duration, normal: give its mean and its deviation'],
  [file({ logNormal: { mean: 0, deviation: 1 } }), 'task "file", duration, logNormal: the mean is 0: give one above 0'],
  [file({ sample: [] }), 'task "file", duration, sample: give a list with one duration at least'],
  [{ tasks: { file: { role: "" } } }, 'task "file", role: "" is no name of a role: give text'],
  [{ tasks: { paid: { duration: 3 } } },
    'task "paid" waits for a signal: say when that comes, in signals', "takes it"],
  [{ tasks: { wait: { role: "clerk" } } }, 'task "wait" is no work: nobody does it', "takes it"],
  [{ tasks: { file: { outcomes: { done: 1 } } } }, 'task "file" has one way to go on: leave out outcomes', "takes it"],
  [{ tasks: { file: { routes: { done: 1 } } } }, 'task "file" is no OR-split: give outcomes, not routes', "takes it"],
  [{ tasks: { ask: { outcomes: { mail: 1 } } } }, 'task "ask" is an OR-split: give routes, not outcomes', "takes it"],
  [{ tasks: { judge: { outcomes: { maybe: 1 } } } },
    'task "judge", outcomes: there is no outcome "maybe": it knows "yes", "no"', "takes it"],
  [{ tasks: { judge: { outcomes: { yes: -1 } } } },
    'task "judge", outcomes, "yes": -1 is no weight: give a number of 0 or more'],
  [{ tasks: { judge: { outcomes: { yes: 0 } } } },
    'task "judge", outcomes: all weights are 0: give one above 0', "takes it"],
  [{ tasks: { judge: { outcomes: [1] } } }, 'task "judge", outcomes: [1] is no object: give a number by outcome'],
  [{ tasks: { ask: { routes: { mail: 2 } } } },
    'task "ask", routes, "mail": 2 is no probability: give a number from 0 to 1'],
  [{ tasks: { ask: { routes: { none: 0.5 } } } },
    'task "ask", routes: "none" is taken where no other is: leave it out, or give sets', "takes it"],
  [{ tasks: { ask: { routes: [{ routes: ["mail", "none"], weight: 1 }] } } },
    'task "ask", routes: "none" is taken where no other is: give it a set of its own', "takes it"],
  [{ tasks: { ask: { routes: [{ routes: ["fax"], weight: 1 }] } } },
    'task "ask", routes: there is no route "fax": it knows "mail", "call", "none"', "takes it"],
  [{ tasks: { ask: { routes: [{ routes: [] }] } } },
    'task "ask", routes: {"routes":[]} is no set: give { "routes": [names], "weight": 1 }'],
  [{ tasks: { ask: { routes: [{ routes: ["mail"], weight: "much" }] } } },
    'task "ask", routes: "much" is no weight: give a number of 0 or more'],
  [{ tasks: { file: { instances: 2 } } }, 'task "file" is done once: leave out instances', "takes it"],
  [{ tasks: { fixed: { instances: 2 } } }, 'task "fixed" always has 2 instances: leave out instances', "takes it"],
  [{ tasks: { many: { instances: 4 } } },
    'task "many", instances: 4 is none of 1 to 3: give a whole number of them', "takes it"],
  [{ tasks: { many: { instances: { poisson: [2] } } } },
    'task "many", instances: {"poisson":[2]} is none: give a number, uniform or sample'],
  [{ tasks: { file: { until: 0.5 } } }, 'task "file" has no completion condition: leave out until', "takes it"],
  [{ tasks: { many: { until: 2 } } }, 'task "many", until: 2 is no probability: give a number from 0 to 1'],
  [{ resources: { clerk: 0 } }, 'resources, "clerk": 0 is no number of people: give a whole number above 0'],
  [{ resources: { boss: 1 } }, 'resources: no task of "desk" has the role "boss": it knows "clerk"', "takes it"],
  [{ signals: { rung: { after: 3 } } }, 'signals: "desk" has no signal "rung": it knows "paid"', "takes it"],
  [{ signals: { paid: {} } }, 'signal "paid": it does not say when: give after'],
  [{ signals: { paid: { after: 3, from: "end" } } }, 'signal "paid", from: give "wait" or "start", not "end"'],
  [{ arrival: "soon" }, 'arrival: "soon" is none: give "at once", every or poisson, both with a duration'],
  [{ arrival: { every: "day" } }, `arrival, every: "day" is no duration: ${text}`],
]

const right: readonly SimulationParameters[] = [
  {},
  { $schema: "simulation-parameters.schema.json", arrival: "at once" },
  { arrival: { every: "10 minutes" }, resources: { clerk: 2 }, signals: { paid: { after: "2 days", from: "start" } } },
  { arrival: { poisson: 5 }, tasks: { file: { duration: 0, role: "anybody" } }, resources: { anybody: 1 } },
  { tasks: { file: { duration: { constant: "1 hour" } }, judge: { duration: { uniform: ["1 second", 2_000] } } } },
  { tasks: { judge: { outcomes: { yes: 0.2, no: 0.8 }, duration: { normal: { mean: "1 hour", deviation: 0 } } } } },
  { tasks: { ask: { routes: { mail: 0.5 } }, sign: { duration: { logNormal: { mean: 2, deviation: 3 } } } } },
  { tasks: { ask: { routes: [{ routes: ["mail", "call"], weight: 1 }, { routes: ["none"], weight: 0 }] } } },
  { tasks: { many: { instances: { uniform: [1, 3] }, until: 0.25 }, end: { duration: { triangular: [0, 0, 1] } } } },
  { tasks: { many: { instances: { sample: [1, 1, 2] } }, "deep/dig": { duration: { sample: ["1 day", 3] } } } },
]

const schema = JSON.parse(readFileSync(new URL("../docs/simulation-parameters.schema.json", import.meta.url), "utf8"))
const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)

describe("parameters that do not fit are refused with one sentence", () => {
  test.each(wrong)("%j", (parameters, sentence, taken) => {
    expect(refusal(parameters)).toBe(sentence)
    expect(fits(parameters)).toBe(taken !== undefined)
  })
})

test.each(right)("what the schema takes is taken: %j", (parameters) => {
  expect(refusal(parameters)).toBe("")
  fits(parameters)
  expect(fits.errors ?? []).toEqual([])
})

test("options that are none are refused", () => {
  expect(refusal({}, { cases: 0 })).toBe("cases: 0 is none: give a whole number, 1 or more")
  expect(refusal({}, { warmUp: -1 })).toBe("warmUp: -1 is none: give a whole number, 0 or more")
  expect(refusal({}, { maxEvents: 1.5 })).toBe("maxEvents: 1.5 is none: give a whole number, 1 or more")
  expect(refusal({}, { seed: 0.5 })).toBe("seed: 0.5 is none: give a whole number")
})

test("what nobody said is named", () => {
  const parameters = { tasks: { file: { duration: 1 } }, signals: { paid: { after: 1 } } }
  const { defaults } = simulate(desk, parameters, { cases: 1 })
  expect(defaults).toEqual({
    durations: ["judge", "sign", "ask", "mail", "call", "none", "many", "fixed", "deep/dig", "end"],
    outcomes: ["judge", "ask"], instances: ["many"], until: ["many"], signals: [],
  })
})

test("a case that does not end stops with the task that it does for ever", () => {
  const loop = compileDefinition(define("loop", {
    tasks: ["x", { name: "again", kind: "decision", outcomes: { yes: any, no: any } }, "z"],
    flows: [to("x", "again"), { kind: "xor", from: "again", routes: { yes: task("x"), no: task("z") } }],
  })).value!
  const play = (maxEvents?: number) => () =>
    simulate(loop, { tasks: { again: { outcomes: { yes: 1 } } } }, maxEvents === undefined ? {} : { maxEvents })
  expect(play(400)).toThrow(
    'case 1 has taken 400 events and is not over; task "again" was done 100 times: give the way out a probability ' +
      "above 0, or allow more events")
  expect(play()).toThrow("case 1 has taken 100,000 events and is not over")
})
