/**
 * Input of the step. `src/kernel` imports the generated layout and nothing else: no clock, no
 * randomness, no I/O. An event is four little-endian u32 words, the same in both kernels:
 *
 *   [0] slot      which case of the arena
 *   [1] kind      one of `EventKind`
 *   [2] subject   task index; entry of `open`; trigger of `signal` and `expire`
 *   [3] detail    see each kind, 0 otherwise
 */
export const EventKind = {
  /** Opens the case in an empty slot: one token in the input condition of the entry, one in each that is marked. */
  open: 1,
  /** An enabled work item starts: input tokens are taken. `detail`: how many instances, if their count is not fixed. */
  start: 2,
  /**
   * A started work item completes: region emptied, then output tokens put. `detail`: the outcome; of an OR-split a bit
   * for each route taken.
   */
  complete: 3,
  /** A started work item failed for good, or its case did: the case ends with status `detail`, 0 for `failed`. */
  fail: 4,
  /** The case is cancelled from outside: everything is withdrawn or cancelled, the case ends `cancelled`. */
  cancel: 5,
  /** An instance of a task that is started begins. */
  begin: 6,
  /** An instance that began completes. `detail`: 1 if with it the task is done (36). */
  finish: 7,
  /** One more instance (15, 36). */
  add: 8,
  /** A signal comes. */
  signal: 9,
  /** The oldest signal that is kept is too old. */
  expire: 10,
  /** One task is cancelled from outside (19, 26): its inputs are emptied, its items withdrawn or cancelled. */
  stop: 11,
} as const
export type EventKind = (typeof EventKind)[keyof typeof EventKind]

export const EVENT_WORDS = 4
