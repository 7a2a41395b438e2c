/**
 * A case in memory: its tokens with their payloads, its work items, who waits for it. Only cases
 * that are not over are here. What `data` writes is all that recovery needs beside the kernel's state.
 */
import { Status } from "../kernel/command.ts"
import type { Handle } from "../kernel/handle.ts"
import { type CaseData, inputOf, ItemState } from "./case-data.ts"
import type { CaseFault } from "./failure.ts"
import { type Payload, PAYLOAD_MAX, valueOf } from "./payload.ts"
import type { Pending } from "./pending.ts"
import type { Program } from "./program.ts"
import { WorkItem } from "./work-item.ts"

/** Most characters that the payloads of one case may have together, with its instances. One with more fails. */
export const CASE_MAX = 4 * PAYLOAD_MAX

/** A token with what it carries. */
export interface Token {
  readonly condition: number
  readonly payload: Payload
  /** Of a signal that is kept: when it is too old, in milliseconds since the epoch; 0 if never. */
  readonly due: number
}

/** The work item that a case was opened for, as its row tells it. */
export interface ParentRef {
  /** Number of the case that it belongs to. */
  readonly number: number
  readonly activation: number
  /** 0 if it is no instance. */
  readonly instance: number
}

/** How a case ended, once that is on disk. */
export interface Ending {
  readonly status: number
  readonly result: Payload
  readonly fault: CaseFault | undefined
  /** Why it was cancelled. */
  readonly reason: string
}

/** Called once, when the ending is on disk, or with the error that keeps it from being known. */
export type Waiter = (ending: Ending | Error) => void

/** One list for all that hold nothing: most cases, most of the time. */
const NOTHING: readonly never[] = []

/** One case that is not over. */
export class Case {
  readonly program: Program
  readonly number: number
  readonly caseId: string
  /** What the caller named it. */
  readonly id: string | undefined
  readonly startedAt: number
  readonly trace: string | undefined
  /** Of a case that a work item runs. */
  readonly parentRef: ParentRef | undefined
  /** That work item, while its case is in memory. */
  parent: WorkItem | undefined
  /** That was taken back, and so it is cancelled. */
  orphaned = false
  /** It was cancelled by a task of its own, or of a case that it runs; not by a caller. */
  cancelsItself = false
  /** Where it begins: index of the entry of its table; -1 as long as the work item that it runs for is not known. */
  entry: number
  /** Cases around it. */
  depth = 0
  /** In the kernel; of a case that is not in memory none. */
  handle: Handle = -1
  status: number = Status.running
  /** Journal rows written. */
  seq = 0
  activations = 0
  tokens: Token[] = []
  /** Without instances: those are in the work item of all of them. */
  items: WorkItem[] = []
  /** Work items whose start was refused as blocked: tried again after each event. */
  held: readonly WorkItem[] = NOTHING
  /** Human work items that are over and not on disk as such, by `number`: what comes for them is too late. */
  gone: Map<string, WorkItem> | undefined
  /** Payload of the start, to be compared with that of a second one; undefined after a restart. */
  input: Payload | undefined
  /** Its start is on disk. Until then, who starts it again waits here. */
  openers: ((error: Error | undefined) => void)[] | undefined
  result: Payload = ""
  fault: CaseFault | undefined
  reason = ""
  waiters: Waiter[] | undefined
  /** The event being stepped. One that is in the wave has no other there. */
  current: Pending | undefined
  /** It is in the list of cases that the batch must write. */
  dirty = false
  /** What the event being stepped did to work items, for the journal. */
  effects = ""
  constructor(
    program: Program,
    number: number,
    caseId: string,
    id: string | undefined,
    startedAt: number,
    trace: string | undefined,
    parentRef: ParentRef | undefined = undefined,
  ) {
    this.program = program
    this.number = number
    this.caseId = caseId
    this.id = id
    this.startedAt = startedAt
    this.trace = trace
    this.entry = parentRef === undefined ? 0 : -1
    this.parentRef = parentRef
  }

  /** A token comes. */
  put(token: Token): void {
    this.tokens = joined(this.tokens, token)
  }

  /** A work item is there. */
  offer(item: WorkItem): void {
    this.items = joined(this.items, item)
  }

  /** Its start is tried again after the next event. */
  hold(item: WorkItem): void {
    this.held = [...this.held, item]
  }

  /** What was held, and is no more. */
  letGo(): readonly WorkItem[] {
    const { held } = this
    this.held = NOTHING
    return held
  }

  /** The oldest token of a condition leaves. */
  take(condition: number): Payload {
    const index = this.tokens.findIndex((token) => token.condition === condition)
    if (index < 0)
      throw new Error(`the kernel took a token from condition ${condition} of ${this.caseId}, which holds none`)
    const [token] = this.tokens.splice(index, 1)
    return token!.payload
  }

  /** The oldest payloads of a condition, which stay: so many, or as many as there are. */
  peek(condition: number, most: number): readonly Payload[] {
    const held: Payload[] = []
    for (const token of this.tokens) {
      if (token.condition === condition) held.push(token.payload)
      if (held.length === most) break
    }
    return held
  }

