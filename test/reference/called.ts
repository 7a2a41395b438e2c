/**
 * A case of the token game together with the cases that its call tasks run, in the words of traces: the part of the
 * run time in the meaning of a net. A call that starts opens a case at once, one that is cancelled cancels it at once,
 * and a case that is over goes on in the one around it at once.
 */
import type { Net, NetTask } from "../../compiler/ir/net.ts"
import { blocked, completionsOf, emptyCase, type ReferenceEvent, type ReferenceState, stateKey } from "./state.ts"
import type { ReferenceStep } from "./step.ts"

export type TraceLevel = "completion" | "lifecycle"

/** Most instances tried where the count comes with the start, unless more are the least. */
export const COUNT_TRIED = 3

/** A case and those that its call tasks run. */
export interface ReferenceCase {
  readonly state: ReferenceState
  readonly calls: readonly { readonly task: string; readonly inner: ReferenceCase }[]
}

/** An event in the case itself (path empty) or in one that it calls. */
export interface Choice {
  readonly path: readonly number[]
  readonly event: ReferenceEvent
}

export interface Played {
  readonly one: ReferenceCase
  readonly words: readonly string[]
}

export const emptyCases: ReferenceCase = { state: emptyCase(), calls: [] }

/** Equal for equal cases. */
export function casesKey(one: ReferenceCase): string {
  const parts = ({ state, calls }: ReferenceCase): unknown =>
    [stateKey(state), calls.map(({ task, inner }) => [task, parts(inner)])]
  return JSON.stringify(parts(one))
}

/** How deep cases are called, one in another. */
export function depth({ calls }: ReferenceCase): number {
  return calls.reduce((deepest, { inner }) => Math.max(deepest, 1 + depth(inner)), 0)
}

/** All that somebody could do next in a case: start what is enabled, begin, finish and complete what runs. */
export function choices(net: Net, state: ReferenceState): readonly ReferenceEvent[] {
  return net.tasks.flatMap((task) => choicesOf(net, state, task))
}

/**
 * Of a deferred choice among tasks that the engine starts, the first in order is started: whether another one stands
 * before this.
 */
function isSecond(net: Net, state: ReferenceState, task: NetTask): boolean {
  const isStarted = ({ kind }: NetTask) => kind === "automatic" || kind === "call"
  const holds = ({ condition }: NetTask["inputs"][number]) => state.marking.has(net.conditions[condition]!.name)
  const shares = (other: NetTask) => other.inputs.filter(holds).some((input) =>
    task.inputs.some(({ condition }) => condition === input.condition))
  return isStarted(task) && net.tasks.slice(0, net.tasks.indexOf(task)).some((other) =>
    isStarted(other) && state.enabled.has(other.name) && shares(other) && !blocked(net, state, other)
    && !isSecond(net, state, other))
}

function choicesOf(net: Net, state: ReferenceState, task: NetTask): readonly ReferenceEvent[] {
  const { name, instances } = task
  const now = state.instances.get(name)
  const found: ReferenceEvent[] = []
  if (state.running.has(name)) {
    for (const outcome of completionsOf(task)) found.push({ kind: "complete", task: name, outcome })
  }
  if (now !== undefined && now.pending > 0) found.push({ kind: "begin", task: name })
  if (now !== undefined && now.begun > 0) found.push(...finishesOf(task))
  if (!state.enabled.has(name) || task.kind === "receive" || blocked(net, state, task)) return found
  if (isSecond(net, state, task)) return found
  if (instances === undefined || instances.count !== undefined) return [...found, { kind: "start", task: name }]
  const most = Math.min(instances.max, Math.max(instances.min, COUNT_TRIED))
  for (let count = instances.min; count <= most; count++) found.push({ kind: "start", task: name, count })
  return found
}

/**
 * Whether who drives the case starts a task right after it is enabled: one with instances or a call, if that takes
 * nothing away from another task.
 */
