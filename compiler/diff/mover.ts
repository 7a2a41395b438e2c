/**
 * A marking of one version as one of the other: each token and each work item stays where it is, by name. What has no
 * place there is told, and nothing is guessed.
 */
import { Status } from "../../src/kernel/command.ts"
import { Instance, Phase, type StateLayout } from "../../src/kernel/state.ts"
import { authorName } from "../ir/finding.ts"
import { entriesOf, type NetTask } from "../ir/net.ts"
import { isOfBlock } from "./aligned.ts"
import * as cause from "./cause.ts"
import type { Cause } from "./cause.ts"
import { flowText } from "./flow-text.ts"
import { marksOf } from "./marks.ts"
import { type Payloads, takers } from "./payloads.ts"
import { meeting, type Side, taskAt, waysInto } from "./side.ts"

/** Where tokens or work items go, and what keeps them from it all the same; or why there is no such place. */
type Place = { readonly to: number; readonly unfit?: Cause | undefined } | Cause

/** The same entry in both versions. */
export interface Pair {
  readonly old: number
  readonly next: number
}

export class Mover {
  readonly #old: Side
  readonly #next: Side
  readonly #pair: Pair
  readonly #payloads: Payloads | undefined
  readonly #conditions: readonly (readonly [condition: number, place: Place | "nowhere"])[]
  readonly #tasks: readonly (readonly [task: number, place: Place])[]
  /** What the new version marks by itself when a workflow begins, and the old one does not have. */
  readonly #marks: ReturnType<typeof marksOf>

