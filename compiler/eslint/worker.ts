/** The worker behind the rule: compiles what it is asked, one text after the other, with children kept ready. */
import { workerData } from "node:worker_threads"
import { compile } from "../compile.ts"
import { toJson } from "../render.ts"
import { Readers } from "../source/readers.ts"
import type { Answer, Line, Question } from "./client.ts"

const { port, answered } = workerData as Line
const readers = new Readers()
let before = Promise.resolve()

port.on("message", (question: Question & { readonly number: number }) => {
  before = before.then(() => answer(question))
})

async function answer(question: Question & { readonly number: number }): Promise<void> {
  const { number, file, text, ...options } = question
  const result: Answer["result"] = await compile(file, { ...options, overlay: text, readers }).then(
    ({ diagnostics }) => ({ diagnostics: toJson(diagnostics) }),
    (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
  )
  port.postMessage({ number, result } satisfies Answer)
  Atomics.store(answered, 0, number)
  Atomics.notify(answered, 0)
  // Places of findings need TypeScript, which takes long to load: it is there before the first is found.
  await import("../source/locate.ts")
}
