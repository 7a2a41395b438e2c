/**
 * The door of both kernels: `portable.ts` here and `native/engine` through `native/binding`.
 * One kernel object serves one table; the cases of that table live in its arena, `stateWords`
 * u32 words each, the same words in both kernels, and that is also what is stored.
 */
import type { Table } from "./table.ts"

export interface Kernel {
  readonly kind: "portable" | "native"
  readonly table: Table
  /** u32 words of one case's state. A state read here fits any kernel of the same table. */
  readonly stateWords: number
  /** Event words, `EVENT_WORDS` each; the caller fills them from the front. */
  readonly events: Uint32Array
  /** Command words, `COMMAND_WORDS` each, of the last `step`. */
  readonly commands: Uint32Array
  /** Events one `step` can take. */
  readonly capacity: number
  /** An empty slot. Slots are reused after `release`. */
  allocate(): number
  release(slot: number): void
  /** A copy of the state words. */
  read(slot: number): Uint32Array
  /** Throws a RangeError if the words are not a state of this table. */
  write(slot: number, state: Uint32Array): void
  /**
   * Runs events from the front, in order, until `count` are done or the command buffer may not
   * hold what the next one can say. Returns how many commands were written; `consumed` tells how
   * many events were taken (at least one). The caller comes again with the rest.
   */
  step(count: number): number
  /** Events taken by the last `step`. */
  readonly consumed: number
}
