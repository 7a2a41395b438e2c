/**
 * Which cases can move from one net to another, by brute force on the token game: every event in every state of the old
 * one, each state laid into the new one by names, every event from there. Shares no code with what it judges.
 */
import { entriesOf, type Net } from "../compiler/ir/net.ts"
import type { Definition } from "../src/definition/definition.ts"
import { emptyCase, type ReferenceState, stateKey } from "./reference/state.ts"
import { Game, referenceStep } from "./reference/step.ts"
import { chosenAfter, eventsOf, hopeless } from "./verify-oracle.ts"

export interface Version {
  readonly definition: Definition
  readonly net: Net
}

/** Each marking that a case can be in, and whether it can move; undefined where there are more states than that. */
export function movable(
  old: Version, next: Version, entry: { readonly old: number; readonly next: number }, statesMax: number,
): readonly (readonly [marking: string, moves: boolean])[] | undefined {
  const open = referenceStep(old.net, emptyCase(), { kind: "open", ...(entry.old > 0 && { entry: entry.old }) }).state
  const from = walk(old.net, [[open, []]], statesMax)
  if (from === undefined) return undefined
  const again = from.edges.some(([, to]) => to === 0)
  const begun = from.states.filter(([{ status }], i) => status === "running" && (i > 0 || again))
  const moved = begun.map(([state, chosen]): Standing | undefined => {
    const now = laid(old, next, entry, state)
    return now && [now, carried(old.net, next.net, chosen)]
  })
  const to = walk(next.net, moved.flatMap((one) => (one === undefined ? [] : [one])), statesMax)
  if (to === undefined) return undefined
  const good = goodOnes(to)
  const verdicts = begun.map(([state, chosen], i) => {
    const root = moved[i]
    const moves = root !== undefined && good.has(to.index.get(keyOf(root))!)
    return [`${markingKey(state)} ${chosen.join()}`, [markingKey(state), moves]] as const
  })
  return [...new Map(verdicts).values()]
}

/** The entries that the same tasks run, from the workflows themselves on. */
export function pairsOf(old: Net, next: Net): readonly { readonly old: number; readonly next: number }[] {
  const pairs = [{ old: 0, next: 0 }]
  for (const pair of pairs) {
    for (const { name, callee } of old.tasks.filter(({ name }) => housed(old, pair.old).has(name))) {
      const now = housed(next, pair.next).has(name) ? next.tasks.find((task) => task.name === name)?.callee : undefined
      const isKnown = pairs.some((known) => known.old === callee && known.next === now)
      if (callee !== undefined && now !== undefined && !isKnown) pairs.push({ old: callee, next: now })
    }
  }
  return pairs
}

/** A state, and what tasks that choose alike have chosen. */
type Standing = readonly [ReferenceState, readonly string[]]

const keyOf = ([state, chosen]: Standing): string => stateKey(state) + chosen.join()

/** What tasks have chosen that choose alike in the new net, too. */
function carried(old: Net, next: Net, chosen: readonly string[]): readonly string[] {
  return [...new Set(next.tasks.flatMap(({ name, alike }) => {
    const was = old.tasks.find((task) => task.name === name)?.alike
    const known = was === undefined ? undefined : chosen.find((one) => one.startsWith(`${was}=`))
    return alike === undefined || known === undefined ? [] : [`${alike}=${known.split("=")[1]!}`]
  }))].sort()
}

/** A marking and what is at work; of instances it makes no difference whether they began. */
export function markingKey({ marking, running, instances }: Omit<ReferenceState, "status" | "enabled">): string {
  const many = [...instances].map(([name, { pending, begun, finished, done }]) =>
    [name, pending + begun, finished, done])
  return JSON.stringify([[...marking].sort(), [...running].sort(), many.sort()])
}

interface Walk {
  readonly states: readonly Standing[]
  readonly edges: readonly (readonly [from: number, to: number])[]
  readonly index: ReadonlyMap<string, number>
}

function walk(net: Net, roots: readonly Standing[], statesMax: number): Walk | undefined {
  const events = eventsOf(net)
  const states: Standing[] = []
  const edges: (readonly [number, number])[] = []
  const index = new Map<string, number>()
  const add = (state: Standing): number => {
    const key = keyOf(state)
    const known = index.get(key)
    if (known !== undefined) return known
    index.set(key, states.length)
    return states.push(state) - 1
  }
  for (const root of roots) add(root)
  for (let at = 0; at < states.length; at++) {
    if (states.length > statesMax) return undefined
    const [before, chosenBefore] = states[at]!
    if (before.status !== "running") continue
    for (const event of events) {
      const { state, commands } = referenceStep(net, before, event)
      if (commands[0]?.startsWith("refuse") === true || hopeless(net, event, before)) continue
      const chosen = chosenAfter(net, chosenBefore, event)
      if (chosen !== undefined) edges.push([at, add([state, chosen])])
    }
  }
  return { states, edges, index }
}

