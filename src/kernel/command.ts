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
  /**
   * The enabled work item of task `subject` is withdrawn; it never started. `detail`: 0, or how many instances of the
   * task are that have not begun.
   */
  withdraw: 2,
  /** Started work items of task `subject`, or instances of it that began, are cancelled. `detail`: how many. */
  cancel: 3,
  /** A token leaves condition `subject` into task `detail`, which starts; 0xffffffff: a signal that is too old goes. */
  take: 4,
  /**
   * A token enters condition `subject` over arc `detail`, an index into the table's arcs; the arc
   * knows its task and outcome. The tokens of `open` and a signal have no arc: `detail` is 0xffffffff.
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
  /** `detail` instances of task `subject` are there to begin. */
  spawn: 10,
  /** The work item of task `subject` is completed by the step itself: a signal came, enough instances are done. */
  done: 11,
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
  /** `complete`, `fail`, `begin`, `finish` or `add` of a task or instance that is not started; `stop` of nothing. */
  notStarted: 5,
  /** `start` while a task that excludes this one is active. Try again after the next event. */
  blocked: 6,
  /** `signal` of a transient trigger that nothing waits for, `expire` where no signal is kept. */
  notWaiting: 7,
  /** `start` with a count, or `add`, outside of what the task declares. */
  count: 8,
  /** `signal` where as many are kept as the trigger holds. */
  full: 9,
  /** `add` to a task that takes no more instances. */
  closed: 10,
} as const
export type Refusal = (typeof Refusal)[keyof typeof Refusal]
