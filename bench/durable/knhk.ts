/** The engine itself, on SQLite and in memory, with Effect handlers. */
import * as Effect from "effect/Effect"
import { compileDefinition } from "../../compiler/compile.ts"
import { flow, type Signature, task, workflow } from "../../src/index.ts"
import { executor, open } from "../../src/runtime.ts"
import { type Contender, keepBusy, type Round } from "./contender.ts"

const number = {
  "~standard": {
    version: 1 as const, vendor: "bench", types: undefined as { input: number; output: number } | undefined,
    validate: (value: unknown) => (typeof value === "number" ? { value } : { issues: [{ message: "not a number" }] }),
  },
}
const step = () => task({ input: number, output: number })

const Three = workflow("three")
  .tasks({ a: step(), b: step(), c: step() })
  .start("a").flows((t) => [flow(t.a, t.b), flow(t.b, t.c)]).end("c").build()

type Step = Signature<"task", number, { done: number }>

async function run(round: Round, store: string | undefined): Promise<number> {
  const { table, hash } = compileDefinition(Three.definition).value!
  const ThreeExecutor = executor<typeof Three, { a: Step; b: Step; c: Step }>(Three, {
    table: Buffer.from(table).toString("base64"), hash, mend: "",
  })
  const handler = (value: number) => Effect.sync(() => value + 1)
  const workflows = [ThreeExecutor.with({ a: handler, b: handler, c: handler })]
  const engine = await open(store === undefined ? { workflows } : { store, workflows })
  const rate = await keepBusy(round, async () => (await engine.start(ThreeExecutor, { input: 0 })).result())
  await engine.close()
  return rate
}

export const knhk: Contender = { name: "knhk", durable: true, run: (round) => run(round, round.path) }

export const knhkMemory: Contender = { name: "knhk-memory", durable: false, run: (round) => run(round, undefined) }
