/**
 * Soundness by brute force: every event in every state of the token game, start and completion apart, instances one by
 * one. Shares no code with the verifier. A task can be chosen whenever it is enabled; signals may always come; a
 * completion condition comes to hold at the last instance.
 */
import { entriesOf, type Net } from "../compiler/ir/net.ts"
import { completionsOf, emptyCase, type ReferenceEvent, type ReferenceState, stateKey } from "./reference/state.ts"
import { referenceStep } from "./reference/step.ts"

export interface Truth {
  /** All of what some run comes to. */
  readonly properties: ReadonlySet<"unsafe" | "deadlock" | "livelock">
  /** Explicit ends: one may be reached while work is left. */
  readonly improper: boolean
  /** Names of tasks that no run begins. */
  readonly dead: ReadonlySet<string>
  /** Names of tasks that some run completes. */
  readonly completed: ReadonlySet<string>
  /** Names of tasks that some run completes, and whose region none ever finds anything in. */
  readonly idle: ReadonlySet<string>
  /** By name of an OR-join how many inputs runs found marked, if always all or always one. */
  readonly plain: ReadonlyMap<string, "all" | "one">
  /** Length of a shortest run to what is wrong, in starts, signals and instances. */
  readonly states: number
}

/** Undefined if the entry has more states than that. */
export function truth(net: Net, entry: number, tasks: readonly string[], statesMax: number): Truth | undefined {
  const events = eventsOf(net)
  const first: ReferenceEvent = entry === 0 ? { kind: "open" } : { kind: "open", entry }
  const properties = new Set<"unsafe" | "deadlock" | "livelock">()
  const begun = new Set<string>()
  const completed = new Set<string>()
  const emptied = new Set<string>()
  const found = new Map(net.tasks.map(({ name }) => [name, new Set<number>()]))
  /** With what was chosen by groups of tasks that choose alike, as `group=outcome`. */
  const states: (readonly [ReferenceState, readonly string[]])[] = []
  const index = new Map<string, number>()
  const before: number[][] = []
  const ending: number[] = []
  let improper = false

  const go = (from: ReferenceState, chosenBefore: readonly string[], event: ReferenceEvent, at: number): void => {
    const { state, commands } = referenceStep(net, from, event)
    if (commands[0]?.startsWith("refuse") === true) return
    const chosen = chosenAfter(net, chosenBefore, event)
    if (chosen === undefined) return
    if (hopeless(net, event, from)) return
    if (event.kind === "start") begun.add(event.task)
    if (event.kind === "complete") completed.add(event.task)
    const taken = new Map<string, number>()
    /** One that fires by itself may do so again in the same event, once it has put. */
    const note = () => {
      for (const [name, count] of taken) found.get(name)!.add(count)
      taken.clear()
    }
    /** Whose region is emptied now: of the task that completes, or of one that fires by itself; not once it puts. */
    let actor = "task" in event ? event.task : undefined
    for (const command of commands) {
      const [word, name, by] = command.split(" ")
      if (word === "take" && by !== "*") {
        begun.add(by!)
        taken.set(by!, (taken.get(by!) ?? 0) + 1)
        if (["silent", "receive"].includes(taskOf(net, by!).kind)) {
          actor = by
          completed.add(by!)
        }
      }
      if (word === "done") completed.add(name!)
      if (word === "put" || word === "end") {
        actor = undefined
        note()
      }
      // What is withdrawn in numbers are instances that have not begun.
      const goes = word === "clear" || word === "cancel" || (word === "withdraw" && by !== undefined)
      if (goes && actor !== undefined && isIn(net, actor, name!)) emptied.add(actor)
      if (word === "overflow") properties.add("unsafe")
    }
    note()
    if (state.status === "deadlock") properties.add("deadlock")
    if (state.status === "ok" || state.status === "cancelled") ending.push(at)
    if (state.status === "ok" && isLeft(net, entry, from, state, commands)) improper = true
    if (state.status !== "running") return
    const key = stateKey(state) + chosen.join()
    let to = index.get(key)
    if (to === undefined) {
      index.set(key, (to = states.push([state, chosen]) - 1))
      before.push([])
    }
    if (at >= 0) before[to]!.push(at)
  }
  go(emptyCase(), [], first, -1)
  for (let at = 0; at < states.length; at++) {
    if (states.length > statesMax) return undefined
    for (const event of events) go(...states[at]!, event, at)
  }
  const reaches = new Set(ending.filter((s) => s >= 0))
  for (const state of reaches) for (const from of before[state]!) reaches.add(from)
  if (reaches.size < states.length && properties.size === 0) properties.add("livelock")
  const dead = new Set(tasks.filter((name) => !begun.has(name)))
  const idle = new Set(tasks.filter((name) => completed.has(name) && !emptied.has(name) && hasRegion(net, name)))
  return { properties, improper, dead, completed, idle, plain: plainJoins(net, tasks, found), states: states.length }
}