  constructor(old: Side, next: Side, pair: Pair, payloads?: Payloads) {
    this.#old = old
    this.#next = next
    this.#pair = pair
    this.#payloads = payloads
    this.#conditions = [...old.entryConditions[pair.old]!].map((c) => [c, this.#placeOfCondition(c)])
    this.#tasks = old.entryTasks[pair.old]!.filter((t) => old.layout.runningMask[t] !== 0)
      .map((t) => [t, this.#placeOfTask(t)])
    this.#marks = marksOf(next, pair.next).filter(({ condition }) =>
      !old.conditions.includes(next.conditions[condition]!))
  }

  /** Lays the marking out in words of the new version, unsettled; or says what keeps it from that. */
  move(words: Int32Array, into: Int32Array): readonly Cause[] {
    const { layout, net, conditions, tasks } = this.#old
    const { conditionWord, conditionShift, conditionMask, runningWord, runningShift, runningMask } = layout
    const causes: Cause[] = []
    const active = new Set([""])
    into.fill(0)
    into[0] = Status.running
    for (const [c, place] of this.#conditions) {
      const tokens = (words[conditionWord[c]!]! >>> conditionShift[c]!) & conditionMask[c]!
      if (tokens === 0 || place === "nowhere") continue
      if (net.conditions[c]!.resource !== true) activate(active, conditions[c]!.replace(/^[a-z]+:/, ""))
      causes.push(...this.#putTokens(c, tokens, place, into))
    }
    for (const [t, place] of this.#tasks) {
      const count = (words[runningWord[t]!]! >>> runningShift[t]!) & runningMask[t]!
      if (count === 0) continue
      activate(active, tasks[t]!)
      causes.push(...this.#putWork(t, count, words, place, into))
    }
    for (const { condition, path } of this.#marks) if (active.has(path)) put(into, this.#next.layout, condition, 1)
    return causes
  }

  #putTokens(c: number, tokens: number, place: Place, into: Int32Array): readonly Cause[] {
    if (!("to" in place)) return [place]
    const { bound } = this.#next.net.conditions[place.to]!
    if (tokens > bound) {
      const signal = this.#signalIn(c)
      return [signal === undefined ? cause.waitsTooMany(this.#takerOf(c), this.#old.conditions[c]!, tokens, bound)
        : cause.tooManySignals(signal, tokens, bound)]
    }
    put(into, this.#next.layout, place.to, tokens)
    return place.unfit === undefined ? [] : [place.unfit]
  }

  #putWork(t: number, count: number, words: Int32Array, place: Place, into: Int32Array): readonly Cause[] {
    if (!("to" in place)) return [place]
    const name = this.#nameOf(t)
    const { runningWord, runningShift, multiWord, taskBound } = this.#next.layout
    const { instances } = this.#next.net.tasks[place.to]!
    if (instances === undefined) {
      const bound = taskBound[place.to]!
      if (count > bound) return [cause.worksTooOften(name, count, bound)]
      into[runningWord[place.to]!]! |= count << runningShift[place.to]!
    } else {
      const at = this.#old.layout.multiWord[t]!
      const own = words.subarray(at, at + Instance.words)
      const all = own[Instance.pending]! + own[Instance.running]! + own[Instance.finished]!
      if (all < instances.min || all > instances.max) return [cause.otherNumber(name, all, instances)]
      if (own[Instance.phase] === Phase.absorbing && instances.rest === "cancel") return [cause.cancelsRest(name)]
      into.set(own, multiWord[place.to])
    }
    return place.unfit === undefined ? [] : [place.unfit]
  }

  #placeOfCondition(c: number): Place | "nowhere" {
    const name = this.#old.conditions[c]!
    const to = this.#next.conditions.indexOf(name)
    const signal = this.#signalIn(c)
    if (signal !== undefined) return to < 0 ? cause.noSignals(signal) : { to }
    const isMark = marksOf(this.#old, this.#pair.old).some(({ condition }) => condition === c)
    if (to < 0) return isMark ? "nowhere" : this.#noPlace(c)
    if (!this.#next.entryConditions[this.#pair.next]!.has(to)) return this.#elsewhere(this.#takerOf(c))
    const { termination, outputs } = entriesOf(this.#next.net)[this.#pair.next]!
    const ends = termination === "explicit" && outputs.some((output) => output === to)
    return ends ? cause.endsNow(endOf(name)) : { to, unfit: this.#unfitPayload(c, to) }
  }

  #noPlace(c: number): Cause {
    const name = this.#old.conditions[c]!
    if (name.startsWith("end:")) return cause.noEnd(endOf(name))
    const task = this.#takerOf(c)
    if (isOfBlock(task.split("/").at(-1)!)) return cause.meetOtherwise(meeting(this.#old.definition, task))
    if (taskAt(this.#next.definition, task) === undefined) return cause.waitsRemoved(task)
    const [was, is] = [this.#old, this.#next].map(({ definition }) => waysInto(definition, task).map(flowText))
    return cause.entersOtherwise(task, name, was!.filter((flow) => !is!.includes(flow)),
      is!.filter((flow) => !was!.includes(flow)))
  }

  #placeOfTask(t: number): Place {
    const task = this.#old.net.tasks[t]!
    const name = this.#nameOf(t)
    const is = taskAt(this.#next.definition, name)
    if (is === undefined) return cause.worksRemoved(name)
    const to = this.#next.tasks.indexOf(this.#old.tasks[t]!)
    if (to < 0) return cause.otherKind(name, is.kind, false)
    if (!this.#next.entryTasks[this.#pair.next]!.some((own) => own === to)) return this.#elsewhere(name)
    const now = this.#next.net.tasks[to]!
    if (now.kind !== task.kind) return cause.otherKind(name, is.kind, now.kind === "call")
    if ((now.instances === undefined) !== (task.instances === undefined)) {
      return cause.manyOrOne(name, now.instances !== undefined)
    }
    const isOther = this.#payloads?.isOther(name) === true || takesList(now) !== takesList(task)
    return { to, ...(isOther && { unfit: cause.worksOnOtherType(name) }) }
  }

  /** It is there, in another case: the sub-workflow that it is in is one of its own now, or is not any more. */
  #elsewhere(task: string): Cause {
    const sub = task.replace(/\/[^/]*$/, "")
    return cause.otherCase(sub, this.#next.net.tasks.some(({ kind, name }) => kind === "call" && name === sub))
  }

  #unfitPayload(c: number, to: number): Cause | undefined {
    const [old, next] = [this.#old.net, this.#next.net]
    const named = (tasks: readonly NetTask[], name: string) =>
      tasks.find((task) => task.kind !== "silent" && authorName(task) === name)
    const lists = takers(old, c).map(({ task }) => takesList(named(old.tasks, task)))
    if (lists.length === 0) return undefined
    const other = takers(next, to).find(({ task }) => !lists.includes(takesList(named(next.tasks, task))))
    const task = other?.task ?? this.#payloads?.unfit(old, c, next, to)
    return task === undefined ? undefined : cause.waitsOfOtherType(task)
  }

  #signalIn(c: number): string | undefined {
    return this.#old.net.triggers?.find(({ condition }) => condition === c)?.name
  }

  /** The name of what takes from a condition; of an end, where nothing does, its own. */
  #takerOf(c: number): string {
    const task = this.#old.net.tasks.findIndex(({ inputs }) => inputs.some(({ condition }) => condition === c))
    return task < 0 ? endOf(this.#old.conditions[c]!) : this.#nameOf(task)
  }

  #nameOf(t: number): string {
    return authorName({ name: this.#old.tasks[t]! })
  }
}

const endOf = (condition: string): string => condition.replace(/^end:/, "")

/** Whether it takes a list of inputs, one for each instance. */
const takesList = (task: NetTask | undefined): boolean =>
  task?.instances !== undefined && task.instances.count === undefined

function put(into: Int32Array, { conditionWord, conditionShift }: StateLayout, c: number, tokens: number): void {
  into[conditionWord[c]!]! |= tokens << conditionShift[c]!
}

/** Notes the sub-workflows that a name is inside of. */
function activate(active: Set<string>, name: string): void {
  for (let cut = name.indexOf("/"); cut >= 0; cut = name.indexOf("/", cut + 1)) active.add(name.slice(0, cut))
}
