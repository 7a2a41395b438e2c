/** The corpus notices every mistake that the patterns are known for: it passes with the right rules, not with these. */
import { expect, test } from "vitest"
import { corpus, type CorpusCase } from "./corpus/corpus.ts"
import { mutants, type Mutant } from "./mutants.ts"
import { referenceTraces } from "./reference/traces.ts"
import { Game, stepOf } from "./reference/step.ts"

const cases = corpus("wcp")
const filesOf = (pattern: string) => cases.filter(({ name }) => name.startsWith(`wcp/${pattern}-`))

/** Whether a file has other traces than those derived by hand, or goes on for ever. */
function fails({ net, expected }: CorpusCase, { rules = Game, net: change }: Partial<Mutant>): boolean {
  return expected.some(({ level, traces, to, inputs }) => {
    const options = { inputs, stepsMax: 50_000, step: stepOf(rules) }
    const found = referenceTraces(change?.(net) ?? net, level, to ?? 40, options)
    return !found.judged || found.traces.join("\n") !== traces.join("\n")
  })
}

test.each(mutants.flatMap((mutant) => mutant.patterns.map((pattern) => [mutant.mistake, pattern, mutant] as const)))(
  "%s: a file of pattern %s fails", (_, pattern, mutant) => {
    const files = filesOf(pattern)
    expect(files.filter((file) => fails(file, {})).map(({ name }) => name)).toEqual([])
    expect(files.filter((file) => fails(file, mutant)).map(({ name }) => name)).not.toEqual([])
  })
