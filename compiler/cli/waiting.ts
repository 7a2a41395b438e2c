/** Cases that run in this process, until they are over or wait for people alone. */
import { setTimeout as sleep } from "node:timers/promises"
import type { CaseView, WorkItemView } from "../../src/runtime/case-view.ts"
import type { PromisedEngine } from "../../src/runtime/promise.ts"
import { ExitCode } from "../main.ts"
import { count } from "./definition-file.ts"
import { engineFailure, onEngine } from "./engine-failure.ts"
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
 * Waits until nothing of these cases moves but by people, and returns the human tasks that they wait for; none if
 * they are over first, `signal` is aborted or the engine is closed. Who knows that a case is over takes it out of
 * `cases`.
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

/** Whether each case waits for people alone. One that does is not asked again: only this process could change it. */
async function still(
  engine: PromisedEngine, cases: ReadonlySet<string>, known: Map<string, readonly WorkItemView[]>,
): Promise<boolean> {
  for (const caseId of cases) {
    if (known.has(caseId)) continue
    const view: CaseView = await engine.show(caseId)
    if (!view.workItems.every(({ human }) => human) || view.workItems.length === 0) return false
    known.set(caseId, view.workItems)
  }
  return cases.size > 0
}

/** Says for which people a run waits, and how they answer. */
export function tellWaiting(
  items: readonly WorkItemView[], file: string, store: string | undefined, terminal: Terminal,
): void {
  const named = items.slice(0, NAMED).map(({ workItemId, role }) =>
    `  ${workItemId}${role === undefined ? "" : `  role ${role}`}`)
  const more = items.length > NAMED ? [`  and ${items.length - NAMED} more`] : []
  const next = store === undefined
    ? "Nobody can complete it, as it is kept in memory: stop this with Ctrl-C and give --store PATH."
    : `Stop this with Ctrl-C, then: knhk complete WORK_ITEM --output JSON --run ${file} --store ${store}`
  const head = `knhk: waiting for ${count(items.length, "human task")}:`
  terminal.note([head, ...named, ...more, next].join("\n"))
}
