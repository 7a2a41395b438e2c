/** The kernel in TypeScript: the default, and what the native one is held against. */
import { Arena } from "./arena.ts"
import { COMMAND_WORDS } from "./command.ts"
import { EVENT_WORDS } from "./event.ts"
import type { Handle } from "./handle.ts"
import type { Kernel } from "./kernel.ts"
import { stateLayout } from "./state.ts"
import { Step } from "./step.ts"
import type { Table } from "./table.ts"
import { type CaseTally, tallyOf } from "./tally.ts"

export interface KernelOptions {
  /** Events one `step` can take. 4,096 by default. */
  readonly capacity?: number
}

const DEFAULT_CAPACITY = 4096
const COMMANDS_PER_EVENT = 4

/** A kernel for one table. Steps allocate nothing once the arena and the commands have grown to what is used. */
export function portableKernel(table: Table, options: KernelOptions = {}): Kernel {
  return new PortableKernel(table, options)
}

class PortableKernel implements Kernel {
  readonly kind = "portable"
  readonly table: Table
  readonly stateWords: number
  readonly capacity: number
  readonly events: Uint32Array
  readonly #arena: Arena
  readonly #step: Step
  #commands: Uint32Array

  constructor(table: Table, options: KernelOptions) {
    const layout = stateLayout(table)
    this.table = table
    this.stateWords = layout.words
    this.capacity = eventCapacity(options)
    this.events = new Uint32Array(this.capacity * EVENT_WORDS)
    this.#commands = new Uint32Array(commandCapacity(table, this.capacity) * COMMAND_WORDS)
    this.#step = new Step(table, layout, commandReserve(table), signed(this.#commands))
    this.#step.events = signed(this.events)
    this.#arena = new Arena(table, layout, () => this.#bind())
    this.#bind()
  }

  get commands(): Uint32Array {
    return this.#commands
  }

  get consumed(): number {
    return this.#step.consumed
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
    return tallyOf(this.#arena.words, this.stateWords)
  }

  step(count: number): number {
    checkCount(count, this.capacity)
    const said = this.#step.run(count)
    const { commands } = this.#step
    if (commands.length !== this.#commands.length) this.#commands = new Uint32Array(commands.buffer)
    return said
  }

  #bind(): void {
    this.#step.state = signed(this.#arena.words)
  }
}

/** Both kernels: a step of more events than there is room for is the caller's bug. */
export function checkCount(count: number, capacity: number): void {
  if (!Number.isInteger(count) || count < 0 || count > capacity) {
    throw new RangeError(`A step takes up to ${capacity} events, not ${count}.`)
  }
}

export function eventCapacity(options: KernelOptions): number {
  const capacity = options.capacity ?? DEFAULT_CAPACITY
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 1 << 20) {
    throw new RangeError(`A kernel's capacity is 1 to ${1 << 20} events, not ${capacity}.`)
  }
  return capacity
}

/**
 * Commands that one event says at most, if nothing fires twice: each task once enabled, withdrawn, cancelled, done and,
 * of its instances, withdrawn and spawned; each token taken or put once, each condition cleared twice.
 */
export function commandReserve(table: Table): number {
  const tasks = table.taskKind.length
  const { inputWeight, arcCondition, cancelConditions, marks } = table
  const taken = inputWeight.reduce((sum, weight) => sum + weight, 0)
  return 4 + 6 * tasks + taken + arcCondition.length + 2 * cancelConditions.length + marks.length
}

/** Commands a new kernel has room for: at least those of one event, so that a step always takes one. */
export function commandCapacity(table: Table, capacity: number): number {
  return capacity * COMMANDS_PER_EVENT + commandReserve(table)
}

function signed(words: Uint32Array): Int32Array {
  return new Int32Array(words.buffer, words.byteOffset, words.length)
}
