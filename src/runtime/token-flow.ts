/**
 * How payloads move with tokens, as the kernel's commands say: taken oldest first, gathered as the task says, passed on
 * by silent tasks, and mapped on the arc that they leave over.
 */
import { Gather, Join, Role, TaskKind } from "../kernel/table.ts"
import type { Case } from "./case.ts"
import { listOf, merged, type Payload, payloadOf, recordOf, valueOf } from "./payload.ts"
import type { Program } from "./program.ts"

/** Arc of a token that `open` or a signal puts. */
const NO_ARC = 0xffffffff
const NOTHING = { case: undefined, outputs: new Map<number, Payload>() }

type Parts = (readonly [key: string, payload: Payload])[]

interface Firing {
  readonly case: Case
  readonly task: number
  readonly parts: Parts
  signal: Payload | undefined
}

/** A task that has taken its tokens. */
export interface Taken {
  readonly case: Case
  readonly task: number
  readonly input: Payload
  /** The signal that had been kept for it; undefined if none was. */
  readonly signal: Payload | undefined
}

/** Moves the payloads of one program's cases. */
export class TokenFlow {
  readonly #program: Program
  /** The firing whose tokens are being taken. */
  #firing: Firing | undefined
  /** What the last silent task took: it puts it at once. */
  #hand: Payload = ""
  /** What the tasks put that the kernel itself completed, by task: one that completes others puts after they did. */
  #made: { readonly case: Case | undefined; readonly outputs: Map<number, Payload> } = NOTHING

  constructor(program: Program) {
    this.#program = program
  }

  /** A token leaves a condition into a task, after those that `taken` has told of. */
  take(case_: Case, condition: number, task: number): void {
    const { table, triggerOf } = this.#program
    const payload = case_.take(condition)
    if (task === NO_ARC) return
    const firing = (this.#firing ??= { case: case_, task, parts: [], signal: undefined })
    if (triggerOf[condition]! >= 0) firing.signal = payload
    else if (table.conditionRole[condition] !== Role.resource) {
      firing.parts.push([this.#keyOf(task, condition), payload])
    }
  }

  /** The firing whose tokens are all there now: any command but another `take` of its own says so. */
  taken(): Taken | undefined {
    const firing = this.#firing
    if (firing === undefined) return undefined
    this.#firing = undefined
    const { case: of, task, parts, signal } = firing
    const input = gathered(this.#program.table.taskGather[task]!, parts)
    if (this.#program.table.taskKind[task] === TaskKind.silent) this.#hand = input
    return { case: of, task, input, signal }
  }

  /** Whether a `take` of this task is one more of the firing at hand. */
  isTaking(case_: Case, task: number): boolean {
    return this.#firing?.case === case_ && this.#firing.task === task
  }

  /** What the puts of a task that the kernel completed by itself carry. */
  made(case_: Case, task: number, output: Payload): void {
    if (this.#made.case !== case_) this.#made = { case: case_, outputs: new Map() }
    this.#made.outputs.set(task, output)
  }

  /** The tasks of a case that the kernel completed by itself lately. */
  makers(case_: Case): readonly number[] {
    return this.#made.case === case_ ? [...this.#made.outputs.keys()] : []
  }

  /** A token enters a condition over an arc, through its mapping. False if that threw; then `fault` is set. */
  put(case_: Case, condition: number, arc: number, now: number): boolean {
    const { table, mappings, isOutput, isEmpty, triggerOf } = this.#program
    const faulted = case_.fault
    const task = arc === NO_ARC ? -1 : table.arcTask[arc]!
    let payload = this.#carried(case_, condition, task)
    if (task >= 0) {
      const map = mappings[arc]
      if (isEmpty[arc] === 1) payload = ""
      else if (map !== undefined) payload = this.#mapped(case_, task, map, payload)
    }
    const live = triggerOf[condition]! < 0 ? undefined : this.#program.timeToLive(triggerOf[condition]!)
    case_.put({ condition, payload, due: live === undefined ? 0 : dueAfter(case_, condition, now + live) })
    if (isOutput[condition] === 1) case_.result = payload
    return case_.fault === faulted
  }

  /** What the task would take now: shown on the worklist before anybody starts it, and counted for its instances. */
  offered(case_: Case, task: number): Payload {
    const { table } = this.#program
    const { inputStart, inputConditions, inputKeys, inputWeight, taskJoin, taskGather, conditionRole } = table
    const parts: Parts = []
    for (let i = inputStart[task]!; i < inputStart[task + 1]!; i++) {
      const condition = inputConditions[i]!
      const payloads = case_.peek(condition, inputWeight[i]!)
      if (conditionRole[condition] !== Role.resource) {
        for (const payload of payloads) parts.push([inputKeys[i]!, payload])
      }
      if (payloads.length > 0 && taskJoin[task] === Join.xor) break
    }
    return gathered(taskGather[task]!, parts)
  }

  #carried(case_: Case, condition: number, task: number): Payload {
    const { table, triggerOf } = this.#program
    if (task < 0) return condition === this.#inputOf(case_) || triggerOf[condition]! >= 0 ? case_.current!.payload : ""
    if (table.conditionRole[condition] === Role.resource) return ""
    const made = this.#made.case === case_ ? this.#made.outputs.get(task) : undefined
    if (made !== undefined) return made
    return table.taskKind[task] === TaskKind.silent ? this.#hand : case_.current!.payload
  }

  /** The condition that a case's input enters. The others that are marked at its opening carry nothing. */
  #inputOf({ entry }: Case): number {
    const { marks, entryStart } = this.#program.table
    return marks[entryStart[entry]!]!
  }

  #keyOf(task: number, condition: number): string {
    const { inputStart, inputConditions, inputKeys } = this.#program.table
    let input = inputStart[task]!
    while (inputConditions[input] !== condition) input++
    return inputKeys[input]!
  }

  #mapped(case_: Case, task: number, map: (payload: never) => unknown, payload: Payload): Payload {
    try {
      const mapped = payloadOf(map(valueOf(payload) as never))
      if (typeof mapped === "string") return mapped
      throw new TypeError(
        `the mapping returned what is refused${mapped.path === "" ? "" : ` at ${mapped.path}`}: ${mapped.why}`,
      )
    } catch (cause) {
      case_.fault ??= { reason: "mapping", task: this.#program.table.taskNames[task], attempt: 0, defect: true, cause }
      return ""
    }
  }
}

/** Signals of a trigger are due in the order in which they came, also when the clock was set back meanwhile. */
const dueAfter = (case_: Case, condition: number, due: number): number =>
  Math.max(due, case_.tokens.findLast((token) => token.condition === condition)?.due ?? 0)

/** Several payloads as one. */
function gathered(how: number, parts: Parts): Payload {
  switch (how) {
    case Gather.record: return recordOf(parts)
    case Gather.list: return listOf(parts.map(([, payload]) => payload))
    case Gather.merge: return merged(parts.map(([, payload]) => payload))
    default: return parts[0]?.[1] ?? ""
  }
}
