/** The step from JavaScript beside its peers: each net on each runner, over the same events. */
import { readFileSync } from "node:fs"
import { EVENT_WORDS } from "../../src/kernel/event.ts"
import type { Table } from "../../src/kernel/table.ts"
import { kernelInfo, loadKernel } from "../../src/runtime/binding.ts"
import { bpmnEngine } from "./bpmn-engine.ts"
import { byHand } from "./by-hand.ts"
import { shapes, streamOf, tableOf } from "./nets.ts"
import { time, type Times } from "./time.ts"
import { xstateActor, xstateTransition } from "./xstate.ts"

export interface Row {
  readonly net: string
  readonly runner: string
  /** Events that were given at once; null where there is no such thing. */
  readonly batch: number | null
  readonly cases: number
  readonly eventsPerSecond: number
  readonly nanosBest: number
  readonly nanosMedian: number
}

export interface RowsOptions {
  readonly cases: number
  readonly rounds: number
  /** The only runner that is wanted. */
  readonly only?: string | undefined
}

export const BATCHES = [1, 64, 4096] as const

/** Peers have fewer cases, where it would take minutes else: their events are the same and take the same. */
export async function rowsOf({ cases, rounds, only }: RowsOptions): Promise<readonly Row[]> {
  const rows: Row[] = []
  const [tenth, few] = [10, 100].map((part) => Math.max(1, Math.floor(cases / part))) as [number, number]
  const kinds = kernelInfo().abi === undefined ? (["portable"] as const) : (["portable", "native"] as const)
  for (const [net, stages] of Object.entries(shapes)) {
    const table = tableOf(stages)
    const stream = streamOf(table, cases)
    const add = async (
      runner: string, of: number, batch: number | null, run: () => Times | Promise<Times>,
    ) => {
      if (only !== undefined && only !== runner) return
      const { best, median } = await run()
      const [nanosBest, nanosMedian] = [tenths(best), tenths(median)]
      rows.push({ net, runner, batch, cases: of, eventsPerSecond: Math.round(1e9 / median), nanosBest, nanosMedian })
    }
    for (const kind of kinds) {
      for (const batch of BATCHES) {
        await add(kind, cases, batch, () => stepped(table, stream, kind, batch, cases, rounds))
      }
    }
    await add("switch by hand", cases, null, () => byHand(net, stream, cases, rounds))
    await add("XState transition", tenth, null, () => xstateTransition(stages, stream, tenth, rounds))
    await add("XState actor", tenth, null, () => xstateActor(stages, stream, tenth, rounds))
    await add("bpmn-engine", few, null, () => bpmnEngine(stages, stream, few, Math.min(rounds, 5)))
  }
  return rows
}

const tenths = (value: number) => Math.round(value * 10) / 10

function stepped(
  table: Table, stream: Uint32Array, kind: "portable" | "native", batch: number, cases: number, rounds: number,
): Times {
  const kernel = loadKernel(table, { kind })
  const slots = Array.from({ length: cases }, () => kernel.allocate())
  const empty = new Uint32Array(kernel.stateWords)
  const { events } = kernel
  const run = () => {
    for (let at = 0; at < stream.length; at += kernel.consumed * EVENT_WORDS) {
      const count = Math.min(batch, (stream.length - at) / EVENT_WORDS)
      if (count === 1) for (let word = 0; word < EVENT_WORDS; word++) events[word] = stream[at + word]!
      else events.set(stream.subarray(at, at + count * EVENT_WORDS))
      kernel.step(count)
    }
  }
  return time(rounds, stream.length / EVENT_WORDS, () => slots.forEach((slot) => kernel.write(slot, empty)), run)
}

/** Of the peers, as they are installed. */
export function peerVersions(): Readonly<Record<string, string>> {
  const versionOf = (name: string) => {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version
  }
  return { XState: versionOf("xstate"), "bpmn-engine": versionOf("bpmn-engine") }
}

/** One line for each row. */
export function linesOf(rows: readonly Row[]): readonly string[] {
  return rows.map(({ net, runner, batch, cases, eventsPerSecond, nanosBest, nanosMedian }) => {
    const name = `${net.padEnd(7)} ${runner}${batch === null ? "" : ` at ${batch}`}`.padEnd(30)
    const perSecond = eventsPerSecond.toLocaleString("en").padStart(12)
    return `${name}${String(cases).padStart(7)} cases ${perSecond} events/s  ${nanosMedian} (${nanosBest}) ns`
  })
}
