/**
 * A process that holds cases: started by `bench/memory.ts` as `engine.ts memory|sqlite CASES...`. Starts cases that
 * wait for a person, in an engine on this store; prints a line of JSON when the engine is open and for each count of
 * cases, then how fast some of them go on.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { compileDefinition } from "../../compiler/compile.ts"
import { flow, human, type Signature, task, workflow } from "../../src/index.ts"
import { executor, open } from "../../src/runtime.ts"

interface Request {
  readonly who: string
  readonly days: number
}
const request = {
  "~standard": {
    version: 1 as const, vendor: "bench", types: undefined as { input: Request; output: Request } | undefined,
    validate: (value: unknown) => ({ value: value as Request }),
  },
}

const Leave = workflow("leave")
  .tasks({ approve: human({ input: request, output: request }), book: task({ input: request, output: request }) })
  .start("approve").flows((t) => [flow(t.approve, t.book)]).end("book").build()

/** What a process has: of the heap after collections, and all of it. */
export interface Held {
  readonly cases: number
  readonly heapUsed: number
  /** External memory; array buffers, where the kernel has its cases, are in it. */
  readonly external: number
  readonly rss: number
  readonly seconds: number
  readonly storeBytes: number
}

/** Cases that were completed by hand at the end, and how many a second. */
export interface GoneOn {
  readonly completed: number
  readonly perSecond: number
}

/** So many are started at once. The first of them bring what is compiled and opened with the first cases. */
const AT_ONCE = 1_000

async function held(cases: number, since: number, path: string | undefined): Promise<Held> {
  for (let times = 0; times < 4; times++) {
    globalThis.gc!()
    await setImmediate()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const storeBytes = path === undefined ? 0 : size(path) + size(`${path}-wal`)
  return { cases, heapUsed, external, rss, storeBytes, seconds: Math.round(performance.now() - since) / 1000 }
}

async function main(store: "memory" | "sqlite", counts: readonly number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "knhk-memory-"))
  const path = store === "sqlite" ? join(folder, "bench.db") : undefined
  const { table, hash } = compileDefinition(Leave.definition).value!
  type Tasks = {
    approve: Signature<"human", Request, { done: Request }>
    book: Signature<"task", Request, { done: Request }>
  }
  const LeaveExecutor = executor<typeof Leave, Tasks>(Leave, {
    table: Buffer.from(table).toString("base64"), hash, mend: "",
  })
  const workflows = [LeaveExecutor.with({ book: (value) => value })]
  const engine = await open(path === undefined ? { workflows } : { store: path, workflows })
  const ids: string[] = []
  const start = async (n: number) => {
    const { caseId } = await engine.start(LeaveExecutor, { input: { who: `person ${n}`, days: n % 30 } })
    if (n % 100 === 0) ids.push(caseId)
  }
  console.log(JSON.stringify(await held(0, performance.now(), path)))
  let cases = 0
  for (const count of [AT_ONCE, ...counts]) {
    const since = performance.now()
    for (; cases < count; cases += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => start(cases + n)))
    }
    console.log(JSON.stringify(await held(cases, since, path)))
  }
  const since = performance.now()
  const some = ids.slice(0, 2_000)
  for (let at = 0; at < some.length; at += 64) {
    await Promise.all(some.slice(at, at + 64).map((id) => engine.complete(`${id}:approve:1`, { who: "x", days: 1 })))
  }
  const perSecond = Math.round(some.length / ((performance.now() - since) / 1000))
  console.log(JSON.stringify({ completed: some.length, perSecond } satisfies GoneOn))
  await engine.close()
  rmSync(folder, { recursive: true })
}

const [store, ...counts] = process.argv.slice(2)
await main(store === "sqlite" ? "sqlite" : "memory", counts.map(Number))
