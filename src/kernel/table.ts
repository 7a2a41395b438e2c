/**
 * The table as the portable kernel and the runtime see it: typed-array views over the bytes that
 * `compiler/table/encode.ts` wrote, plus the strings, decoded once. `readTable` validates every
 * index, checksum and reserved bit at the door; after it nothing is checked again.
 */

/** Columns are parallel arrays; `xStart[i]..xStart[i + 1]` is the slice of the flat column that belongs to `i`. */
export interface Table {
  readonly bytes: Uint8Array
  /** Id of the workflow. */
  readonly workflow: string
  /** SHA-256 of the canonical Definition, lower-case hex: what an executor is checked against. */
  readonly definitionHash: string
  readonly termination: "explicit" | "implicit"
  readonly openCondition: number
  readonly outputConditions: Uint32Array

  readonly conditionNames: readonly string[]
  readonly conditionBound: Uint32Array
  /** Tasks that have the condition as an input. */
  readonly consumerStart: Uint32Array
  readonly consumers: Uint32Array

  readonly taskNames: readonly string[]
  /** 0 automatic, 1 manual, 2 silent. */
  readonly taskKind: Uint8Array
  /** 0 and, 1 xor. */
  readonly taskJoin: Uint8Array
  /** 0 single, 1 outcome, 2 guard. */
  readonly taskChoice: Uint8Array
  /** Index of the guard flow in the scope's definition, or 0xffffffff. */
  readonly taskGuardFlow: Uint32Array
  readonly taskScope: Uint32Array
  readonly inputStart: Uint32Array
  readonly inputConditions: Uint32Array
  /** Key of the input in the task's record, `""` if the payload arrives bare. */
  readonly inputKeys: readonly string[]

  /** Outcomes of task `t` are `outcomeStart[t]..outcomeStart[t + 1]`; `complete` names them from 0 within the task. */
  readonly outcomeStart: Uint32Array
  readonly outcomeNames: readonly string[]
  /** Arcs of outcome `o` (flat index) are `arcStart[o]..arcStart[o + 1]`. */
  readonly arcStart: Uint32Array
  readonly arcCondition: Uint32Array
  /** Which task the arc leaves. */
  readonly arcTask: Uint32Array
  /** Index into the flows of the scope's definition, or 0xffffffff. */
  readonly arcFlow: Uint32Array

  readonly cancelConditionStart: Uint32Array
  readonly cancelConditions: Uint32Array
  readonly cancelTaskStart: Uint32Array
  readonly cancelTasks: Uint32Array

  readonly scopePaths: readonly string[]
  readonly scopeWorkflows: readonly string[]
}
