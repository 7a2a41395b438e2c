/** A step as JavaScript calls it, beside its peers: what `bench/kernel.ts` measures. */
import { linesOf, peerVersions, rowsOf, type Row } from "../kernel/rows.ts"
import { table } from "./table.ts"

interface Peers {
  readonly versions: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
}

const CASES = 10_000

export const peers = table("peers", measure, ({ versions, rows }) => {
  const peers = Object.entries(versions).map((peer) => peer.join(" ")).join(", ")
  return [`from JavaScript, next event of a random case; median (best); ${peers}`, ...linesOf(rows)]
})

async function measure({ rounds }: { readonly rounds: number }): Promise<Peers> {
  return { versions: peerVersions(), rows: await rowsOf({ cases: CASES, rounds }) }
}
