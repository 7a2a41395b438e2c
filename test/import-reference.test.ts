/** Random BPMN models: their traces are those of the token game of BPMN (`import/reference.ts`). */
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { explore } from "../compiler/explore/explore.ts"
import { lower } from "../compiler/ir/lower.ts"
import { silentCycles } from "../compiler/verify/silent.ts"
import { tableOf } from "./corpus/stepper.ts"
import { carried, process as processOf } from "./import/carried.ts"
import { blockModel, graphModel } from "./import/random-model.ts"
import { type ModelScope, play, xmlOf } from "./import/reference.ts"
import { runs, seed } from "./random.ts"

const numRuns = runs(100)

/** Words that are compared; of ours some more are listed, since what is withdrawn is a word there. */
const WORDS = 7
const WITHDRAWN = 6

/** Whether a model was compared, and if not, why. */
type Outcome = "compared" | "refused" | "no example" | "differs"

async function compare(model: ModelScope): Promise<Outcome> {
  const played = play(model, WORDS)
  // Where a sub-process is stuck, the case of knhk ends, and that of BPMN waits for what may come beside it.
  if (played === undefined || played.stuck) return "no example"
  const made = await carried(processOf(xmlOf(model))).catch((error: Error) => {
    if (/^\d+:\d+ KNHK500\d/.test(error.message)) return undefined
    throw error
  })
  if (made === undefined) return "refused"
  if (made.imported.notes.some(({ kind }) => kind === "differs")) return "differs"
  const { value, joins } = lower(made.definitions.get("case")!)
  expect(value).toBeDefined()
  // Two such joins in one loop may wait for each other: see docs/import.md.
  if (joins.filter(({ kind }) => kind === "general").length > 1) return "no example"
  if (silentCycles(value!).length > 0) return "refused"
  const limits = { maxLength: WORDS + WITHDRAWN, maxTraces: 20_000, maxSteps: 400_000 }
  const found = explore(tableOf(value!), limits)
  const whole = Math.min(WORDS, found.bound - WITHDRAWN + 1)
  const short = (traces: readonly string[]) =>
    [...new Set(traces)].filter((trace) => trace.split(" ").length <= whole).sort()
  expect([short(found.traces.map(plain).filter(isRoute)), xmlOf(model)]).toEqual([short(played.traces), xmlOf(model)])
  return "compared"
}

/** A trace without what is withdrawn, and without the names of sub-processes. */
function plain(trace: string): string {
  return trace.split(" ").filter((word) => !word.startsWith("~")).map((word) => word.split("/").at(-1)!).join(" ")
}

/** No choice of several ways takes none: for BPMN that is an error of whoever chooses, and no trace. */
function isRoute(trace: string): boolean {
  return !/(^| )O\d+ !cancelled$/.test(trace)
}

test.each([["of blocks", blockModel, 0.9], ["of any nodes and flows", graphModel, 0.4]] as const)(
  "models %s have the traces that BPMN gives them", async (name, models, least) => {
    const outcomes: Outcome[] = []
    console.info(`random models ${name}: KNHK_SEED=${seed}`)
    const property = fc.asyncProperty(models, async (model) => void outcomes.push(await compare(model)))
    await fc.assert(property, { numRuns, seed })
    const compared = outcomes.filter((outcome) => outcome === "compared").length
    expect(compared / outcomes.length).toBeGreaterThan(least)
  }, 240_000)
