/**
 * A case in memory: its tokens with their payloads, its work items, who waits for it. Only cases
 * that are not over are here. What `data` writes is all that recovery needs beside the kernel's state.
 */
import { Status } from "../kernel/command.ts"
import { type CaseData, ItemState } from "./case-data.ts"
import type { CaseFault } from "./failure.ts"
import { type Payload, PAYLOAD_MAX, valueOf } from "./payload.ts"
import type { Pending } from "./pending.ts"
import type { Program } from "./program.ts"
import { WorkItem } from "./work-item.ts"

/** Most characters that the payloads of one case may have together. A case that would hold more fails. */
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
  /** Where it begins: index of the entry of its table. */
  readonly entry: number
  /** Cases around it. */
  depth = 0
  slot = -1
  status: number = Status.running
  /** Journal rows written. */
  seq = 0
  activations = 0
  tokens: Token[] = []
  items: WorkItem[] = []
  /** Work items whose start was refused as blocked: tried again after each event. */
  held: WorkItem[] = []
  /** Human work items that are over: what comes for them is too late, and must be told why. */
  gone: WorkItem[] = []
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
    entry = 0,
    parentRef: ParentRef | undefined = undefined,
  ) {
    this.program = program
    this.number = number
    this.caseId = caseId
    this.id = id
    this.startedAt = startedAt
    this.trace = trace
    this.entry = entry
    this.parentRef = parentRef
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

  /** Characters of all payloads that it holds: what each write of its row writes. */
  get letters(): number {
    let letters = 0
    for (const { payload } of this.tokens) letters += payload.length
    for (const { input, instance, added, instances } of this.items) {
      if (instance === 0 || added) letters += input.length
      if (instances !== undefined) for (const result of instances.results.values()) letters += result.length
    }
    return letters
  }

  clear(condition: number): void {
    this.tokens = this.tokens.filter((token) => token.condition !== condition)
  }

  /** The work item of a task that is offered and not started; instances are none of it. */
  enabled(task: number): WorkItem | undefined {
    return this.items.find((item) => item.task === task && !item.started && item.instance === 0)
  }

  /** The work item of a task with instances that has some, or may have. */
  parentOf(task: number): WorkItem | undefined {
    return this.items.find((item) => item.task === task && item.started && item.instance === 0)
  }

  drop(item: WorkItem): void {
    item.active = false
    this.items.splice(this.items.indexOf(item), 1)
    item.parent?.instances!.live.delete(item)
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
      const { task, activation, instance, attempt, failures, enabledAt, due, input } = item
      text += `${i === 0 ? "[" : ",["}${task},${activation},${instance},${stateOf(item)},${attempt},${failures}`
      text += `,${enabledAt},${due}${input === "" || (instance > 0 && !item.added) ? "]" : `,${input}]`}`
      if (item.instances !== undefined && item.started) many += `${many === "" ? "" : ","}${manyOf(item)}`
    }
    return `${text}]${kept === "" ? "" : `,"k":[${kept}]`}${many === "" ? "" : `,"m":[${many}]`}}`
  }

  /** Takes what `data` wrote. */
  restore({ n, s, t, i, k = [], m = [] }: CaseData): void {
    this.activations = n
    this.seq = s
    const { triggerOf } = this.program
    let kept = 0
    this.tokens = t.map(([condition, ...value]) =>
      ({ condition, payload: textOf(value), due: triggerOf[condition]! >= 0 ? k[kept++]! : 0 }))
    const parents = new Map<number, { readonly item: WorkItem; readonly list: unknown }>()
    for (const [task, activation, instance, state, attempt, failures, enabledAt, due, ...value] of i) {
      const parent = instance === 0 ? undefined : parents.get(activation)
      const item = new WorkItem(this, task, activation, enabledAt, parent?.item, instance)
      item.started = state !== ItemState.enabled
      item.completed = state === ItemState.done
      item.attempt = attempt
      item.failures = failures
      item.due = due
      item.added = instance > 0 && value.length > 0
      const derived = parent === undefined || item.added ? undefined : inputOfInstance(this.program, item, parent.list)
      item.input = derived ?? textOf(value)
      parent?.item.instances!.live.add(item)
      if (item.instances !== undefined) parents.set(activation, { item, list: value[0] })
      this.items.push(item)
    }
    this.held = this.items.filter((item) =>
      !item.started && item.instance === 0 && this.program.startsByItself(item.task))
    for (const [activation, spawned, results] of m) {
      const { instances } = parents.get(activation)!.item
      instances!.spawned = spawned
      for (const [instance, ...value] of results) instances!.results.set(instance, textOf(value))
    }
  }
}

function stateOf(item: WorkItem): number {
  return !item.started ? ItemState.enabled : item.completed ? ItemState.done : ItemState.started
}

/** How many instances a work item had, and the results of those that are finished. */
function manyOf({ activation, instances }: WorkItem): string {
  const results = [...instances!.results].map(([instance, result]) =>
    result === "" ? `[${instance}]` : `[${instance},${result}]`)
  return `[${activation},${instances!.spawned},[${results.join(",")}]]`
}

/** What an instance gets of what the task got: its element of the list, or the whole where the count is fixed. */
function inputOfInstance(program: Program, { task, instance }: WorkItem, list: unknown): Payload {
  const value: unknown = program.takesList(task) ? (list as readonly unknown[])[instance - 1] : list
  return value === undefined ? "" : JSON.stringify(value)
}

const textOf = (value: readonly [] | readonly [unknown] | readonly unknown[]): Payload =>
  value.length === 0 ? "" : JSON.stringify(value[0])

/** Payload of a stored result: SQL's null is undefined. */
export const storedValue = (text: string | undefined): unknown => valueOf(text ?? "")
