/**
 * Output of the step: what the runtime must do, in order. A command is four u32 words:
 *
 *   [0] slot      which case of the arena
 *   [1] kind      one of `CommandKind`
 *   [2] subject   task or condition index, or a status or reason
 *   [3] detail    see each kind
 *
 * The runtime moves payloads by `take`, `put` and `clear` and knows no firing rule of its own.
 */
export const CommandKind = {
  /** A work item of task `subject` is now enabled. */
  enable: 1,
  /** The enabled work item of task `subject` is withdrawn; it never started. */
  withdraw: 2,
  /** The started work item of task `subject` is cancelled. `detail`: how many of them. */
  cancel: 3,
  /** A token leaves condition `subject` into task `detail`, which starts. */
  take: 4,
  /**
   * A token enters condition `subject` over arc `detail`, an index into the table's arcs; the arc
   * knows its task and outcome. The token of `open` has no arc: `detail` is 0xffffffff.
   */
  put: 5,
  /** All tokens of condition `subject` are discarded. */
  clear: 6,
  /** The case is over with status `subject`; the slot may be released. */
  end: 7,
  /** The event changed nothing. `subject`: a `Refusal`. `detail`: index of the event in the batch. */
  refuse: 8,
  /** Condition `subject` would pass its bound; the case ends `failed` right after. */
  overflow: 9,
} as const
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind]

export const COMMAND_WORDS = 4

/** How a case stands. 0 is an empty slot. */
export const Status = { empty: 0, running: 1, ok: 2, cancelled: 3, deadlock: 4, failed: 5 } as const
export type Status = (typeof Status)[keyof typeof Status]

export const Refusal = {
  /** The slot is out of range or holds no case (for `open`: holds one). */
  slot: 1,
  /** The case is over. */
  ended: 2,
  /** No such event kind, task or outcome. */
  unknown: 3,
  /** `start` of a task that is not enabled. */
  notEnabled: 4,
  /** `complete` or `fail` of a task that is not started. */
  notStarted: 5,
} as const
export type Refusal = (typeof Refusal)[keyof typeof Refusal]
