/** The choice between the two kernels, and the native one as a `Kernel`. Where its addon is from, `addon.ts` knows. */
import { Arena } from "../kernel/arena.ts"
import { COMMAND_WORDS } from "../kernel/command.ts"
import { EVENT_WORDS } from "../kernel/event.ts"
import type { Handle } from "../kernel/handle.ts"
import type { Kernel } from "../kernel/kernel.ts"
import {
  checkCount, commandCapacity, eventCapacity, portableKernel, type KernelOptions,
} from "../kernel/portable.ts"
import { stateLayout } from "../kernel/state.ts"
import type { Table } from "../kernel/table.ts"
import { type CaseTally, STATUSES, tallyOf } from "../kernel/tally.ts"
import { type Addon, findAddon, type NativeStep } from "./addon.ts"

export { kernelInfo, type KernelInfo } from "./addon.ts"

/** Which kernel a process runs. `auto` is the default and takes the native one where there is one. */
export type KernelKind = "native" | "portable" | "auto"

/** The native kernel was asked for by name and there is none to load. The message tells the next step. */
export class KernelError extends Error {
  readonly _tag = "KernelError"
  override readonly name = "KernelError"
}

/**
 * The native kernel came upon a bug of its own in the middle of a step. It steps no more, and what its cases hold is
 * not to be trusted; what is on disk stands, and other kernels go on. An engine that stops by it has it as a cause:
 *
 *     catch (error) { if (error instanceof EngineClosed && error.cause instanceof KernelDefect) report(error.cause) }
 */
export class KernelDefect extends Error {
  readonly _tag = "KernelDefect"
  override readonly name = "KernelDefect"
}

/**
 * A kernel for a table. Throws `KernelError` if the native one is asked for, by `kind` or by `KNHK_KERNEL`, and cannot
 * be loaded; with `auto` it is the portable one then, and `kernelInfo` tells why.
 */
export function loadKernel(table: Table, options: KernelOptions & { readonly kind?: KernelKind } = {}): Kernel {
  const { kind = "auto" } = options
  if (kind === "portable") return portableKernel(table, options)
  const found = findAddon()
  if (found.addon === undefined && (kind === "native" || found.demanded)) {
    throw new KernelError(`${found.info.warning ?? found.info.reason}.`)
  }
  return found.addon === undefined || (kind === "auto" && found.info.kind === "portable")
    ? portableKernel(table, options)
    : new NativeKernel(found.addon, table, options)
}

/** Why the native kernel refuses bytes as a table: a `TableFault`; `null`: it takes them; undefined: no addon. */
export function nativeTableFault(bytes: Uint8Array): string | null | undefined {
  return findAddon().addon?.tableFault(bytes)
}

/** How cases stand whose states lie one after the other. By the addon where the native kernel is the default. */
export function tallyStates(states: Uint32Array, stateWords: number): CaseTally {
  const { addon, info } = findAddon()
  return addon === undefined || info.kind === "portable" ? tallyOf(states, stateWords)
    : nativeTally(addon, states, stateWords)
}

function nativeTally(addon: Addon, states: Uint32Array, stateWords: number): CaseTally {
  const counts = addon.tally(states, stateWords)
  return { statuses: counts.subarray(0, STATUSES), bits: counts.subarray(STATUSES) }
}

const around = "set KNHK_KERNEL=portable to run without it"

/**
 * The native step over memory made here. It is shared memory, each array over its own buffer, because the addon keeps
 * pointers into it and nobody can detach such a buffer.
 */
class NativeKernel implements Kernel {
  readonly kind = "native"
  readonly table: Table
  readonly stateWords: number
  readonly capacity: number
  readonly events: Uint32Array
  commands: Uint32Array
  consumed = 0
  readonly #arena: Arena
  readonly #native: NativeStep
  readonly #id: number
  readonly #step: Addon["step"]
  readonly #addon: Addon
  /** Commands, consumed, command words needed. */
  readonly #report = shared(3)

  constructor(addon: Addon, table: Table, options: KernelOptions) {
    const layout = stateLayout(table)
    this.table = table
    this.stateWords = layout.words
    this.capacity = eventCapacity(options)
    this.events = shared(this.capacity * EVENT_WORDS)
    this.commands = shared(commandCapacity(table, this.capacity) * COMMAND_WORDS)
    this.#native = new addon.NativeStep(table.bytes)
    this.#id = this.#native.id
    this.#step = addon.step
    this.#addon = addon
    if (this.#native.stateWords !== layout.words) throw new Error("The two kernels disagree about the state of a case.")
    this.#arena = new Arena(table, layout, () => this.#bind())
    this.#bind()
  }

  allocate(): Handle {
    return this.#arena.allocate()
  }

  slot(handle: Handle): number {
    return this.#arena.slot(handle)
  }

  release(handle: Handle): void {
    this.#arena.release(handle)
  }

  read(handle: Handle): Uint32Array {
    return this.#arena.read(handle)
  }

  write(handle: Handle, state: Uint32Array): void {
    this.#arena.write(handle, state)
  }

  tally(): CaseTally {
    return nativeTally(this.#addon, this.#arena.words, this.stateWords)
  }

  step(count: number): number {
    checkCount(count, this.capacity)
    try {
      this.#step(this.#id, count)
    } catch (cause) {
      const why = (cause as Error).message
      throw new KernelDefect(`The native kernel stopped at a defect of its own (${why}); ${around}.`, { cause })
    }
    const needed = this.#report[2]!
    if (needed > 0) {
      this.commands = shared(Math.max(needed, this.commands.length) * 2)
      this.#bind()
      return this.step(count)
    }
    this.consumed = this.#report[1]!
    return this.#report[0]!
  }

  #bind(): void {
    this.#native.bind(this.#arena.words, this.events, this.commands, this.#report)
  }
}

function shared(words: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(words * 4))
}
