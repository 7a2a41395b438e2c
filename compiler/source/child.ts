/** Starts the restricted child (`run.ts`) and waits for what becomes of it. The one place that spawns. */
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { extname } from "node:path"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterKey, type Answer, decode, type Preparation, type Request } from "./wire.ts"

export interface Limits {
  /** Milliseconds a run may take. */
  readonly time: number
  /** Bytes a run may print. */
  readonly output: number
}

/** How a run ended. */
export type Ended =
  | { readonly kind: "answered"; readonly answer: Answer; readonly printed: string; readonly bytes: Buffer }
  | { readonly kind: "late" }
  | { readonly kind: "loud" }
  /** Without an answer: by a signal, or with a code (13: nothing left that could settle an await). */
  | { readonly kind: "died"; readonly code: number | null; readonly signal: string | null; readonly printed: string }

/** A child that has started. It runs one module and is gone; while it waits, it keeps no process alive. */
export interface Child {
  /**
   * Has it run the module. Where it answers what another child did, the answer is that one's. Rejects only if the
   * child could not be started at all.
   */
  ask(request: Omit<Request, "key">, limits: Limits, other?: Promise<Ended>): Promise<Ended>
  /** Ends it, asked or not. */
  end(): void
}

const extension = extname(import.meta.url)
const entry = fileURLToPath(new URL(`./run${extension}`, import.meta.url))

/**
 * Starts a child. It may read files, because imports may lie anywhere, and nothing else: no writing,
 * processes, workers or addons (Node's permissions), no network or databases (`fence.ts`), so that what it reads
 * does not leave by any way that Node documents.
 */
export function start(preparation: Preparation): Child {
  const child = spawn(process.execPath, [
    "--permission", "--allow-fs-read=*",
    "--no-warnings", "--enable-source-maps=false", ...conditions(), entry, JSON.stringify(preparation),
  ], { env: systemRoot(), stdio: ["pipe", "pipe", "pipe", "pipe"] })
  const wire: Buffer[] = []
  let printed = ""
  let bytes = 0
  let cut: "late" | "loud" | undefined
  const end = (why: "late" | "loud") => {
    cut ??= why
    child.kill("SIGKILL")
  }
  const listen = (data: Buffer) => {
    bytes += data.length
    if (printed.length < 65_536) printed += data.toString()
    if (bytes > preparation.output) end("loud")
  }
  const answers = child.stdio[3] as Readable
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)
  answers.on("data", (data: Buffer) => wire.push(data))
  child.stdin.on("error", () => {}) // The child may be gone before it has read; how it ended says why.
  const closed = new Promise<readonly [code: number | null, signal: string | null]>((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new Error(`${process.execPath} cannot be started to read the module`, { cause })))
    child.once("close", (code, signal) => resolve([code, signal]))
  })
  closed.catch(() => {}) // It is said to whoever asks.
  const held = [child, ...child.stdio] as unknown as readonly Holding[]
  held.forEach((one) => one.unref?.())
  return {
    async ask(request, limits, other) {
      held.forEach((one) => one.ref?.())
      const timer = setTimeout(end, limits.time, "late")
      const key = randomUUID()
      child.stdin.end(JSON.stringify({ ...request, key } satisfies Request))
      const [code, signal] = await closed.finally(() => clearTimeout(timer))
      if (cut !== undefined) return { kind: cut }
      const bytes = afterKey(key, Buffer.concat(wire))
      const said = bytes && await other
      const same = said?.kind === "answered" && bytes!.equals(said.bytes)
      const answer = same ? said.answer : bytes && decode(bytes)
      return answer === undefined ? { kind: "died", code, signal, printed }
        : { kind: "answered", answer, printed, bytes: bytes! }
    },
    end: () => void child.kill("SIGKILL"),
  }
}

/** A process or a pipe, which may keep this one from ending. */
interface Holding {
  ref?(): void
  unref?(): void
}

/** The conditions of this process, so that the module finds the same knhk as the compiler that reads it. */
function conditions(): string[] {
  const own = process.execArgv.flatMap((flag, i, all) => {
    if (flag === "-C" || flag === "--conditions") return [`--conditions=${all[i + 1]}`]
    return flag.startsWith("--conditions=") ? [flag] : []
  })
  return [...new Set([...own, ...(extension === ".ts" ? ["--conditions=knhk-source"] : [])])]
}

function systemRoot(): NodeJS.ProcessEnv {
  return process.platform === "win32" ? { SystemRoot: process.env["SystemRoot"] } : {}
}
