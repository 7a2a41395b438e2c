/** The verdict on a net, against brute force on the token game; every run that it shows is played on the kernel. */
import { existsSync, readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { lower } from "../compiler/ir/lower.ts"
import { type ConditionIndex, entriesOf, type Net, type NetTask, type TaskIndex } from "../compiler/ir/net.ts"
import { parseNet, printNet } from "../compiler/ir/text.ts"
import { tasksByEntry } from "../compiler/verify/entries.ts"
import { judge, type Verdict } from "../compiler/verify/judge.ts"
import { limits } from "../compiler/verify/limits.ts"
import { modelOf } from "../compiler/verify/model-of.ts"
import { reduce } from "../compiler/verify/reduce.ts"
import { search } from "../compiler/verify/search.ts"
import { silentCycles } from "../compiler/verify/silent.ts"
import { witness } from "../compiler/verify/witness.ts"
import { corpus } from "./corpus/corpus.ts"
import { randomDefinition } from "./corpus/random-definition.ts"
import { randomNet } from "./corpus/random-net.ts"
import { truth } from "./verify-oracle.ts"
import { runs, seed } from "./random.ts"

/** Random nets of each kind; a long run sets 10,000. */
const RUNS = runs(600)
const TIMEOUT = 60_000 + 100 * RUNS
const STATES_MAX = 3_000

/** Whether brute force could judge it too. Fails if it judges otherwise. */
function check(net: Net, verdict: Verdict): boolean {
  const tasks = tasksByEntry(net)
  const truths = entriesOf(net).map((_, i) => truth(net, i, tasks[i]!.map((t) => net.tasks[t]!.name), STATES_MAX))
  const all = truths.flatMap((one) => one ?? [])
  if (all.length < truths.length) return false
  const where = printNet(net)
  const isWrong = all.some(({ properties }) => properties.size > 0)
  expect([where, verdict.verdict]).toEqual([where, isWrong ? "unsound" : "sound"])
  if (verdict.verdict === "unsound") {
    expect([where, ...all[verdict.entry!]!.properties]).toContain(verdict.property)
  } else {
    const dead = verdict.dead.map((t) => net.tasks[t]!.name)
    expect([where, ...dead.toSorted()]).toEqual([where, ...all.flatMap((one) => [...one.dead]).toSorted()])
    const named = (tasks: readonly TaskIndex[] = []) => tasks.map((t) => net.tasks[t]!.name).toSorted()
    // Of a task that begins and is always cancelled before it completes, nothing is to be said.
    const completes = (t: TaskIndex) => all.some(({ completed }) => completed.has(net.tasks[t]!.name))
    const idle = (verdict.idle ?? []).filter((t) => !net.tasks[t]!.cancels.tasks.includes(t) && completes(t))
    expect([where, ...named(idle)]).toEqual([where, ...all.flatMap((one) => [...one.idle]).toSorted()])
    const plain = (verdict.plain ?? []).map(({ task, found }) => `${net.tasks[task]!.name} ${found}`)
    const plainly = all.flatMap((one) => [...one.plain].map(([name, found]) => `${name} ${found}`))
    expect([where, ...plain.toSorted()]).toEqual([where, ...plainly.toSorted()])
    expect([where, verdict.improper !== undefined]).toEqual([where, all.some(({ improper }) => improper)])
  }
  return true
}

/** Plays what the verdict shows; throws if the kernel comes to something else. */
function play(net: Net, { property, trace, cycle, improper, entry = 0 }: Verdict): void {
  if (property !== undefined) witness(net, entry, property, trace!, cycle)
  if (improper !== undefined) witness(net, entry, "improper", improper)
}

const isFit = (net: Net) => [...limits(net), ...silentCycles(net)].length === 0
/** Nets in which tasks take or fill what is kept for a signal: no definition makes one, and `model` leaves that out. */
const isPlain = (net: Net) => (net.triggers ?? []).every(({ condition }) => condition === undefined)

describe("random nets are judged as brute force does", () => {
  test.each<[string, fc.Arbitrary<Net>]>([
    ["with bounds to 3", randomNet({ boundMax: 3, calls: false })],
    ["that are safe or not", randomNet({ boundMax: 1, calls: false })],
    ["that call", randomNet({ boundMax: 2 })],
    ["with tasks that choose alike", randomNet({ boundMax: 2, calls: false }).map(choosingAlike).filter((net) =>
      net.tasks.some(({ alike }) => alike !== undefined))],
  ])("%s", (_, nets) => {
    let judged = 0
    fc.assert(fc.property(nets.filter((net) => isFit(net) && isPlain(net)), (net) => {
      const verdict = judge(net)
      if (check(net, verdict)) judged++
      play(net, verdict)
    }), { seed, numRuns: RUNS })
    console.log(`seed ${seed}: ${judged} of ${RUNS} judged by both`)
    expect(judged).toBeGreaterThan(RUNS / 2)
  }, TIMEOUT)
})

/** Two of its tasks, of as many outcomes, if there are two. */
function choosingAlike(net: Net): Net {
  const chooses = ({ choice, outcomes }: NetTask) => choice === "outcome" && outcomes.length > 1
  const first = net.tasks.findIndex((task, t) => chooses(task) && net.tasks.slice(t + 1).some((other) =>
    chooses(other) && other.outcomes.length === task.outcomes.length))
  if (first < 0) return net
  const { outcomes } = net.tasks[first]!
  const second = net.tasks.findIndex((task, t) =>
    t > first && chooses(task) && task.outcomes.length === outcomes.length)
  return { ...net, tasks: net.tasks.map((task, t) => (t === first || t === second ? { ...task, alike: 0 } : task)) }
}

test("what is put together from sound parts is sound, and nothing in it is dead", () => {
  fc.assert(fc.property(randomDefinition, (definition) => {
    const net = lower(definition).value!
    const { verdict, dead, improper } = judge(net)
    const begun = dead.filter((t) => !net.tasks[t]!.name.startsWith("~"))
    expect([verdict, begun, improper]).toEqual(["sound", [], undefined])
  }), { seed, numRuns: RUNS })
}, TIMEOUT)

test("what is changed in a sound net is caught, or harmless as brute force says", () => {
  const tally = { sound: 0, unsound: 0, large: 0 }
  const change = fc.record({ task: fc.nat(), how: fc.nat(5), arc: fc.nat() })
  fc.assert(fc.property(randomDefinition, change, (definition, { task, how, arc }) => {
    const net = mutated(lower(definition).value!, task, how, arc)
    if (!isFit(net)) return
    const verdict = judge(net)
    const judged = check(net, verdict)
    play(net, verdict)
    if (!judged) tally.large++
    else if (verdict.verdict !== "unknown") tally[verdict.verdict]++
  }), { seed, numRuns: RUNS })
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
  expect(tally.unsound).toBeGreaterThan(RUNS / 10)
}, TIMEOUT)

/** The net with one mistake: another join, an arc less, an arc more, no region, another outcome's way, half a split. */
function mutated(net: Net, which: number, how: number, arc: number): Net {
  const index = which % net.tasks.length
  const change = (task: NetTask): NetTask => {
    const { inputs, outcomes, cancels: _, blockers: __, ...rest } = task
    const none = { conditions: [], tasks: [] }
    const some = (arc % net.conditions.length) as ConditionIndex
    const first = outcomes[arc % outcomes.length]!
    const without = (list: NetTask["inputs"]) =>
      (list.length > 1 ? list.filter((_, i) => i !== arc % list.length) : list)
    const plain = inputs.map(({ weight: _, ...input }) => input)
    const takesSome = inputs.some(({ condition }) => condition === some)
    const puts = (of: (o: typeof first) => typeof first) => ({ ...task, outcomes: outcomes.map(of) })
    switch (how) {
      case 0: return { ...task, join: task.join === "and" ? "xor" : "and", inputs: plain }
      case 1: return { ...task, inputs: without(inputs) }
      case 2: return { ...task, inputs: takesSome ? inputs : [...inputs, { condition: some }] }
      case 3: return { ...rest, inputs, outcomes, cancels: none }
      case 4: return puts((o) => ({ ...o, outputs: first.outputs }))
      default: return puts((o) => (o === first ? { ...o, outputs: o.outputs.slice(1) } : o))
    }
  }
  return { ...net, tasks: net.tasks.map((task, t) => (t === index ? change(task) : task)) }
}

test("the order of tasks and conditions, and their names, change no verdict", () => {
  fc.assert(fc.property(randomDefinition, fc.nat(), fc.nat(5), fc.nat(), (definition, task, how, arc) => {
    const net = mutated(lower(definition).value!, task, how, arc)
    if (!isFit(net)) return
    const one = judge(net)
    const other = judge(reversed(net))
    expect([other.verdict, other.dead.length]).toEqual([one.verdict, one.dead.length])
  }), { seed, numRuns: RUNS })
}, TIMEOUT)

/** The same net with other names, conditions and tasks reversed, but for silent tasks: their order counts. */
function reversed(net: Net): Net {
  const silent = net.tasks.flatMap(({ kind }, t) => (kind === "silent" ? [t] : []))
  const others = net.tasks.flatMap(({ kind }, t) => (kind === "silent" ? [] : [t])).reverse()
  const order = [...others, ...silent]
  const place = (c: ConditionIndex) => (net.conditions.length - 1 - c) as ConditionIndex
  const task = (t: TaskIndex) => order.indexOf(t) as TaskIndex
  const region = (of: NetTask["cancels"]) => ({ conditions: of.conditions.map(place), tasks: of.tasks.map(task) })
  const moved = (old: NetTask): NetTask => ({
    ...old, name: `${old.kind === "silent" ? "~" : ""}new ${old.name}`, cancels: region(old.cancels),
    inputs: old.inputs.map((i) => ({ ...i, condition: place(i.condition) })),
    outcomes: old.outcomes.map((o) => ({
      ...o, outputs: o.outputs.map((a) => ({ ...a, condition: place(a.condition) })),
    })),
    ...(old.reads && { reads: old.reads.map(place) }), ...(old.blockers && { blockers: region(old.blockers) }),
    ...(old.completes && { completes: old.completes.map(task) }),
    ...(old.waits && { waits: old.waits.map((wait) => ({ ...wait, needs: wait.needs.map(({ place: p, count }) => ({
      count, place: "task" in p ? { task: task(p.task) } : { condition: place(p.condition) },
    })) })) }),
  })
  const entry = (of: Net["callees"] extends readonly (infer E)[] | undefined ? E : never) => ({
    ...of, input: place(of.input), outputs: of.outputs.map(place), ...(of.marked && { marked: of.marked.map(place) }),
  })
  return {
    ...net, ...entry(net), tasks: order.map((t) => moved(net.tasks[t]!)),
    conditions: net.conditions.toReversed().map((c, i) => ({ ...c, name: `p${i}` })),
    ...(net.callees && { callees: net.callees.map(entry) }),
    ...(net.triggers && { triggers: net.triggers.map((t) =>
      (t.condition === undefined ? t : { ...t, condition: place(t.condition) })) }),
  }
}

test("every net of the corpus is judged as brute force does", () => {
  const nets = [...corpus("wcp"), ...corpus("road"), ...corpus("kept")].filter(({ net }) => isFit(net) && isPlain(net))
  const judged = nets.filter(({ net }) => {
    const verdict = judge(net)
    play(net, verdict)
    return check(net, verdict)
  })
  expect(judged.length).toBeGreaterThan(nets.length * 0.9)
}, TIMEOUT)

/** Nets that were judged wrongly once: each also with more branches beside it than are looked at plainly. */
const kept: readonly (readonly [what: string, net: string])[] = [
  ["work that waits in a resource", `condition i input
condition res resource
condition p
condition x
condition y
condition z
condition o output
condition o2 output
task A in i -> done: res x z
task Z in z -> done: o2
task B in res -> done: p
task C in x -> stop: o | go: y
task D and in p y -> done: o`],
  ["moves that take as many, but not the same", `condition i input
condition a bound 2
condition b
condition bad
condition zz
condition o output
task A in i -> done: a b
task T and in a*2 -> done: bad
task U and in a b -> done: bad
task V and in a b -> done: o
task W and in bad zz -> done: o`],
  ["a silent join that is never late", `condition i input
condition x
condition x2
condition s
condition q
condition r
condition wv
condition v
condition v2
condition o output
task A in i -> done: x s v
task B1 in x -> done: q x2
task B2 in x2 -> done: q
task ~c silent and in q s -> done: r
task R in r -> done: wv
task W1 and in wv v -> done: s v2
task W2 and in wv v2 -> done: o`],
  ["many passes of silent tasks", `condition i input
condition lo resource bound 60
condition lo2 resource bound 60
condition hi resource bound 60
condition p
condition o output
task A in i -> done: p ${"lo ".repeat(60)}${"hi ".repeat(60)}
task ~a silent and in lo -> x: lo2
task ~b silent and in lo2*60 hi -> x: ${"lo ".repeat(60)}
task P in p -> done: o`],
]

test.each(kept)("%s is judged as brute force does", (_, lines) => {
  const net = parseNet(`net w implicit\n${lines}`)
  expect(check(net, judge(net))).toBe(true)
  const branches = Array.from({ length: 11 }, (_, k) => k)
  const [first, ...rest] = lines.split("\n").filter((line) => line.startsWith("task"))
  const beside = parseNet([
    "net w implicit", ...lines.split("\n").filter((line) => line.startsWith("condition")),
    ...branches.map((k) => `condition p${k}`), ...branches.map((k) => `condition q${k} output`),
    `${first} ${branches.map((k) => `p${k}`).join(" ")}`, ...rest,
    ...branches.map((k) => `task K${k} in p${k} -> done: q${k}`),
  ].join("\n"))
  const verdict = judge(beside)
  expect(verdict.verdict).toBe(judge(net).verdict)
  play(beside, verdict)
})

test.each([
  ["tokens at the start that would spill into another place", `condition p0 input marked bound 2
condition p1
condition zz
condition o output
task A and in p0 zz -> done: o
task B in p1 -> done: o`, "deadlock"],
  ["more tokens at the start than there is room for", `condition i input marked
condition o output
task A in i -> done: o`, "unsafe"],
])("%s is unsound", (_, lines, property) => {
  const net = parseNet(`net w implicit\n${lines}`)
  const verdict = judge(net)
  expect([verdict.verdict, verdict.property]).toEqual(["unsound", property])
  play(net, verdict)
})

/** A task that waits for all of so many tasks in a row to be there at once. */
function neverTogether(n: number): Net {
  const all = Array.from({ length: n }, (_, k) => k + 1)
  const pairs = all.filter((k) => k % 2 === 0)
  return parseNet([
    "net w implicit", "condition i input", "condition z", "condition o output", "condition c0",
    ...all.flatMap((k) => [`condition c${k}`, `condition o${k}`]), ...pairs.map((k) => `condition p${k}`),
    "task S in i -> done: z c0", ...all.map((k) => `task T${k} in c${k - 1} -> done: c${k} o${k}`),
    ...pairs.map((k) => `task J${k} and in o${k - 1} o${k} -> done: p${k}`),
    `task F and in z c${n} ${pairs.map((k) => `p${k}`).join(" ")} -> done: o`,
    `task D in z -> done: z reads c0 ${all.map((k) => `c${k}`).join(" ")}`,
  ].join("\n"))
}

test("nothing is called sound before it is known which tasks are dead", () => {
  const net = neverTogether(6)
  const dead = net.tasks.findIndex(({ name }) => name === "D")
  for (let states = 1; states <= 400; states++) {
    const verdict = judge(net, { states })
    expect(verdict.states).toBeLessThanOrEqual(states + 3)
    if (verdict.verdict !== "unknown") expect([verdict.verdict, ...verdict.dead]).toEqual(["sound", dead])
  }
  expect(judge(net).verdict).toBe("sound")
})

test("what completes many tasks, each in whatever state it is, is not looked through", () => {
  const all = Array.from({ length: 14 }, (_, k) => `x${k}`)
  const net = parseNet([
    "net w implicit", "condition i input", "condition t", "condition o output", ...all.map((x) => `condition ${x}`),
    `task S in i -> done: t ${all.join(" ")}`,
    ...all.map((x) => `task X${x} in ${x} -> done: instances min 1 max 3 after 2`),
    `task T in t -> done: o completes ${all.map((x) => `X${x}`).join(" ")}`,
  ].join("\n"))
  const verdict = judge(net)
  expect([verdict.verdict, net.tasks[verdict.wide!]!.name]).toEqual(["unknown", "T"])
})

test.each([
  ["work that is done with a resource", `net w
condition i input
condition p
condition x
condition k
condition res resource
condition o output
task A in i -> done: p x
task B in p -> done: res
task C in x -> stop: o | go: k
task K and in k res -> done: o`],
  ["a task that is cancelled before it could be completed", `net w implicit
condition i input
condition p
condition q
condition o output
task S in i -> done: p q
task T0 in p -> done: p instances min 1 max 1 until
task T2 in q -> done: o clears p cancels T0 completes T0`],
  ["a task that begins though nothing follows", `net w
condition c input
condition x marked
condition p
condition o output
task X in x -> done: p
task T and in c p -> done: o ends-case`],
])("%s is judged as brute force does", (_, text) => {
  const net = parseNet(text)
  expect(check(net, judge(net))).toBe(true)
})

test("what is reduced has the same answers as what is not", () => {
  const nets = randomNet({ boundMax: 3, calls: false }).filter((net) => isFit(net) && isPlain(net))
  fc.assert(fc.property(nets, (net) => {
    const model = modelOf(net, net, tasksByEntry(net)[0]!)
    const budget = { states: 3_000, until: Infinity }
    const whole = search(model, model.moves.map(() => 1), budget)
    const reduced = reduce(model, { delays: false })
    const small = search(reduced.model, reduced.runs.map((run) => run.length), budget)
    const delayed = reduce(model)
    const later = search(delayed.model, delayed.runs.map((run) => run.length), budget)
    if (!whole.complete && whole.wrong === undefined) return
    const where = printNet(net)
    for (const one of [small, later]) {
      expect([where, one.wrong === undefined]).toEqual([where, whole.wrong === undefined])
      if (whole.wrong === undefined) expect([where, !one.improper]).toEqual([where, !whole.improper])
    }
    if (whole.wrong === undefined) expect([where, ...reduced.made(small.made)]).toEqual([where, ...whole.made])
  }), { seed, numRuns: 3 * RUNS })
}, TIMEOUT)

test("with a small budget nothing is said that is not so", () => {
  const tally = { sound: 0, unsound: 0, unknown: 0 }
  fc.assert(fc.property(randomNet({ boundMax: 2, calls: false }).filter((net) => isFit(net) && isPlain(net)), (net) => {
    const small = judge(net, { states: 10 })
    tally[small.verdict]++
    play(net, small)
    if (small.verdict !== "unknown") check(net, small)
  }), { seed, numRuns: RUNS })
  expect(tally.unknown).toBeGreaterThan(0)
}, TIMEOUT)

describe("what reduction takes to a handful of markings", () => {
  const parallel = (n: number) => {
    const all = Array.from({ length: n }, (_, i) => i)
    return [
      "net parallel", "condition i input", "condition o output",
      ...all.flatMap((k) => [`condition p${k}`, `condition q${k}`]),
      `task split in i -> done: ${all.map((k) => `p${k}`).join(" ")}`,
      ...all.map((k) => `task t${k} in p${k} -> done: q${k}`),
      `task join and in ${all.map((k) => `q${k}`).join(" ")} -> done: o`,
    ].join("\n")
  }
  const blocks = (n: number) => {
    const lines = ["net blocks", "condition c0 input", ...Array.from({ length: n }, (_, k) =>
      `condition c${k + 1}${k === n - 1 ? " output" : ""}`)]
    for (let k = 0; k < n; k++) {
      lines.push(...["a", "b", "x", "y"].map((name) => `condition ${name}${k}`))
      lines.push(`task split${k} in c${k} -> done: a${k} b${k}`, `task one${k} in a${k} -> done: x${k}`,
        `task two${k} in b${k} -> done: y${k}`, `task join${k} and in x${k} y${k} -> done: c${k + 1}`)
    }
    return lines.join("\n")
  }
  test.each([["20 tasks in parallel", parallel(20)], ["500 blocks in a row", blocks(500)]])("%s", (_, text) => {
    const { verdict, states, dead } = judge(parseNet(text))
    expect([verdict, states, dead]).toEqual(["sound", 1, []])
  })
})

/** 570 industrial nets with labels; not part of the product. */
const folder = "../shared/verification"
const nets = `${folder}/ibm-a-b1.nets.jsonl.gz`

describe.skipIf(!existsSync(nets))(`industrial nets (left out where ${folder} is not there)`, () => {
  interface Row {
    readonly id: string
    readonly p: readonly string[]
    readonly m0: readonly number[]
    readonly ends: readonly number[]
    readonly safe: readonly number[]
    readonly t: readonly (readonly [string, readonly number[], readonly number[]])[]
  }
  const lines = (text: string) => text.trim().split("\n")
  const rows = () => lines(gunzipSync(readFileSync(nets)).toString()).map((line) => JSON.parse(line) as Row)
  const labels = () => lines(readFileSync(`${folder}/ibm-a-b1.labels.csv`, "utf8")).map((line) => line.split(","))
  const arcs = (places: readonly number[]) => places.map((c) => ({ condition: c as ConditionIndex, flow: -1 }))
  const netOf = ({ id, p, m0, ends, safe, t }: Row): Net => ({
    id, input: m0[0] as ConditionIndex, termination: "implicit", outputs: ends as ConditionIndex[],
    scopes: [{ path: "", workflow: id }],
    conditions: p.map((name, i) => ({ name, bound: safe.includes(i) ? 1 : 255 })),
    tasks: t.map(([name, pre, post]): NetTask => ({
      name, kind: "automatic", join: "and", choice: "single", guardFlow: -1, scope: 0,
      cancels: { conditions: [], tasks: [] },
      inputs: pre.map((condition) => ({ condition: condition as ConditionIndex })),
      outcomes: [{ name: "done", outputs: arcs(post) }],
    })),
  })

  test("are judged as labelled, with runs that are seldom longer than twice the shortest", () => {
    const [head, ...rest] = labels()
    const column = (name: string) => head!.indexOf(name)
    let longer = 0
    let unsound = 0
    rows().forEach((row, i) => {
      const net = netOf(row)
      const label = rest[i]!
      const verdict = judge(net)
      expect([row.id, verdict.verdict]).toEqual([row.id, label[column("sound")] === "true" ? "sound" : "unsound"])
      if (verdict.verdict === "sound") return
      play(net, verdict)
      unsound++
      if (verdict.trace!.length > 2 * Number(label[column("trace")])) longer++
    })
    expect(unsound).toBe(311)
    expect(longer / unsound).toBeLessThan(0.05)
  })

  test("are never judged wrongly with 100 markings at most", () => {
    const [head, ...rest] = labels()
    rows().forEach((row, i) => {
      const net = netOf(row)
      const verdict = judge(net, { states: 100 })
      play(net, verdict)
      const truth = rest[i]![head!.indexOf("sound")] === "true" ? "sound" : "unsound"
      expect([row.id, verdict.verdict === "unknown" ? truth : verdict.verdict]).toEqual([row.id, truth])
    })
  })
})
