/**
 * The verifier: takes a net to a SoundNet or says where it is wrong. `compiler/verify` imports
 * `ir`, `table`, `diagnostic` and the kernel only. The checklist, in order; each step runs if those before it found no
 * error:
 *
 * 1. limits: counts that the table and the kernels can hold, and the form of a net
 * 2. silent cycles: no task that only routes feeds itself through such tasks alone
 * 3. structure: every outcome leads somewhere, every task is on a path from the start to an end
 * 4. joins: no AND-join behind nothing but choices
 * 5. soundness: what its runs come to. `model` is what is walked, `reduce` makes it smaller, `search` walks it, `judge`
 *    puts them together, `verdicts` keeps what took long, `witness` plays what was found on the kernel, `causes`,
 *    `circle`, `cancelled` and `alike-groups` find why it is so, `told` and `finding` say it
 *
 * The first four are linear and name one place; the last is complete up to a budget. A guard may choose any way, and a
 * completion condition of instances comes to hold; what a budget leaves open is said and hinders nothing.
 */
import type { Checked, Diagnostic } from "../diagnostic.ts"
import type { Net, SoundNet } from "../ir/net.ts"
import { joins } from "./joins.ts"
import type { Limits } from "./judge.ts"
import { limits } from "./limits.ts"
import { silentCycles } from "./silent.ts"
import { soundness } from "./soundness.ts"
import { structure } from "./structure.ts"

type Check = (net: Net, budget?: Limits) => readonly Diagnostic[]

const checklist: readonly Check[] = [limits, silentCycles, structure, joins, soundness]

/** The same net, marked as one that may be encoded, or the findings of the first check that has an error. */
export function verify(net: Net, budget?: Limits): Checked<SoundNet> {
  const warnings: Diagnostic[] = []
  for (const check of checklist) {
    const diagnostics = check(net, budget)
    if (diagnostics.some(({ severity }) => severity === "error")) return { diagnostics }
    warnings.push(...diagnostics)
  }
  return { value: net as SoundNet, diagnostics: warnings }
}
