/**
 * The door of both kernels: `portable.ts` here and `native/engine` through `native/binding`.
 * One kernel object serves one table; the cases of that table live in its arena, `stateWords`
 * u32 words each, the same words in both kernels, and that is also what is stored.
 */
import type { Handle } from "./handle.ts"
import type { Table } from "./table.ts"
import type { CaseTally } from "./tally.ts"

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
  /** A new, empty case. Its slot may have been another's, its handle was not. */
  allocate(): Handle
  /**
   * The slot that events and commands name the case by, as long as it is there. Throws `StaleHandle`, as everything
   * that takes a handle does, if it is not.
   */
  slot(handle: Handle): number
  /** The case is gone, and its handle names nothing from now on. */
  release(handle: Handle): void
  /** A copy of the state words. */
  read(handle: Handle): Uint32Array
  /** Throws a RangeError if the words are not a state of this table. */
  write(handle: Handle, state: Uint32Array): void
  /**
   * Runs events from the front, in order, until `count` are done or the command buffer may not
   * hold what the next one can say. Returns how many commands were written; `consumed` tells how
   * many events were taken (at least one). The caller comes again with the rest.
   */
  step(count: number): number
  /** How all cases stand, counted in one walk over their states. */
  tally(): CaseTally
  /** Events taken by the last `step`. */
  readonly consumed: number
}
