/**
 * What one commit writes, packed flat: one array of numbers, its text, one array of state words.
 * A batch crosses to the store's thread as a few buffers however many rows it holds; thousands of
 * small objects would cost more than the rows themselves.
 */

import type { ParentRef } from "./case.ts"

/** Receives the rows of a batch in the order in which they were written. Every store is one. */
export interface BatchSink {
  definition(number: number, workflow: string, hash: string, table: string): void
  openCase(
    number: number, definition: number, workflow: string, caseId: string, id: string | undefined,
    startedAt: number, trace: string | undefined, parent: ParentRef | undefined,
  ): void
  /** `state` is a view that is only valid during the call. */
  updateCase(
    number: number, status: number, state: Uint32Array, data: string,
    endedAt: number | undefined, result: string | undefined, failure: string | undefined,
  ): void
  event(
    number: number, seq: number, at: number, kind: number, task: number, outcome: number,
    activation: number, instance: number, attempt: number, payload: string | undefined, effects: string,
  ): void
  putWorkItem(
    number: number, activation: number, instance: number, task: string, state: number, role: string | undefined,
    enabledAt: number, dueAt: number | undefined, input: string | undefined, signal: string | undefined,
  ): void
  dropWorkItem(number: number, activation: number, instance: number): void
  putInstance(
    number: number, activation: number, instance: number, state: number, attempt: number, failures: number,
    enabledAt: number, due: number, value: string | undefined,
  ): void
  /** All of one work item. */
  dropInstances(number: number, activation: number): void
}

/** The buffers of a batch, as they cross to another thread. */
export interface PackedBatch {
  readonly numbers: Float64Array<ArrayBuffer>
  /** Nearly always one; more where one string could not hold it all. No text of a row is in two of them. */
  readonly texts: readonly string[]
  readonly words: Uint32Array<ArrayBuffer>
}

const Row = {
  definition: 1, openCase: 2, updateCase: 3, event: 4, putWorkItem: 5, dropWorkItem: 6, putInstance: 7,
  dropInstances: 8,
} as const
const NONE = -1
/** A string of the batch's text takes no more once it would be longer than this; JavaScript's own limit is 2 ** 29. */
const TEXT_MAX = 2 ** 24

/** Written by the engine, row by row; read by a store with `unpack`. */
export class Batch implements BatchSink {
  /** Journal rows in it. */
  events = 0
  /** Case rows in it. */
  cases = 0
  /** Characters in it. */
  letters = 0
  #numbers = new Float64Array(512)
  #count = 0
  #text = ""
  /** Texts that were full before `#text`. */
  #full: string[] = []
  #words = new Uint32Array(256)
  #wordCount = 0

  get isEmpty(): boolean {
    return this.#count === 0
  }

  definition(number: number, workflow: string, hash: string, table: string): void {
    this.#room(5)
    this.#put(Row.definition)
    this.#put(number)
    this.#string(workflow)
    this.#string(hash)
    this.#string(table)
  }

  openCase(
    number: number, definition: number, workflow: string, caseId: string, id: string | undefined,
    startedAt: number, trace: string | undefined, parent: ParentRef | undefined,
  ): void {
    this.#room(11)
    this.#put(Row.openCase)
    this.#put(number)
    this.#put(definition)
    this.#string(workflow)
    this.#string(caseId)
    this.#string(id)
    this.#put(startedAt)
    this.#string(trace)
    this.#put(parent?.number ?? NONE)
    this.#put(parent?.activation ?? NONE)
    this.#put(parent?.instance ?? NONE)
  }