/** From which no run gets stuck or overflows, and an end can always be reached. */
function goodOnes({ states, edges }: Walk): ReadonlySet<number> {
  const back = states.map((): number[] => [])
  for (const [from, to] of edges) back[to]!.push(from)
  const closure = (of: (status: ReferenceState["status"], at: number) => boolean): ReadonlySet<number> => {
    const found = new Set(states.flatMap(([{ status }], at) => (of(status, at) ? [at] : [])))
    for (const at of found) for (const before of back[at]!) found.add(before)
    return found
  }
  const reaches = closure((status) => status === "ok" || status === "cancelled")
  const bad = closure((status, at) => status === "deadlock" || status === "failed" || !reaches.has(at))
  return new Set(states.flatMap((_, at) => (bad.has(at) ? [] : [at])))
}

/** The state in the new net, settled; undefined if something of it has no place there. */
function laid(
  old: Version, next: Version, entry: { readonly old: number; readonly next: number }, state: ReferenceState,
): ReferenceState | undefined {
  const house = housed(next.net, entry.next)
  const marking = new Map<string, number>()
  const { termination, outputs } = entriesOf(next.net)[entry.next]!
  for (const [was, tokens] of state.marking) {
    const name = is(was, old.definition, next.definition)
    const c = next.net.conditions.findIndex((condition) => condition.name === name)
    if (c < 0 && marks(old.net, entry.old).some(([mark]) => mark === was)) continue
    if (c < 0 || !house.has(name) || tokens > next.net.conditions[c]!.bound) return undefined
    if (termination === "explicit" && outputs.some((output) => output === c)) return undefined
    if (isList(next.net, name) !== isList(old.net, was)) return undefined
    marking.set(name, tokens)
  }
  const busy = [...state.running.keys(), ...state.instances.keys(), ...[...state.marking.keys()].filter((name) =>
    old.net.conditions.find((condition) => condition.name === name)!.resource !== true)]
  for (const [name, sub] of marks(next.net, entry.next)) {
    const isNew = !old.net.conditions.some((condition) => condition.name === name)
    if (isNew && (sub === "" || busy.some((one) => `:${one}`.includes(`:${sub}/`)))) marking.set(name, 1)
  }
  for (const [name, count] of state.running) {
    const [was, now] = [old.net, next.net].map(({ tasks }) => tasks.find((task) => task.name === name))
    if (now === undefined || !house.has(name) || now.kind !== was!.kind) return undefined
    if (now.instances !== undefined) return undefined
    if (count > Math.max(...now.inputs.map(({ condition }) => next.net.conditions[condition]!.bound))) return undefined
  }
  for (const [name, { pending, begun, finished, done }] of state.instances) {
    const [was, now] = [old.net, next.net].map(({ tasks }) => tasks.find((task) => task.name === name))
    const all = pending + begun + finished
    if (now?.instances === undefined || !house.has(name) || now.kind !== was!.kind) return undefined
    if ((now.instances.count === undefined) !== (was!.instances!.count === undefined)) return undefined
    if (all < now.instances.min || all > now.instances.max) return undefined
    if (done && now.instances.rest === "cancel") return undefined
  }
  const game = new Game(next.net, { ...state, marking, enabled: new Set() })
  game.settle()
  if (game.goesOn && !game.canGoOn()) game.end(game.rest())
  return game.state
}

/** What a case, or a sub-workflow in it, has marked when it begins, beside where it begins. */
function marks(net: Net, entry: number): readonly (readonly [condition: string, sub: string])[] {
  const named = (c: number, sub: string) => [net.conditions[c]!.name, sub] as const
  const begins = net.tasks.filter(({ name }) => name.startsWith("~begin~"))
  return [
    ...(entriesOf(net)[entry]!.marked ?? []).map((c) => named(c, "")),
    ...begins.flatMap(({ name, outcomes }) => outcomes[0]!.outputs.slice(1).map(({ condition }) =>
      named(condition, name.slice("~begin~".length)))),
  ]
}

/** Whether what takes from a condition takes a list of inputs. */
function isList(net: Net, condition: string): boolean {
  const takes = net.tasks.find(({ inputs }) =>
    inputs.some((input) => net.conditions[input.condition]!.name === condition))
  return takes?.instances !== undefined && takes.instances.count === undefined
}

/** One end alone is called `end`, several by their tasks. */
function is(condition: string, old: Definition, next: Definition): string {
  const whole = condition === "end" ? `end:${old.ends[0]!}` : condition
  return next.ends.length === 1 && whole === `end:${next.ends[0]!}` ? "end" : whole
}

/** What belongs to an entry: all that arcs lead to from its input; and signals, which any case may keep. */
function housed(net: Net, entry: number): ReadonlySet<string> {
  const { input, marked = [], outputs } = entriesOf(net)[entry]!
  const kept = (net.triggers ?? []).flatMap(({ condition }) => condition ?? [])
  const found = new Set<number>([input, ...marked, ...outputs])
  const tasks = new Set<string>()
  for (const c of found) {
    for (const { name, inputs, outcomes } of net.tasks) {
      if (!inputs.some(({ condition }) => condition === c)) continue
      tasks.add(name)
      for (const { condition } of [...inputs, ...outcomes.flatMap(({ outputs }) => outputs)]) found.add(condition)
    }
  }
  return new Set([...tasks, ...[...found, ...kept].map((c) => net.conditions[c]!.name)])
}
