/**
 * The child process that runs an author's module for its definitions. Started by `child` with Node's
 * permissions, an empty environment and a `Preparation` in its arguments; loads the packages that this names, reads
 * a `Request` on standard input and writes one `Answer` on file descriptor 3, where the module's own printing cannot
 * reach it. Without a request it ends: nobody wants it any more.
 */
import fs from "node:fs"
import { registerHooks } from "node:module"
import type { Definition } from "../../src/definition/definition.ts"
import type { FaultDetail } from "../../src/definition/fault.ts"
import { fence } from "./fence.ts"
import { Loading } from "./loading.ts"
import { routesOf } from "./route.ts"
import { pack, type Answer, type Failure, type Preparation, type Request } from "./wire.ts"

const leave = (process as unknown as { readonly reallyExit: (code: number) => never }).reallyExit.bind(process)
const { readFileSync, writeSync } = fs
const { parse } = JSON
const preparation = parse(process.argv.pop()!) as Preparation
const loading = new Loading()
let request: Request | undefined
const built: Definition[] = []
Object.defineProperty(globalThis, Symbol.for("knhk.compile"), { value: { workflows: built } })

fence(preparation.output, (kind, what, error) => answer({ failure: { ...describe(error), kind, message: what } }))
process.on("uncaughtException", (error) => answer({ failure: describe(error) }))
process.on("unhandledRejection", (error) => answer({ failure: describe(error) }))
registerHooks(loading)
shiftClock(preparation.clock)
request = await receive()

try {
  const module = (await import(request.url)) as Record<string, { readonly definition?: Definition } | undefined>
  const exports = Object.keys(module).flatMap((name) => {
    const index = built.indexOf(module[name]?.definition as Definition)
    return index === -1 ? [] : [[name, index] as const]
  })
  const { given } = request
  if (given === undefined) answer({ definitions: built, exports })
  answer({ routes: routesOf(built.find(({ id }) => id === given.workflow), given.outputs) })
} catch (error) {
  answer({ failure: describe(error) })
}

/** The packages are loaded; then this waits until there is something to run. */
async function receive(): Promise<Request> {
  try {
    for (const url of preparation.packages) await import(url)
  } catch {
    leave(1) // A child that was not prepared will find out why.
  }
  const text = readFileSync(0, "utf8")
  if (text === "") leave(0)
  const received = parse(text) as Request
  loading.begin(received)
  return received
}

/** Writes the answer whole and ends the process: whatever the module left running ends with it. */
function answer(message: Answer): never {
  if (request === undefined) return leave(1)
  const bytes = pack(request.key, { ...message, loaded: loading.loaded() })
  const nap = new Int32Array(new SharedArrayBuffer(4))
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(3, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error
      Atomics.wait(nap, 0, 0, 1)
    }
  }
  return leave(0)
}

/** What errors of Node and of `src/definition` carry beside the usual. */
interface Thrown {
  readonly code?: unknown
  readonly permission?: unknown
  readonly resource?: unknown
  readonly faults?: readonly FaultDetail[]
}

function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: "thrown", name: "", message: String(error), stack: "", causes: [] }
  const causes: string[] = []
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(cause.message)
  }
  const { code, permission, resource, faults } = error as Error & Thrown
  return {
    kind: "thrown", name: error.name, message: error.message, stack: String(error.stack), causes,
    ...(typeof code === "string" && { code }),
    ...(typeof permission === "string" && { permission }),
    ...(typeof resource === "string" && { resource }),
    ...(error.name === "DefinitionFault" && faults !== undefined && { faults }),
  }
}

function shiftClock(ahead: number): void {
  if (ahead === 0) return
  const real = Date
  const now = () => real.now() + ahead
  globalThis.Date = new Proxy(real, {
    construct: (target, values, as) => Reflect.construct(target, values.length === 0 ? [now()] : values, as) as object,
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  })
}
