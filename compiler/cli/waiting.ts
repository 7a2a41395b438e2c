/** Cases that run in this process, until they are over or wait for people alone. */
import { setTimeout as sleep } from "node:timers/promises"
import type { WorkItemView } from "../../src/runtime/case-view.ts"
import type { PromisedEngine } from "../../src/runtime/promise.ts"
import { ExitCode } from "../main.ts"
import { iso } from "./cases.ts"
import { count } from "./definition-file.ts"
import { engineFailure, onEngine } from "./engine-failure.ts"
import { oneLine, quoted } from "./printable.ts"
import type { Terminal } from "./terminal.ts"

/** Milliseconds between two looks at the cases: at first, and at most. */
const PAUSE = [20, 1_000] as const
/** Work items that a note names. */
const NAMED = 20

/** Every case of the store that is not over. */
export async function runningCases(engine: PromisedEngine): Promise<Set<string>> {
  const running = new Set<string>()
  let before: number | undefined
  do {
    const options = { status: "running", limit: 1_000, ...(before === undefined ? {} : { before }) } as const
    const page = await onEngine(() => engine.list(options))
    for (const { caseId } of page.cases) running.add(caseId)
    before = page.next
  } while (before !== undefined)
  return running
}

/**
 * Waits until nothing of these cases moves but by people, signals and timers that are not due soon, and returns what
 * they wait for; nothing if they are over first, `signal` is aborted or the engine is closed. Who knows that a case is
 * over takes it out of `cases`.
 */
export async function calm(
  engine: PromisedEngine, cases: ReadonlySet<string>, signal: AbortSignal,
): Promise<readonly WorkItemView[]> {
  const known = new Map<string, readonly WorkItemView[]>()
  try {
    // The first look comes after a pause: cases that this engine does not run are out of it by then.
    for (let pause: number = PAUSE[0]; cases.size > 0; pause = Math.min(PAUSE[1], pause * 2)) {
      await sleep(pause, undefined, { signal })
      if (await still(engine, cases, known)) return [...cases].flatMap((caseId) => known.get(caseId) ?? [])
    }
  } catch (error) {
    if (!signal.aborted && engineFailure(error)?.exit !== ExitCode.interrupted) throw error
  }
  return []
}

/** Whether each case waits. One that does for people alone is not asked again: only this process could change it. */
async function still(
  engine: PromisedEngine, cases: ReadonlySet<string>, known: Map<string, readonly WorkItemView[]>,
): Promise<boolean> {
  for (const caseId of cases) {
    if (known.get(caseId)?.every(({ human }) => human) === true) continue
    const waits = await waitsFor(engine, caseId)
    if (waits === undefined) return false
    known.set(caseId, waits)
  }
  return cases.size > 0
}

/** Goes on with the cases of a store until each is over or waits for people, signals or time. */
export async function goOnUntilCalm(engine: PromisedEngine): Promise<void> {
  const left = await runningCases(engine)
  const over = new AbortController()
  const ends = [...left].map(async (caseId) => {
    await engine.result(caseId).catch((error: unknown) => {
      const exit = engineFailure(error)?.exit
      if (exit === undefined || exit === ExitCode.interrupted) throw error
    })
    left.delete(caseId)
  })
  await Promise.race([Promise.all(ends), calm(engine, left, over.signal)])
  over.abort()
}

/** What a case and those that it runs wait for; undefined if something of them moves by itself. */
async function waitsFor(engine: PromisedEngine, caseId: string): Promise<readonly WorkItemView[] | undefined> {
  const { workItems } = await engine.show(caseId)
  const found: WorkItemView[] = []
  for (const item of workItems) {
    const { human, signal, timerAt, instances, state, childCaseId } = item
    if (human || signal !== undefined || (timerAt !== undefined && timerAt > Date.now() + PAUSE[1])) found.push(item)
    else if (timerAt !== undefined) return undefined
    // A work item of all instances moves by them; one that is offered to the engine is blocked by another.
    else if (instances === undefined && state === "started") {
      const inner = childCaseId === undefined ? undefined : await waitsFor(engine, childCaseId)
      if (inner === undefined) return undefined
      found.push(...inner)
    }
  }
  return workItems.length === 0 ? undefined : found
}

/** Says for which people, signals and timers a run waits, and how people answer. */
export function tellWaiting(
  items: readonly WorkItemView[], file: string, store: string | undefined, terminal: Terminal,
): void {
  const named = items.slice(0, NAMED).map(({ workItemId, role, signal, timerAt }) => {
    const what = signal !== undefined ? `signal ${oneLine(signal)}` : timerAt !== undefined ? `until ${iso(timerAt)}`
      : role === undefined ? "" : `role ${oneLine(role)}`
    return `  ${workItemId}${what === "" ? "" : `  ${what}`}`
  })
  const more = items.length > NAMED ? [`  and ${items.length - NAMED} more`] : []
  const people = items.filter(({ human }) => human).length
  const signals = items.filter(({ signal }) => signal !== undefined).length
  const kinds = [[people, "human task"], [signals, "signal"], [items.length - people - signals, "timer"]] as const
  const said = kinds.flatMap(([number, what]) => (number === 0 ? [] : [count(number, what)]))
  const place = `--run ${quoted(file)} --store ${quoted(store ?? "")}`
  const next = people === 0 ? []
    : [store === undefined
      ? "Nobody can complete it, as it is kept in memory: stop this with Ctrl-C and give --store PATH."
      : `Stop this with Ctrl-C, then: knhk complete WORK_ITEM --output JSON ${place}`]
  terminal.note([`knhk: waiting for ${said.join(", ")}:`, ...named, ...more, ...next].join("\n"))
}
