/**
 * 570 nets of real business processes, with the verdicts of an exhaustive search. They are not part of this repository:
 * `KNHK_NETS` names the folder that has them, if it does not stand beside it.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { expect, test } from "vitest"
import type { Net } from "../compiler/ir/net.ts"
import { readNets } from "../compiler/nets/read-nets.ts"
import { form } from "../compiler/verify/form.ts"
import { folder, knhk, root } from "./command.ts"

const home = process.env["KNHK_NETS"] ?? join(root, "..", "shared", "verification")
const file = join(home, "ibm-a-b1.nets.jsonl.gz")
const isThere = existsSync(file)
if (!isThere) console.warn(`The nets of industry are not tested: ${file} is not there. KNHK_NETS can name its folder.`)

/** A net as the file has it. */
interface Line {
  readonly id: string
  readonly p: readonly string[]
  readonly m0: readonly number[]
  readonly ends: readonly number[]
  readonly safe: readonly number[]
  readonly t: readonly (readonly [name: string, takes: readonly number[], puts: readonly number[]])[]
}

const lines = () =>
  gunzipSync(readFileSync(file)).toString().trimEnd().split("\n").map((line) => JSON.parse(line) as Line)

test.skipIf(!isThere)("every net is read as it is written", async () => {
  const nets: Net[] = []
  for await (const { net } of readNets(file)) nets.push(net as Net)
  const written = lines()
  expect(nets).toHaveLength(570)
  nets.forEach((net, index) => {
    const { id, p, m0, ends, safe, t } = written[index]!
    form(net, (what) => expect.unreachable(`${id}: ${what}`))
    const { conditions, tasks, input, marked = [], outputs, termination } = net
    expect([net.id, conditions.map(({ name }) => name), [input, ...marked], outputs, termination])
      .toEqual([id, p, m0, ends, "implicit"])
    expect(conditions.flatMap(({ bound }, c) => (bound === 1 ? [c] : []))).toEqual(safe)
    const placesOf = (arcs: readonly { readonly condition: number }[]) => arcs.map(({ condition }) => condition)
    expect(tasks.map(({ name, inputs, outcomes }) =>
      [name, placesOf(inputs), ...outcomes.map(({ outputs }) => placesOf(outputs))])).toEqual(t)
  })
})

test.skipIf(!isThere)("every verdict is that of the search, and every trace leads to what is wrong", async () => {
  const labels = readFileSync(join(home, "ibm-a-b1.labels.csv"), "utf8").trimEnd().split("\n").slice(1)
  const { code, stdout, stderr } = await knhk(["check", "--nets", file, "--json"], folder({}))
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" })
  const verdicts = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Said)
  expect(verdicts.map(({ id, verdict }) => `${id},${verdict === "sound"}`))
    .toEqual(labels.map((row) => row.split(",").slice(0, 2).join(",")))
  lines().forEach((net, index) => {
    const { verdict, property, trace } = verdicts[index]!
    if (verdict === "unsound") expect([net.id, wrongAfter(net, trace)]).toEqual([net.id, property])
  })
})

interface Said {
  readonly id: string
  readonly verdict: string
  readonly property: string
  readonly trace: readonly string[]
}

/** Plays a run by the rule of Petri nets: what is wrong where it ends. */
function wrongAfter({ p, m0, ends, safe, t }: Line, trace: readonly string[]): string {
  const tokens = p.map((_, place) => (m0.includes(place) ? 1 : 0))
  const isEnabled = ([, takes]: Line["t"][number]) => takes.every((place) => tokens[place]! > 0)
  for (const name of trace) {
    const transition = t.find(([own]) => own === name)!
    if (!isEnabled(transition)) return `${name} is not enabled`
    for (const place of transition[1]) tokens[place]!--
    for (const place of transition[2]) tokens[place]!++
  }
  if (safe.some((place) => tokens[place]! > 1)) return "unsafe"
  if (t.some(isEnabled)) return "it goes on"
  const ended = ends.some((end) => tokens[end]! > 0)
  return ended && tokens.every((count, place) => count === 0 || ends.includes(place)) ? "final" : "deadlock"
}
