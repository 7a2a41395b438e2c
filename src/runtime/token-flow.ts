/**
 * How payloads move with tokens, as the kernel's commands say: taken oldest first, gathered by key
 * where a task joins, passed on by silent tasks, and mapped on the arc that they leave over.
 */
import type { Case } from "./case.ts"
import { type Payload, payloadOf, recordOf, valueOf } from "./payload.ts"
import type { Program } from "./program.ts"

const SILENT = 2
const AND = 0
/** Arc of the token that `open` puts. */
const NO_ARC = 0xffffffff

/** Moves the payloads of one program's cases. */
export class TokenFlow {
  readonly #program: Program
  /** What the last firing took: a silent task puts it at once. */
  #hand: Payload = ""
  #parts: [string, Payload][] = []

  constructor(program: Program) {
    this.#program = program
  }

  /**
   * A token leaves a condition into a task that starts. The task's input once all its tokens are
   * there, undefined before that.
   */
  take(case_: Case, condition: number, task: number): Payload | undefined {
    const { table } = this.#program
    const { inputStart, inputConditions, inputKeys } = table
    const first = inputStart[task]!
    const last = inputStart[task + 1]!
    let input = first
    while (inputConditions[input] !== condition) input++
    const payload = case_.take(condition)
    if (last - first === 1 || table.taskJoin[task] !== AND) {
      this.#parts = []
      return (this.#hand = gathered([[inputKeys[input]!, payload]]))
    }
    this.#parts.push([inputKeys[input]!, payload])
    if (this.#parts.length < last - first) return undefined
    const record = gathered(this.#parts)
    this.#parts = []
    return (this.#hand = record)
  }

  /** A token enters a condition over an arc, through its mapping. False if that threw; then `fault` is set. */
  put(case_: Case, condition: number, arc: number): boolean {
    const { table, mappings, isOutput } = this.#program
    const task = arc === NO_ARC ? -1 : table.arcTask[arc]!
    let payload = task >= 0 && table.taskKind[task] === SILENT ? this.#hand : case_.output
    const map = task < 0 ? undefined : mappings[arc]
    const faulted = case_.fault
    if (map !== undefined) payload = this.#mapped(case_, task, map, payload)
    case_.tokens.push({ condition, payload })
    if (isOutput[condition] === 1) case_.result = payload
    return case_.fault === faulted
  }

  /** What the task would take now: shown on the worklist before anybody starts it. */
  offered(case_: Case, task: number): Payload {
    const { table: { inputStart, inputConditions, inputKeys, taskJoin } } = this.#program
    const parts: [string, Payload][] = []
    for (let i = inputStart[task]!; i < inputStart[task + 1]!; i++) {
      const payload = case_.peek(inputConditions[i]!)
      if (payload !== undefined) parts.push([inputKeys[i]!, payload])
      if (parts.length === 1 && taskJoin[task] !== AND) break
    }
    return gathered(parts)
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

/** Several payloads as one: bare if there is one without a key, else the record. */
function gathered(parts: readonly (readonly [string, Payload])[]): Payload {
  const first = parts[0]
  if (first === undefined) return ""
  return first[0] === "" ? first[1] : recordOf(parts)
}
