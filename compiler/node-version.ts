/**
 * Whether this Node can run knhk. Loaded before anything else, so it imports Node alone and stays in
 * the JavaScript that Node 18 reads.
 */
import { createRequire } from "node:module"

/** What this package says of itself. */
interface Manifest {
  readonly version: string
  readonly engines: { readonly node: string }
}

/** `package.json`: the one place of the version and of the oldest Node. */
export function manifest(): Manifest {
  return createRequire(import.meta.url)("knhk/package.json") as Manifest
}

/** One sentence if this Node is older than the package takes; undefined if it is not. */
export function tooOld(): string | undefined {
  const least = manifest().engines.node.replace(">=", "")
  const numbers = (version: string): readonly number[] => version.split(".").map(Number)
  const [have, want] = [numbers(process.versions.node), numbers(least)]
  const i = want.findIndex((part, at) => part !== have[at])
  if (i === -1 || (have[i] ?? 0) > (want[i] ?? 0)) return undefined
  return `knhk needs Node ${least} or newer; this is v${process.versions.node}.`
}
