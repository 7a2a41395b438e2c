/**
 * The verifier: takes a net to a SoundNet or says where it is wrong. `compiler/verify` imports
 * `ir`, `diagnostic` and the kernel only. The checklist, in order; each step runs if those before found nothing:
 *
 * 1. limits: counts that the table and the kernels can hold, and the form of a net
 * 2. silent cycles: no task that only routes feeds itself through such tasks alone
 * 3. structure: every outcome leads somewhere, every task is on a path from the start to an end
 * 4. joins: no AND-join behind nothing but choices
 *
 * These are necessary, not sufficient: deadlock, lack of synchronisation and livelock of nets that
 * pass are not proven absent. A case that runs into one ends `deadlock` or `failed`, and exploration lists it.
 */
import type { Checked, Diagnostic } from "../diagnostic.ts"
import type { Net, SoundNet } from "../ir/net.ts"
import { joins } from "./joins.ts"
import { limits } from "./limits.ts"
import { silentCycles } from "./silent.ts"
import { structure } from "./structure.ts"

const checklist: readonly ((net: Net) => readonly Diagnostic[])[] = [limits, silentCycles, structure, joins]

/** The same net, marked as one that may be encoded, or the findings of the first check that has any. */
export function verify(net: Net): Checked<SoundNet> {
  for (const check of checklist) {
    const diagnostics = check(net)
    if (diagnostics.length > 0) return { diagnostics }
  }
  return { value: net as SoundNet, diagnostics: [] }
}
