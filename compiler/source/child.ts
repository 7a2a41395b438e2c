/** Starts the restricted child (`run.ts`) and waits for what becomes of it. The one place that spawns. */
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { extname } from "node:path"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { type Answer, type Request, unpack } from "./wire.ts"

export interface Limits {
  /** Milliseconds a run may take. */
  readonly time: number
  /** Bytes a run may print. */
  readonly output: number
}

/** How a run ended. */
export type Ended =
  | { readonly kind: "answered"; readonly answer: Answer; readonly printed: string }
  | { readonly kind: "late" }
  | { readonly kind: "loud" }
  /** Without an answer: by a signal, or with a code (13: nothing left that could settle an await). */
  | { readonly kind: "died"; readonly code: number | null; readonly signal: string | null; readonly printed: string }

const extension = extname(import.meta.url)
const entry = fileURLToPath(new URL(`./run${extension}`, import.meta.url))

/**
 * Runs the module once. The child may read files, because imports may lie anywhere, and nothing else:
 * no writing, processes, workers or addons (Node's permissions), no network or databases (`fence.ts`), so
 * that what it reads does not leave by any way that Node documents. Rejects only if the child cannot be started at all.
 */
export function runChild(request: Omit<Request, "key">, limits: Limits): Promise<Ended> {
  const child = spawn(process.execPath, [
    "--permission", "--allow-fs-read=*",
    "--no-warnings", "--enable-source-maps=false", ...conditions(), entry,
  ], { env: systemRoot(), stdio: ["pipe", "pipe", "pipe", "pipe"] })
  const wire: Buffer[] = []
  let printed = ""
  let bytes = 0
  let cut: "late" | "loud" | undefined
  const end = (why: "late" | "loud") => {
    cut ??= why
    child.kill("SIGKILL")
  }
  const timer = setTimeout(end, limits.time, "late")
  const listen = (data: Buffer) => {
    bytes += data.length
    if (printed.length < 65_536) printed += data.toString()
    if (bytes > limits.output) end("loud")
  }
  const answers = child.stdio[3] as Readable
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)
  answers.on("data", (data: Buffer) => wire.push(data))
  child.stdin.on("error", () => {}) // The child may be gone before it has read; how it ended says why.
  const key = randomUUID()
  child.stdin.end(JSON.stringify({ ...request, key } satisfies Request))
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      clearTimeout(timer)
      reject(new Error(`${process.execPath} cannot be started to read the module`, { cause: error }))
    })
    child.once("close", (code, signal) => {
      clearTimeout(timer)
      const answer = unpack(key, Buffer.concat(wire))
      if (cut !== undefined) resolve({ kind: cut })
      else if (answer === undefined) resolve({ kind: "died", code, signal, printed })
      else resolve({ kind: "answered", answer, printed })
    })
  })
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
