/** Rules must answer at once, and compiling takes children that run: a worker compiles while this thread waits. */
import { extname } from "node:path"
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads"
import type { Budget } from "../compile.ts"
import type { RenderedDiagnostic } from "../render.ts"

/** A text to compile in place of what the file holds. */
export interface Question {
  readonly file: string
  readonly text: string
  /** Milliseconds a run of the module may take. */
  readonly timeLimit: number
  readonly budget: Budget
}

/** What the worker says of the question with the same number. */
export interface Answer {
  readonly number: number
  readonly result: { readonly diagnostics: readonly RenderedDiagnostic[] } | { readonly failure: string }
}

/** What the worker gets when it starts: where questions come from, and what wakes the thread that asked. */
export interface Line {
  readonly port: MessagePort
  /** One word: the number of the last answer. */
  readonly answered: Int32Array<SharedArrayBuffer>
}

/** Milliseconds beyond the time limit: the worker starts, and the children do. */
const GRACE = 20_000

let open: { readonly worker: Worker; readonly line: Line } | undefined
let asked = 0

/**
 * What the compiler finds in the text. Blocks this thread. Throws if the worker or its children cannot
 * be started: that is the machine's trouble, and no finding.
 */
export function findings(question: Question): readonly RenderedDiagnostic[] {
  open ??= start()
  const { worker, line: { port, answered } } = open
  const number = ++asked
  port.postMessage({ ...question, number })
  const deadline = Date.now() + question.timeLimit + GRACE
  for (let seen = Atomics.load(answered, 0); seen < number; seen = Atomics.load(answered, 0)) {
    if (Atomics.wait(answered, 0, seen, deadline - Date.now()) === "timed-out") {
      open = undefined
      void worker.terminate()
      throw new Error(`knhk did not answer in time for ${question.file}; run "knhk check" on it to see why`)
    }
  }
  for (;;) {
    const { number: of, result } = (receiveMessageOnPort(port) as { readonly message: Answer }).message
    if (of !== number) continue
    if ("failure" in result) throw new Error(`knhk cannot check ${question.file}: ${result.failure}`)
    return result.diagnostics
  }
}

/** Starts the worker. It ends with the process and keeps it from nothing. */
function start(): { readonly worker: Worker; readonly line: Line } {
  const { port1, port2 } = new MessageChannel()
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const url = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(url, { workerData: { port: port2, answered } satisfies Line, transferList: [port2] })
  worker.unref()
  port1.unref()
  asked = 0
  return { worker, line: { port: port1, answered } }
}
