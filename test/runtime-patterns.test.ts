/**
 * Each net of the corpus on the real run time, over both stores, with the process gone after any commit: what happens
 * is one of the traces that the corpus lists, whatever the order in which people, handlers and signals come.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, describe, expect, it } from "vitest"
import type { Net } from "../compiler/ir/net.ts"
import { Status } from "../src/kernel/command.ts"
import { TaskKind } from "../src/kernel/table.ts"
import type { Batch } from "../src/runtime/batch.ts"
import { statusName } from "../src/runtime/failure.ts"
import { MemoryStore, open, type PromisedEngine, SqliteStore, type Store } from "../src/runtime.ts"
import { corpus, type CorpusCase, type Expected } from "./corpus/corpus.ts"
import { handlersOf, partsOf, Recorder } from "./runtime-net.ts"

const folder = mkdtempSync(join(tmpdir(), "knhk-patterns-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

/** Draws of one run, from its start value. */
function random(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** A store whose engine is gone once it has written so often: what that commit holds is on disk, and nobody hears. */
class Ending {
  commits = 0
  gone = false
  under = 0
  readonly store: Store

  constructor(inner: Store, recorder: Recorder, last: number) {
    const commit: Store["commit"] = (batch, done) => {
      const { letters } = batch
      const packed = batch.pack()
      if (this.gone) return
      this.gone = ++this.commits === last
      recorder.take(packed)
      this.under++
      inner.commit({ letters, pack: () => packed } as unknown as Batch, (error, bytes) => {
        this.under--
        if (this.commits < last) done(error, bytes)
      })
    }
    this.store = new Proxy(inner, {
      get: (of, name) => {
        if (name === "commit") return commit
        const member: unknown = Reflect.get(of, name, of)
        return typeof member === "function" ? member.bind(of) : member
      },
    })
  }
}

interface Run {
  readonly trace: (level: Expected["level"]) => string
  readonly commits: number
  /** It was cut off: it goes on and on. */
  readonly cut: boolean
}

/** Handlers and people act one at a time, as drawn; after commit `last` the process is gone, and the next goes on. */
async function play(
  net: Net, inputs: readonly string[], inner: Store, seed: number, last: number, steps: number,
): Promise<Run> {
  const draw = random(seed)
  const { parts, table, input } = partsOf(net, {
    guard: () => draw(2) === 0, count: (least, most) => least + draw(most - least + 1),
  })
  const recorder = new Recorder(table)
  const timed = table.taskKind.includes(TaskKind.timer)
  let ending = new Ending(inner, recorder, last)
  let waiting: (() => void)[] = []
  let engine: PromisedEngine
  const born = async () => {
    waiting = []
    const mine = waiting
    const handlers = handlersOf(table, (task) => () => new Promise((resolve) => {
      mine.push(() => resolve(valueOf(task)))
    }))
    engine = await open({ store: ending.store, workflows: [{ parts, handlers }] })
    void engine.start(parts as never, { id: "one", input } as never).catch(() => {})
  }
  const valueOf = (task: number) => {
    const [first, end] = [table.outcomeStart[task]!, table.outcomeStart[task + 1]!]
    return table.taskChoice[task] === 1 ? { outcome: table.outcomeNames[first + draw(end - first)], value: 1 } : 1
  }
  /** Until nothing moves; the next process follows if this one is gone. */
  const idle = async () => {
    for (let calm = 0, seen = -1; calm < 4; calm++) {
      await new Promise(setImmediate)
      if (ending.under > 0 || ending.commits !== seen) calm = 0
      seen = ending.commits
    }
  }
  const settle = async () => {
    await idle()
    if (timed) await sleep(4).then(idle)
    while (ending.gone) {
      inner.release()
      ending = new Ending(inner, recorder, Infinity)
      await born()
      await idle()
      if (timed) await sleep(4).then(idle)
    }
  }
  const starting = born().catch(() => {})
  await Promise.race([starting, until(() => ending.gone)])
  const left = [...inputs]
  let step = 0
  for (await settle(); recorder.rootStatus === Status.running && step < steps; step++, await settle()) {
    const items = await engine!.workItems({ limit: 1_000 })
    const actions = [
      ...waiting.map((go, index) => () => {
        waiting.splice(index, 1)
        go()
      }),
      ...items.map(({ workItemId, state }) => () =>
        void (state === "enabled" && draw(2) === 0 ? engine.startWorkItem(workItemId) : engine.complete(workItemId, 1))
          .catch((error: { _tag: string }) => expect(error._tag).toMatch(/WorkItemBlocked|CaseEnded|EngineClosed/))),
      ...left.map((input, index) => async () => {
        left.splice(index, 1)
        await give(engine, input, recorder, draw, () => ending.gone)
      }),
    ]
    if (actions.length === 0) break
    await actions[draw(actions.length)]!()
  }
  const commits = ending.commits
  if (!ending.gone) await engine!.close()
  inner.release()
  const end = recorder.rootStatus === Status.running ? "!waiting" : `!${statusName(recorder.rootStatus)}`
  const trace: Run["trace"] = (level) => [recorder.trace(level), end].filter((word) => word !== "").join(" ")
  return { trace, commits, cut: step === steps }
}

const until = async (is: () => boolean) => {
  while (!is()) await new Promise(setImmediate)
}

/** Sends an input to any case that takes or keeps it; a cancellation to the outermost. */
async function give(
  engine: PromisedEngine, input: string, recorder: Recorder, draw: (below: number) => number, gone: () => boolean,
): Promise<void> {
  const { cases } = await engine.list({ children: true, status: "running", limit: 1_000 })
  const [word, task = ""] = input.split(":")
  const takers = word === "cancel" ? cases.slice(-1) : cases
  const ask = (caseId: string) => word === "cancel" ? engine.cancel(caseId)
    : word === "add" ? engine.add(caseId, task, 7)
      : word === "stop" ? engine.stop(caseId, task) : engine.signal(caseId, input, 7)
  const order = takers.map(({ caseId }) => [draw(1_000), caseId] as const).sort(([a], [b]) => a - b)
  for (const [, caseId] of order) {
    const failure = ask(caseId).then(() => undefined, (error: { readonly _tag: string }) => error._tag)
    const tag = await Promise.race([failure, until(gone).then(() => undefined)])
    if (tag === undefined) return
    expect(tag).toMatch(/^(SignalLost|SignalFull|SignalUnknown|InstancesClosed|TaskNotActive)$/)
  }
  recorder.lost(input)
}

const stores: readonly (readonly [string, () => Store])[] = [
  ["memory", () => new MemoryStore()],
  ["sqlite", () => SqliteStore.open(join(folder, `${++files}.db`))],
]

/** Runs for each commit after which the process is gone. */
const ROUNDS = 3
/** Words of the longest run that is played. */
const STEPS = 14

/** Whether a trace may be: it is listed, or longer than what is. A run that was cut off says nothing of its end. */
function listed({ level, traces, to = Infinity }: Expected, { trace, cut }: Run): string | undefined {
  const said = trace(level)
  if (cut) return undefined
  return traces.includes(said) || said.split(" ").length > to ? undefined : said
}

const nets = corpus("wcp")
/** A disk takes its time: one net for each pattern there. */
const first = nets.filter(({ name }, i) => name.slice(0, 6) !== nets[i - 1]?.name.slice(0, 6))

describe.each(stores)("on the %s store", (kind, make) => {
  const all = kind === "memory" ? nets : first
  it.each(all.map((one) => [one.name, one] as const))("%s goes as it may", async (name, one: CorpusCase) => {
    const groups = new Map<string, Expected[]>()
    for (const expected of one.expected) {
      const key = expected.inputs.join(" ")
      groups.set(key, [...(groups.get(key) ?? []), expected])
    }
    let seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, kind.length)
    for (const [inputs, all] of groups) {
      const check = async (last: number): Promise<number> => {
        const store = make()
        const run = await play(one.net, inputs === "" ? [] : inputs.split(" "), store, ++seed, last, STEPS)
        await store.close()
        const strange = all.flatMap((expected) => listed(expected, run) ?? [])
        expect(strange, `start value ${seed}, inputs "${inputs}", gone after commit ${last}`).toEqual([])
        return run.commits
      }
      const commits = await check(Infinity)
      if (kind === "sqlite") await check(1 + (Math.abs(seed) % commits))
      else for (let last = 1; last <= commits; last++) for (let round = 0; round < ROUNDS; round++) await check(last)
    }
  })
})
