/**
 * A case in memory: its tokens with their payloads, its work items, who waits for it. Only cases
 * that are not over are here. What `data` writes is all that recovery needs beside the kernel's state.
 */
import type * as Fiber from "effect/Fiber"
import { Status } from "../kernel/command.ts"
import type { CaseData } from "./case-data.ts"
import type { CaseFault } from "./failure.ts"
import { type Payload, PAYLOAD_MAX, valueOf } from "./payload.ts"
import type { Program } from "./program.ts"

/** Most characters that the payloads of one case may have together. A case that would hold more fails. */
export const CASE_MAX = 4 * PAYLOAD_MAX

/** A token with what it carries. */
export interface Token {
  readonly condition: number
  readonly payload: Payload
}

/** One task of one case, offered or running. */
export class WorkItem {
  readonly case: Case
  readonly task: number
  /** Number of the work item within its case, from 1. */
  readonly activation: number
  readonly enabledAt: number
  started = false
  /** False once it is completed, failed, withdrawn or cancelled: what still comes from its handler is dropped. */
  active = true
  /** It is not active because it was completed. */
  completed = false
  /** The attempt that runs or ran last; 0 until the first begins. Counts interrupted attempts as well. */
  attempt = 0
  /** The attempt whose result is in, so that a second one is dropped. */
  answered = 0
  /** Attempts that failed: what the retry policy counts. */
  failures = 0
  /** When the next attempt is due, in milliseconds since the epoch; 0 if none is waited for. */
  due = 0
  input: Payload = ""
  /** The attempt that began last, in this process. */
  context: { abort(): void } | undefined
  /** Its handler, if that is an Effect that did not end at once. */
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  /** Sleeps until the attempt has taken too long, or until the next one is due. */
  timer: Fiber.Fiber<unknown, unknown> | undefined

  constructor(of: Case, task: number, activation: number, enabledAt: number) {
    this.case = of
    this.task = task
    this.activation = activation
    this.enabledAt = enabledAt
  }

  /** `caseId:task:activation`, the same over attempts and restarts. */
  get id(): string {
    return `${this.case.caseId}:${this.case.program.table.taskNames[this.task]!}:${this.activation}`
  }
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
  slot = -1
  status: number = Status.running
  /** Journal rows written. */
  seq = 0
  activations = 0
  tokens: Token[] = []
  items: WorkItem[] = []
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
  /** It has an event in the wave that is being stepped. */
  inWave = false
  /** It is in the list of cases that the batch must write. */
  dirty = false
  /** What the event being stepped did to work items, for the journal. */
  effects = ""
  /** Payload of the event being stepped. */
  output: Payload = ""

  constructor(
    program: Program,
    number: number,
    caseId: string,
    id: string | undefined,
    startedAt: number,
    trace: string | undefined,
  ) {
    this.program = program
    this.number = number
    this.caseId = caseId
    this.id = id
    this.startedAt = startedAt
    this.trace = trace
  }

  /** The oldest token of a condition leaves. */
  take(condition: number): Payload {
    const index = this.tokens.findIndex((token) => token.condition === condition)
    if (index < 0)
      throw new Error(`the kernel took a token from condition ${condition} of ${this.caseId}, which holds none`)
    const [token] = this.tokens.splice(index, 1)
    return token!.payload
  }

  /** The oldest payload of a condition, which stays; undefined if there is none. */
  peek(condition: number): Payload | undefined {
    return this.tokens.find((token) => token.condition === condition)?.payload
  }

  /** Characters of all payloads that it holds: what each write of its row writes. */
  get letters(): number {
    let letters = 0
    for (const { payload } of this.tokens) letters += payload.length
    for (const { input } of this.items) letters += input.length
    return letters
  }

  clear(condition: number): void {
    this.tokens = this.tokens.filter((token) => token.condition !== condition)
  }

  enabled(task: number): WorkItem | undefined {
    return this.items.find((item) => item.task === task && !item.started)
  }

  drop(item: WorkItem): void {
    item.active = false
    this.items.splice(this.items.indexOf(item), 1)
  }

  /**
   * `{"n":activations,"s":journal rows,"t":[[condition,payload?],…],"i":[[task,activation,started,attempt,
   * failures,enabledAt,due,input?],…]}`. Of a case that is over only where its tokens lie.
   */
  get data(): string {
    const over = this.status !== Status.running
    let text = `{"n":${this.activations},"s":${this.seq},"t":[`
    for (let i = 0; i < this.tokens.length; i++) {
      const { condition, payload } = this.tokens[i]!
      text += `${i === 0 ? "[" : ",["}${condition}${over || payload === "" ? "]" : `,${payload}]`}`
    }
    text += "],\"i\":["
    for (let i = 0; i < this.items.length; i++) {
      const { task, activation, started, attempt, failures, enabledAt, due, input } = this.items[i]!
      text += `${i === 0 ? "[" : ",["}${task},${activation},${started ? 1 : 0},${attempt},${failures},${enabledAt}`
      text += `,${due}${input === "" ? "]" : `,${input}]`}`
    }
    return text + "]}"
  }

  /** Takes what `data` wrote. */
  restore({ n, s, t, i }: CaseData): void {
    this.activations = n
    this.seq = s
    this.tokens = t.map(([condition, ...value]) => ({ condition, payload: textOf(value) }))
    this.items = i.map(([task, activation, started, attempt, failures, enabledAt, due, ...value]) => {
      const item = new WorkItem(this, task, activation, enabledAt)
      item.started = started === 1
      item.attempt = attempt
      item.failures = failures
      item.due = due
      item.input = textOf(value)
      return item
    })
  }
}

const textOf = (value: readonly [] | readonly [unknown] | readonly unknown[]): Payload =>
  value.length === 0 ? "" : JSON.stringify(value[0])

/** Payload of a stored result: SQL's null is undefined. */
export const storedValue = (text: string | undefined): unknown => valueOf(text ?? "")