  /** Characters of the payloads in its row: what each write of that writes. */
  get letters(): number {
    let letters = 0
    for (const { payload } of this.tokens) letters += payload.length
    for (const { input, instances } of this.items) if (instances === undefined) letters += input.length
    return letters
  }

  /** Characters of all payloads that it holds. */
  get weight(): number {
    let weight = this.letters
    for (const { input, instances } of this.items) {
      if (instances !== undefined) weight += input.length + instances.letters
    }
    return weight
  }

  /** Every work item, the instances of one after it. */
  *everyItem(): Generator<WorkItem> {
    for (const item of this.items) {
      yield item
      if (item.instances !== undefined) yield* item.instances.live.values()
    }
  }

  /** The work item of this number that is not over. */
  item(activation: number, instance: number): WorkItem | undefined {
    const item = this.items.find((one) => one.activation === activation)
    return instance === 0 ? item : item?.instances?.live.get(instance)
  }

  clear(condition: number): void {
    this.tokens = this.tokens.filter((token) => token.condition !== condition)
  }

  /** The work item of a task that is offered and not started; instances are none of it. */
  enabled(task: number): WorkItem | undefined {
    return this.items.find((item) => item.task === task && !item.started)
  }

  /** The work item of a task with instances that has some, or may have. */
  parentOf(task: number): WorkItem | undefined {
    return this.items.find((item) => item.task === task && item.started)
  }

  drop(item: WorkItem): void {
    item.active = false
    if (item.parent !== undefined) return item.parent.instances!.remove(item)
    const index = this.items.indexOf(item)
    if (index >= 0) this.items.splice(index, 1)
  }

  /** The text of `CaseData`. Of a case that is over only where its tokens lie. Written at each commit: no lists. */
  get data(): string {
    const over = this.status !== Status.running
    const { triggerOf } = this.program
    let text = `{"n":${this.activations},"s":${this.seq},"t":[`
    let kept = ""
    for (let i = 0; i < this.tokens.length; i++) {
      const { condition, payload, due } = this.tokens[i]!
      text += `${i === 0 ? "[" : ",["}${condition}${over || payload === "" ? "]" : `,${payload}]`}`
      if (triggerOf[condition]! >= 0 && !over) kept += `${kept === "" ? "" : ","}${due}`
    }
    text += "],\"i\":["
    let many = ""
    for (let i = 0; i < this.items.length; i++) {
      const item = this.items[i]!
      const { task, activation, attempt, failures, enabledAt, due, input, instances } = item
      text += `${i === 0 ? "[" : ",["}${task},${activation},${stateOf(item)},${attempt},${failures},${enabledAt},${due}`
      text += input === "" || instances !== undefined ? "]" : `,${input}]`
      if (instances === undefined || !item.started) continue
      many += `${many === "" ? "" : ","}[${activation},${instances.spawned},${instances.first}]`
    }
    return `${text}]${kept === "" ? "" : `,"k":[${kept}]`}${many === "" ? "" : `,"m":[${many}]`}}`
  }

  /** Takes what `data` wrote, and the rows of the instances. */
  restore({ n, s, t, i, k = [], many }: CaseData): void {
    this.activations = n
    this.seq = s
    const { program, program: { triggerOf } } = this
    let kept = 0
    this.tokens = t.map(([condition, ...value]) =>
      ({ condition, payload: textOf(value[0]), due: triggerOf[condition]! >= 0 ? k[kept++]! : 0 }))
    for (const [task, activation, state, attempt, failures, enabledAt, due, ...value] of i) {
      const item = new WorkItem(this, task, activation, enabledAt)
      item.started = state !== ItemState.enabled
      item.completed = state === ItemState.done
      item.attempt = attempt
      item.failures = failures
      item.due = due
      item.input = textOf(value[0])
      this.offer(item)
      const all = many.get(activation)
      if (all === undefined) continue
      item.input = textOf(all.input)
      const instances = item.instances!
      instances.spawned = all.spawned
      instances.first = all.first
      for (const { instance, value = "" } of all.finished) if (!item.completed) instances.finish(instance, value)
      for (const row of all.live) {
        const one = new WorkItem(this, task, activation, row.enabledAt, item, row.instance)
        one.started = row.state !== ItemState.enabled
        one.attempt = row.attempt
        one.failures = row.failures
        one.due = row.due
        one.added = row.instance > all.first
        one.input = textOf(inputOf(program.table, task, all, row))
        instances.add(one)
      }
    }
    this.held = this.items.filter((item) => !item.started && program.startsByItself(item.task))
  }
}

/** A first one gets a list for itself: one that grows by `push` has room for seventeen, in each case that waits. */
function joined<T>(list: T[], one: T): T[] {
  if (list.length === 0) return [one]
  list.push(one)
  return list
}

/** As it is stored. */
export function stateOf(item: WorkItem): number {
  return !item.started ? ItemState.enabled : item.completed ? ItemState.done : ItemState.started
}

const textOf = (value: unknown): Payload => (value === undefined ? "" : JSON.stringify(value))

/** Payload of a stored result: SQL's null is undefined. */
export const storedValue = (text: string | undefined): unknown => valueOf(text ?? "")
