/**
 * The one import of the native addon: where it is looked for, and what has to be true of it. In order: what
 * `KNHK_KERNEL` says (`portable`, `native`, or the path of an addon); the addon that was built here or came inside the
 * package; the package of this platform, `@knhk/native-PLATFORM`; none, and the portable kernel runs. One that is there
 * and does not fit is passed over, and told of.
 */
import { createRequire } from "node:module"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { LAYOUT_HASH } from "../kernel/layout.generated.ts"

/**
 * Which kernel runs by default, where it is from and why that one: `knhk doctor` shows it.
 *
 *     const { kind, reason, warning } = kernelInfo() // "native", "it was built here", undefined
 */
export interface KernelInfo {
  readonly kind: "native" | "portable"
  readonly reason: string
  /**
   * What led to it: `KNHK_KERNEL`, an addon that was built here or came inside the package, the package of this
   * platform, or that there is none.
   */
  readonly source: "environment" | "build" | "package" | "none"
  /** An addon is there that cannot be used, or none is: the sentence says what to do. */
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

/** What `native/binding` exports. */
export interface Addon {
  readonly abi: () => number
  readonly layoutHash: () => string
  readonly tableFault: (bytes: Uint8Array) => string | null
  readonly NativeStep: new (table: Uint8Array) => NativeStep
  readonly step: (id: number, count: number) => void
  readonly simd: () => string
  readonly simdRefused: () => string | null
  readonly tally: (arena: Uint32Array, words: number) => Uint32Array
  readonly BulkRun: new () => BulkRun
  /** Rejects at a bug of its own alone. */
  readonly simulateBulk: (input: BulkInput, run: BulkRun) => Promise<BulkOutput>
}

/** A simulation in bulk, to look at and to call off. */
export interface BulkRun {
  /** Cases that are over. */
  readonly over: number
  cancel(): void
}

/** What is simulated in bulk. `compiler/simulate/flat.ts` makes it and tells what the numbers are. */
export interface BulkInput {
  readonly table: Uint8Array
  readonly options: Float64Array
  readonly tasks: Uint32Array
  readonly draws: Uint32Array
  readonly numbers: Float64Array
  readonly people: Float64Array
  readonly triggers: Float64Array
  /** Threads that work. */
  readonly workers: number
}

/** What was counted. `native/binding/src/bulk.rs` tells what the numbers are. */
export interface BulkOutput {
  readonly ending: "done" | "cancelled" | "endless"
  readonly endless: Float64Array
  readonly begun: Float64Array
  readonly ended: Float64Array
  readonly status: Uint8Array
  readonly events: number
  readonly tasks: Float64Array
  readonly waits: Float64Array
  readonly taken: Float64Array
  readonly crews: Float64Array
}

/** Its kernel lives as long as this object does. */
export interface NativeStep {
  readonly id: number
  readonly stateWords: number
  bind(arena: Uint32Array, events: Uint32Array, commands: Uint32Array, report: Uint32Array): void
}

/** Version of that interface; `native/engine` has the same. */
const ABI = 4

/** What there is to step with. */
export interface Found {
  readonly addon?: Addon
  readonly info: KernelInfo
  /** `KNHK_KERNEL` asks for a native kernel, so a portable one will not do. */
  readonly demanded: boolean
}

const finds = new Map<string, Found>()

/** Looks once for each value of `KNHK_KERNEL`. Never throws. */
export function findAddon(): Found {
  const wish = process.env["KNHK_KERNEL"] ?? ""
  let found = finds.get(wish)
  if (found === undefined) finds.set(wish, (found = look(wish)))
  return found
}

/** Which kernel `loadKernel` takes by default, and why. Loads the addon if nothing did yet; never throws. */
export function kernelInfo(): KernelInfo {
  return findAddon().info
}

/** A place where an addon may be. */
interface Place {
  readonly source: KernelInfo["source"]
  /** A path, or the name of a package. */
  readonly path: string
  readonly reason: string
}

function places(wish: string): readonly Place[] {
  if (wish !== "" && wish !== "native" && wish !== "portable") {
    return [{ source: "environment", path: resolve(wish), reason: "KNHK_KERNEL asks for it" }]
  }
  const isSource = import.meta.url.endsWith(".ts")
  const path = fileURLToPath(new URL(`../../native/knhk.${platform()}.node`, import.meta.url))
  const of = `@knhk/native-${platform()}`
  return [
    { source: "build", path, reason: isSource ? "it was built here" : "from the package" },
    { source: "package", path: of, reason: `from ${of}` },
  ]
}

function look(wish: string): Found {
  const demanded = wish !== "" && wish !== "portable"
  const asked = wish === "" ? undefined : "KNHK_KERNEL asks for it"
  const tried = places(wish)
  const unfit: string[] = []
  for (const { source, path, reason } of tried) {
    const loaded = load(path)
    if ("why" in loaded) {
      if (!loaded.isMissing || source === "environment") unfit.push(loaded.why)
      continue
    }
    const { addon } = loaded
    const facts = { reason: asked ?? reason, simd: addon.simd(), abi: addon.abi(), path: loaded.path }
    if (wish === "portable") return { addon, demanded, info: { kind: wish, source: "environment", ...facts } }
    const refused = addon.simdRefused()
    if (refused !== null) unfit.push(`KNHK_SIMD asks for "${refused}", which is not to be had here: ${paths}`)
    const warning = unfit.length > 0 && { warning: unfit.join("; ") }
    return { addon, demanded, info: { kind: "native", source, ...facts, ...warning } }
  }
  if (wish === "portable") return { demanded, info: { kind: wish, source: "environment", reason: asked! } }
  const nowhere = `neither ${tried.map(({ path }) => path).join(" nor ")} is there`
  if (unfit.length === 0) unfit.push(`There is no native kernel for ${platform()}: ${nowhere}`)
  const reason = "there is no native kernel that can be used"
  return { demanded, info: { kind: "portable", source: "none", reason, warning: `${unfit.join("; ")}; ${next}` } }
}

const paths = "avx512, avx2, neon and scalar are known"
const next = "build it with `node .ci/build-native.mjs` in a checkout of knhk, or set KNHK_KERNEL=portable"

type Loaded =
  | { readonly addon: Addon; readonly path: string }
  | { readonly why: string; readonly isMissing: boolean }

function load(path: string): Loaded {
  const require = createRequire(import.meta.url)
  try {
    const at = require.resolve(path)
    const addon = require(at) as Partial<Addon> | null
    // Before anything else is asked of it: an addon of another version may have anything under these names.
    const fits = addon?.abi?.() === ABI && addon.layoutHash?.() === LAYOUT_HASH
    return fits ? { addon: addon as Addon, path: at }
      : { why: `The native kernel ${at} belongs to another version of knhk`, isMissing: false }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const isMissing = code === "MODULE_NOT_FOUND"
    const said = isMissing ? "it is not there" : message.split("\n", 1)[0]
    return { why: `The native kernel ${path} cannot be loaded (${said})`, isMissing }
  }
}

/** As `.ci/build-native.mjs` names it. */
function platform(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  const musl = process.platform === "linux" && header.glibcVersionRuntime === undefined
  return `${process.platform}-${process.arch}${musl ? "-musl" : ""}`
}