function startsAtOnce(net: Net, task: NetTask): boolean {
  const { instances } = task
  if (task.kind !== "call" && instances === undefined) return false
  // Done as soon as it is started.
  if (instances !== undefined && (instances.threshold === 0 || instances.count === 0)) return false
  const index = net.tasks.indexOf(task)
  return net.tasks.every((other, i) => task.inputs.every(({ condition }) => {
    const takes = other !== task && other.inputs.some((input) => input.condition === condition)
    return !takes && !other.reads?.includes(condition) && !other.blockers?.conditions.includes(condition)
  }) && (i === index || !other.blockers?.tasks.some((t) => t === index)))
}

/** With a completion condition, an instance that finishes may be enough or not. */
function finishesOf({ name, instances }: NetTask): readonly ReferenceEvent[] {
  const finish = { kind: "finish", task: name } as const
  return instances!.until ? [finish, { ...finish, enough: true }] : [finish]
}

export class Cases {
  readonly #net: Net
  readonly #level: TraceLevel
  readonly #step: ReferenceStep

  constructor(net: Net, level: TraceLevel, step: ReferenceStep) {
    this.#net = net
    this.#level = level
    this.#step = step
  }

  /** What comes before all else in a case and those that it calls: of it one is played. */
  atOnce(one: ReferenceCase): readonly Choice[] | undefined {
    for (const task of this.#net.tasks) {
      const here = choicesOf(this.#net, one.state, task).filter(({ kind }) =>
        kind === "begin" ? task.kind === "call" : kind === "start" && startsAtOnce(this.#net, task))
      if (here.length > 0) return here.map((event) => ({ path: [], event }))
    }
    for (const [index, { inner }] of one.calls.entries()) {
      const there = this.atOnce(inner)
      if (there !== undefined) return there.map(({ path, event }) => ({ path: [index, ...path], event }))
    }
    return undefined
  }

  /** What else may come next. What a call task runs completes it, nobody else does. */
  choices(one: ReferenceCase): readonly Choice[] {
    const byInner = (event: ReferenceEvent) =>
      (event.kind === "complete" || event.kind === "finish") && this.#task(event.task).kind === "call"
    const own = choices(this.#net, one.state).filter((event) => !byInner(event))
    const inner = one.calls.flatMap((call, index) =>
      this.choices(call.inner).map(({ path, event }): Choice => ({ path: [index, ...path], event })))
    return [...own.map((event): Choice => ({ path: [], event })), ...inner]
  }

  /**
   * Where an input leads: any case that takes it may, or keeps it where something in it receives it. A signal that none
   * takes is the outermost one's, to keep or to lose; all else that none takes changes nothing.
   */
  give(one: ReferenceCase, event: ReferenceEvent): readonly Played[] {
    if (event.kind === "cancel") return this.play(one, [], event)
    const takers = this.#takers(one, event, 0)
    if (takers.length > 0) return takers.flatMap((path) => this.play(one, path, event))
    return event.kind === "signal" ? this.play(one, [], event) : [{ one, words: [] }]
  }

  #takers({ state, calls }: ReferenceCase, event: ReferenceEvent, entry: number): readonly (readonly number[])[] {
    const [first = ""] = this.#step(this.#net, state, event).commands
    const received = event.kind !== "signal" || this.#receives(entry, event.trigger)
    const below = calls.flatMap(({ task, inner }, index) =>
      this.#takers(inner, event, this.#task(task).callee!).map((path) => [index, ...path]))
    return received && !first.startsWith("refuse") ? [[], ...below] : below
  }

  /** Whether a task waits for the signal that a token of the entry can come to. */
  #receives(entry: number, trigger: string): boolean {
    const from = entry === 0 ? this.#net : this.#net.callees![entry - 1]!
    const reached = new Set<number>([from.input, ...(from.marked ?? [])])
    const wants = (task: NetTask) => task.inputs.some(({ condition }) => reached.has(condition))
    for (let before = 0; before < reached.size;) {
      before = reached.size
      for (const task of this.#net.tasks.filter(wants)) {
        for (const { outputs } of task.outcomes) for (const { condition } of outputs) reached.add(condition)
      }
    }
    return this.#net.tasks.filter(wants).some((task) =>
      task.kind === "receive" && this.#net.triggers![task.trigger!]!.name === trigger)
  }

  /** Plays an event and what follows it in the cases around: several results where one that finishes may be enough. */
  play(one: ReferenceCase, [index, ...path]: readonly number[], event: ReferenceEvent): readonly Played[] {
    if (index === undefined) return this.#playHere(one, event)
    return this.play(one.calls[index]!.inner, path, event).flatMap((played) => this.#goOn(one, index, played))
  }

  #playHere(one: ReferenceCase, event: ReferenceEvent): readonly Played[] {
    const { state, commands } = this.#step(this.#net, one.state, event)
    const refused = commands[0]?.startsWith("refuse") === true
    const words = refused ? [] : [...this.#wordsOf(event)]
    let calls = one.calls
    for (const command of commands) {
      words.push(...this.#wordsOfCommand(command))
      const [kind, task] = command.split(" ")
      if (kind !== "cancel") continue
      for (const { inner } of calls.filter((call) => call.task === task)) {
        words.push(...this.#playHere(inner, { kind: "cancel" })[0]!.words)
      }
      calls = calls.filter((call) => call.task !== task)
    }
    return this.#open({ state, calls }).map((next) => ({ one: next.one, words: [...words, ...next.words] }))
  }

  /** Opens a case for a call that has none yet. */
  #open(one: ReferenceCase): readonly Played[] {
    const { state, calls } = one
    const started = ({ name }: NetTask) => (state.running.get(name) ?? 0) + (state.instances.get(name)?.begun ?? 0)
    const inside = ({ name }: NetTask) => calls.filter((call) => call.task === name).length
    const task = this.#net.tasks.find((t) => t.kind === "call" && started(t) > inside(t))
    if (task === undefined) return [{ one, words: [] }]
    const around = { state, calls: [...calls, { task: task.name, inner: emptyCases }] }
    return this.play(around, [calls.length], { kind: "open", entry: task.callee! })
  }

  /** Puts back a case that was called; if it is over, the case around gets its end. */
  #goOn({ state, calls }: ReferenceCase, index: number, { one: inner, words }: Played): readonly Played[] {
    const { task } = calls[index]!
    const { status } = inner.state
    if (status === "running") return [{ one: { state, calls: calls.with(index, { task, inner }) }, words }]
    const around: ReferenceCase = { state, calls: calls.filter((_, i) => i !== index) }
    return this.#returns(this.#task(task), status).flatMap((event) =>
      this.#playHere(around, event).map((next) => ({ one: next.one, words: [...words, ...next.words] })))
  }

  #returns(task: NetTask, status: string): readonly ReferenceEvent[] {
    if (status !== "ok") return [{ kind: "fail", task: task.name, status }]
    if (task.instances !== undefined) return finishesOf(task)
    return [{ kind: "complete", task: task.name, outcome: task.outcomes[0]!.name }]
  }

  #wordsOf(event: ReferenceEvent): readonly string[] {
    if (!("task" in event)) return []
    const { kind, instances } = this.#task(event.task)
    if (kind === "call") return []
    const begins = event.kind === "begin" || (event.kind === "start" && instances === undefined)
    const ends = event.kind === "finish" || event.kind === "complete"
    if (this.#level === "completion") return ends ? [event.task] : []
    return begins ? [`${event.task}+`] : ends ? [`${event.task}-`] : []
  }

  #wordsOfCommand(command: string): readonly string[] {
    const [kind, subject = "", count = "1"] = command.split(" ")
    if (kind === "withdraw" || kind === "cancel") {
      if (this.#task(subject).kind === "call") return []
      return Array.from({ length: Number(count) }, () => `~${subject}`)
    }
    if (kind !== "done" || this.#task(subject).kind !== "receive") return []
    return this.#level === "completion" ? [subject] : [`${subject}+`, `${subject}-`]
  }

  #task(name: string): NetTask { return this.#net.tasks.find((t) => t.name === name)! }
}
