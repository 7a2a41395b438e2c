/**
 * Input of the step. `src/kernel` imports the generated layout and nothing else: no clock, no
 * randomness, no I/O. An event is four little-endian u32 words, the same in both kernels:
 *
 *   [0] slot      which case of the arena
 *   [1] kind      one of `EventKind`
 *   [2] task      task index, 0 where the kind has none
 *   [3] outcome   outcome index of `complete`, 0 otherwise
 */
export const EventKind = {
  /** Opens the case in an empty slot: one token in the input condition. */
  open: 1,
  /** An enabled work item starts: input tokens are taken. */
  start: 2,
  /** A started work item completes with an outcome: region emptied, then output tokens put. */
  complete: 3,
  /** A started work item failed for good: the case ends `failed`, the rest is withdrawn or cancelled. */
  fail: 4,
  /** The case is cancelled from outside: everything is withdrawn or cancelled, the case ends `cancelled`. */
  cancel: 5,
} as const
export type EventKind = (typeof EventKind)[keyof typeof EventKind]

export const EVENT_WORDS = 4