  updateCase(
    number: number, status: number, state: Uint32Array, data: string,
    endedAt: number | undefined, result: string | undefined, failure: string | undefined,
  ): void {
    this.cases++
    this.#room(8)
    this.#put(Row.updateCase)
    this.#put(number)
    this.#put(status)
    this.#put(state.length)
    if (this.#wordCount + state.length > this.#words.length) {
      const wider = new Uint32Array(Math.max(this.#words.length * 2, this.#wordCount + state.length))
      wider.set(this.#words)
      this.#words = wider
    }
    this.#words.set(state, this.#wordCount)
    this.#wordCount += state.length
    this.#string(data)
    this.#put(endedAt ?? NONE)
    this.#string(result)
    this.#string(failure)
  }

  event(
    number: number, seq: number, at: number, kind: number, task: number, outcome: number,
    activation: number, instance: number, attempt: number, payload: string | undefined, effects: string,
  ): void {
    this.events++
    this.#room(12)
    this.#put(Row.event)
    this.#put(number)
    this.#put(seq)
    this.#put(at)
    this.#put(kind)
    this.#put(task)
    this.#put(outcome)
    this.#put(activation)
    this.#put(instance)
    this.#put(attempt)
    this.#string(payload)
    this.#string(effects)
  }

  putWorkItem(
    number: number, activation: number, instance: number, task: string, state: number, role: string | undefined,
    enabledAt: number, dueAt: number | undefined, input: string | undefined, signal: string | undefined,
  ): void {
    this.#room(11)
    this.#put(Row.putWorkItem)
    this.#put(number)
    this.#put(activation)
    this.#put(instance)
    this.#string(task)
    this.#put(state)
    this.#string(role)
    this.#put(enabledAt)
    this.#put(dueAt ?? NONE)
    this.#string(input)
    this.#string(signal)
  }

  dropWorkItem(number: number, activation: number, instance: number): void {
    this.#room(4)
    this.#put(Row.dropWorkItem)
    this.#put(number)
    this.#put(activation)
    this.#put(instance)
  }

  putInstance(
    number: number, activation: number, instance: number, state: number, attempt: number, failures: number,
    enabledAt: number, due: number, value: string | undefined,
  ): void {
    this.#room(10)
    this.#put(Row.putInstance)
    this.#put(number)
    this.#put(activation)
    this.#put(instance)
    this.#put(state)
    this.#put(attempt)
    this.#put(failures)
    this.#put(enabledAt)
    this.#put(due)
    this.#string(value)
  }

  dropInstances(number: number, activation: number): void {
    this.#room(3)
    this.#put(Row.dropInstances)
    this.#put(number)
    this.#put(activation)
  }

  /** The buffers, cut to size. The batch is empty after it. */
  pack(): PackedBatch {
    const packed = {
      numbers: this.#numbers.slice(0, this.#count),
      texts: [...this.#full, this.#text],
      words: this.#words.slice(0, this.#wordCount),
    }
    this.#count = this.#wordCount = this.events = this.cases = this.letters = 0
    this.#text = ""
    this.#full = []
    return packed
  }

  #room(count: number): void {
    if (this.#count + count <= this.#numbers.length) return
    const wider = new Float64Array(this.#numbers.length * 2)
    wider.set(this.#numbers)
    this.#numbers = wider
  }

  #put(value: number): void {
    this.#numbers[this.#count++] = value
  }

  #string(value: string | undefined): void {
    if (value === undefined) {
      this.#numbers[this.#count++] = NONE
      return
    }
    this.#numbers[this.#count++] = value.length
    this.letters += value.length
    if (this.#text.length + value.length > TEXT_MAX && this.#text !== "") {
      this.#full.push(this.#text)
      this.#text = ""
    }
    this.#text += value
  }
}

/** Hands every row of a packed batch to `sink`, in order. A row it does not know is a defect. */
export function unpack({ numbers, texts, words }: PackedBatch, sink: BatchSink): void {
  let at = 0
  let page = 0
  let text = texts[0]!
  let letter = 0
  let word = 0
  /** A small whole number as one: a sink that keeps it keeps no box with it. */
  const number = (): number => {
    const value = numbers[at++]!
    return value === (value | 0) ? value | 0 : value
  }
  const optionalNumber = (): number | undefined => {
    const value = numbers[at++]!
    return value === NONE ? undefined : value
  }
  const optionalString = (): string | undefined => {
    const length = numbers[at++]!
    if (length === NONE) return undefined
    if (letter + length > text.length) {
      text = texts[++page]!
      letter = 0
    }
    letter += length
    return text.slice(letter - length, letter)
  }
  const string = (): string => optionalString()!
  const parent = (): ParentRef | undefined => {
    const [of, activation, instance] = [number(), number(), number()]
    return of === NONE ? undefined : { number: of, activation, instance }
  }
  const state = (): Uint32Array => {
    const length = numbers[at++]!
    word += length
    return words.subarray(word - length, word)
  }
  while (at < numbers.length) {
    const row = number()
    switch (row) {
      case Row.definition:
        sink.definition(number(), string(), string(), string())
        break
      case Row.openCase:
        sink.openCase(number(), number(), string(), string(), optionalString(), number(), optionalString(), parent())
        break
      case Row.updateCase:
        sink.updateCase(number(), number(), state(), string(), optionalNumber(), optionalString(), optionalString())
        break
      case Row.event:
        sink.event(
          number(), number(), number(), number(), number(), number(), number(), number(), number(), optionalString(),
          string(),
        )
        break
      case Row.putWorkItem:
        sink.putWorkItem(
          number(), number(), number(), string(), number(), optionalString(), number(), optionalNumber(),
          optionalString(), optionalString(),
        )
        break
      case Row.dropWorkItem:
        sink.dropWorkItem(number(), number(), number())
        break
      case Row.putInstance:
        sink.putInstance(
          number(), number(), number(), number(), number(), number(), number(), number(), optionalString(),
        )
        break
      case Row.dropInstances:
        sink.dropInstances(number(), number())
        break
      default:
        throw new Error(`a batch holds an unknown row ${row}`)
    }
  }
}