const taskOf = (net: Net, name: string) => net.tasks.find((task) => task.name === name)!

/** Whether a condition or a task is in the region of a task. */
function isIn(net: Net, task: string, name: string): boolean {
  const { conditions, tasks } = taskOf(net, task).cancels
  return conditions.some((c) => net.conditions[c]!.name === name) || tasks.some((t) => net.tasks[t]!.name === name)
}

/** Whether there is something in its region that may hold tokens or run; not itself, as of one that ends instances. */
function hasRegion(net: Net, name: string): boolean {
  const { conditions, tasks } = taskOf(net, name).cancels
  if (tasks.some((t) => net.tasks[t]!.name === name)) return false
  return conditions.length > 0 || tasks.some((t) => !["silent", "receive"].includes(net.tasks[t]!.kind))
}

function plainJoins(
  net: Net, tasks: readonly string[], found: ReadonlyMap<string, ReadonlySet<number>>,
): ReadonlyMap<string, "all" | "one"> {
  return new Map(tasks.flatMap((name): (readonly [string, "all" | "one"])[] => {
    const { join, inputs } = taskOf(net, name)
    const counts = [...found.get(name)!]
    if (join !== "or" || inputs.length < 2 || counts.length !== 1) return []
    return counts[0] === inputs.length ? [[name, "all"]] : counts[0] === 1 ? [[name, "one"]] : []
  }))
}

/** Undefined if it contradicts what was chosen before. */
export function chosenAfter(net: Net, chosen: readonly string[], event: ReferenceEvent): readonly string[] | undefined {
  if (event.kind !== "complete") return chosen
  const { alike } = net.tasks.find(({ name }) => name === event.task)!
  if (alike === undefined) return chosen
  const known = chosen.find((one) => one.startsWith(`${alike}=`))
  const now = `${alike}=${event.outcome}`
  if (known !== undefined) return known === now ? chosen : undefined
  return [...chosen, now].sort()
}

/** Everything that may be asked of a case from outside, be it refused or not; nothing is stopped or cancelled. */
export function eventsOf(net: Net): readonly ReferenceEvent[] {
  const triggers = (net.triggers ?? []).map(({ name }): ReferenceEvent => ({ kind: "signal", trigger: name }))
  return [...triggers, ...net.tasks.flatMap((task): readonly ReferenceEvent[] => {
    const { name, kind, instances } = task
    if (kind === "silent" || kind === "receive") return []
    if (instances === undefined) {
      return [{ kind: "start", task: name },
        ...completionsOf(task).map((outcome): ReferenceEvent => ({ kind: "complete", task: name, outcome }))]
    }
    const { count, min, max, until } = instances
    const counts = count === undefined ? Array.from({ length: max - min + 1 }, (_, i) => min + i) : [count]
    return [
      ...counts.map((n): ReferenceEvent => ({ kind: "start", task: name, count: n })),
      { kind: "begin", task: name }, { kind: "add", task: name },
      { kind: "finish", task: name }, ...(until ? [{ kind: "finish", task: name, enough: true } as const] : []),
    ]
  })]
}

/** The last instance finished, no more may come, and the condition does not hold. */
export function hopeless(net: Net, event: ReferenceEvent, before: ReferenceState): boolean {
  if (event.kind !== "finish" || event.enough === true) return false
  const { instances } = net.tasks.find(({ name }) => name === event.task)!
  const now = before.instances.get(event.task)
  return instances!.until && now !== undefined && !now.done && now.pending + now.begun === 1
    && (!instances!.open || now.finished + 1 >= instances!.max)
}

function isLeft(
  net: Net, entry: number, before: ReferenceState, after: ReferenceState, commands: readonly string[],
): boolean {
  const { termination, outputs } = entriesOf(net)[entry]!
  if (termination !== "explicit") return false
  const ends = new Set(outputs.map((c) => net.conditions[c]!.name))
  const work = net.conditions.filter((c) => c.resource !== true && !ends.has(c.name))
  if (work.some(({ name }) => after.marking.has(name))) return true
  const end = commands.findIndex((command) => command.startsWith("put ") && ends.has(command.split(" ")[1]!))
  return commands.slice(end).some((command) => {
    const [word, name, items] = command.split(" ")
    if ((word !== "cancel" && word !== "withdraw") || items === undefined) return false
    const task = net.tasks.find((t) => t.name === name)!
    const isDone = before.instances.get(name!)?.done === true || commands.includes(`done ${name}`)
    return !(isDone && task.instances?.threshold !== 0)
  })
}
