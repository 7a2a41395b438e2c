/**
 * The one import of the native addon, and the choice between the two kernels. In order: what `KNHK_KERNEL` says
 * (`portable`, `native`, or the path of an addon); the addon that was built here or came with
 * the package; the portable kernel.
 */
import { createRequire } from "node:module"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Arena } from "../kernel/arena.ts"
import { COMMAND_WORDS } from "../kernel/command.ts"
import { EVENT_WORDS } from "../kernel/event.ts"
import type { Handle } from "../kernel/handle.ts"
import type { Kernel } from "../kernel/kernel.ts"
import { LAYOUT_HASH } from "../kernel/layout.generated.ts"
import {
  checkCount, commandCapacity, eventCapacity, portableKernel, type KernelOptions,
} from "../kernel/portable.ts"
import { stateLayout } from "../kernel/state.ts"
import type { Table } from "../kernel/table.ts"
import { type CaseTally, STATUSES } from "../kernel/tally.ts"

/** Which kernel a process runs. `auto` is the default and takes the native one where there is one. */
export type KernelKind = "native" | "portable" | "auto"

/** Which kernel `loadKernel` takes by default, and why. `warning`: an addon is there that cannot be used. */
export interface KernelInfo {
  readonly kind: "native" | "portable"
  readonly reason: string
  readonly warning?: string
  /**
   * Instructions by which the addon counts over many cases: `avx512`, `avx2`, `neon` or `scalar`. `KNHK_SIMD` names
   * others than the widest.
   */
  readonly simd?: string
  /** Version of the addon's interface, where one was loaded. */
  readonly abi?: number
  readonly path?: string
}

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

/** What `native/binding` exports. */
interface Addon {
  readonly abi: () => number
  readonly layoutHash: () => string
  readonly tableFault: (bytes: Uint8Array) => string | null
  readonly NativeStep: new (table: Uint8Array) => NativeStep
  readonly step: (id: number, count: number) => void
  readonly simd: () => string
  readonly simdRefused: () => string | null
  readonly tally: (arena: Uint32Array, words: number) => Uint32Array
}

/** Its kernel lives as long as this object does. */
interface NativeStep {
  readonly id: number
  readonly stateWords: number
  bind(arena: Uint32Array, events: Uint32Array, commands: Uint32Array, report: Uint32Array): void
}

const ABI = 2

/**
 * A kernel for a table. Throws `KernelError` if the native one is asked for, by `kind` or by `KNHK_KERNEL`, and cannot
 * be loaded; with `auto` it is the portable one then, and `kernelInfo` tells why.
 */
export function loadKernel(table: Table, options: KernelOptions & { readonly kind?: KernelKind } = {}): Kernel {
  const { kind = "auto" } = options
  if (kind === "portable") return portableKernel(table, options)
  const found = find()
  if (found.addon === undefined && (kind === "native" || found.demanded)) {
    throw new KernelError(`${found.info.warning ?? found.info.reason}.`)
  }
  return found.addon === undefined || (kind === "auto" && found.info.kind === "portable")
    ? portableKernel(table, options)
    : new NativeKernel(found.addon, table, options)
}

/** Which kernel `loadKernel` takes by default, and why. Loads the addon if nothing did yet; never throws. */
export function kernelInfo(): KernelInfo {
  return find().info
}

/** Why the native kernel refuses bytes as a table: a `TableFault`; `null`: it takes them; undefined: no addon. */
export function nativeTableFault(bytes: Uint8Array): string | null | undefined {
  return find().addon?.tableFault(bytes)
}

interface Found {
  readonly addon?: Addon
  readonly info: KernelInfo
  /** `KNHK_KERNEL` asks for a native kernel, so a portable one will not do. */
  readonly demanded: boolean
}

const finds = new Map<string, Found>()

/** Looks once for each value of `KNHK_KERNEL`. */
function find(): Found {
  const wish = process.env["KNHK_KERNEL"] ?? ""
  let found = finds.get(wish)
  if (found === undefined) finds.set(wish, (found = look(wish)))
  return found
}

function look(wish: string): Found {
  const demanded = wish !== "" && wish !== "portable"
  const built = fileURLToPath(new URL(`../../native/knhk.${platform()}.node`, import.meta.url))
  const path = demanded && wish !== "native" ? resolve(wish) : built
  const loaded = load(path)
  if ("warning" in loaded) {
    const reason = wish === "portable" ? "KNHK_KERNEL asks for it" : "there is no native kernel that can be used"
    return { demanded, info: { kind: "portable", reason, ...(wish === "portable" ? {} : { warning: loaded.warning }) } }
  }
  const [abi, simd, refused] = [loaded.abi(), loaded.simd(), loaded.simdRefused()]
  const unfit = refused !== null && {
    warning: `KNHK_SIMD asks for "${refused}", which is not to be had here: avx512, avx2, neon and scalar are known`,
  }
  const origin = import.meta.url.endsWith(".ts") ? "it was built here" : "from the package"
  const reason = wish !== "" ? "KNHK_KERNEL asks for it" : origin
  const kind = wish === "portable" ? "portable" : "native"
  return { addon: loaded, demanded, info: { kind, reason, simd, abi, path, ...unfit } }
}

const around = "set KNHK_KERNEL=portable to run without it"
const next = "build it with `node .ci/build-native.mjs` in a checkout of knhk, or set KNHK_KERNEL=portable"

function load(path: string): Addon | { readonly warning: string } {
  let addon: Addon
  try {
    addon = createRequire(import.meta.url)(path) as Addon
  } catch (cause) {
    const missing = (cause as { code?: string }).code === "MODULE_NOT_FOUND"
    const why = missing ? "it is not there" : (cause as Error).message.split("\n", 1)[0]
    return { warning: `The native kernel ${path} cannot be loaded (${why}); ${next}` }
  }
  if (addon.abi?.() !== ABI || addon.layoutHash() !== LAYOUT_HASH) {
    return { warning: `The native kernel ${path} belongs to another version of knhk; ${next}` }
  }
  return addon
}

/** As `.ci/build-native.mjs` names it. */
function platform(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  const musl = process.platform === "linux" && header.glibcVersionRuntime === undefined
  return `${process.platform}-${process.arch}${musl ? "-musl" : ""}`
}

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
  readonly #tally: Addon["tally"]
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
    this.#tally = addon.tally
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
    const counts = this.#tally(this.#arena.words, this.stateWords)
    return { statuses: counts.subarray(0, STATUSES), bits: counts.subarray(STATUSES) }
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
