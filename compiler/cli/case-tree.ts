/** A case with its work items, their instances and the cases that they run, as a tree and as `--json` shows it. */
import type { CaseView, WorkItemView } from "../../src/runtime/case-view.ts"
import type { SqliteReader } from "../../src/runtime/sqlite-reader.ts"
import { iso, plain } from "./cases.ts"
import { offer } from "./worklist.ts"

/** A case and those that run for its work items. */
export interface CaseTree extends CaseView {
  readonly inside: ReadonlyMap<string, ChildTree>
}

/** A case inside of another. */
export interface ChildTree extends CaseTree {
  /** Id of the workflow that it runs. */
  readonly runs: string
}

/** A work item, as the history left it. */
export interface Item {
  readonly workItemId: string
  readonly task: string
  /** Names of the sub-workflows around it, then its own; of an instance its number alone. */
  readonly path: readonly string[]
  /** Set while it is offered or runs. */
  readonly live: WorkItemView | undefined
  state: string
  outcome: string | undefined
  readonly from: number
  to: number | undefined
  /** Of an instance the work item of all of them. */
  readonly instanceOf: string | undefined
  /** Of a task that is done several times at once. */
  readonly instances: Item[]
  /** The case that it runs. */
  readonly inside: ChildTree | undefined
}

/** Reads a case and all that run inside of it. */
export async function caseTree(
  showCase: (reader: SqliteReader, caseId: string) => Promise<CaseView>, reader: SqliteReader, caseId: string,
): Promise<CaseTree> {
  const view = await showCase(reader, caseId)
  const inside = new Map<string, ChildTree>()
  for (const { workItemId, caseId: child, runs } of view.children) {
    inside.set(workItemId, { ...await caseTree(showCase, reader, child), runs })
  }
  return { ...view, inside }
}

/** Work items in order of their enabling, instances in those of all of them. */
export function itemsOf({ history, workItems, inside }: CaseTree): readonly Item[] {
  const live = new Map<string, WorkItemView>(workItems.map((item) => [item.workItemId, item]))
  const items = new Map<string, Item>()
  const found: Item[] = []
  for (const { at, event, task: completed, outcome, happened } of history) {
    for (const { what, task, workItemId } of happened) {
      let item = items.get(workItemId)
      if (item === undefined) {
        const [, instanceOf, instance] = /^(.*:\d+)\.(\d+)$/s.exec(workItemId) ?? []
        item = {
          workItemId, task, path: instance === undefined ? task.split("/") : [instance], live: live.get(workItemId),
          state: what, outcome: undefined, from: at, to: undefined, instanceOf, instances: [],
          inside: inside.get(workItemId),
        }
        items.set(workItemId, item)
        ;(items.get(instanceOf ?? "")?.instances ?? found).push(item)
      }
      item.state = what
      item.to = what === "enabled" || what === "started" ? undefined : at
      // One completion may make tasks that receive complete as well: the outcome is not theirs.
      if (what === "completed" && event === "complete" && task === completed && outcome !== "done") {
        item.outcome = outcome
      }
    }
  }
  return found
}

/** A case as `--json` shows it, with those inside of it. */
export function jsonOf(view: CaseTree): object {
  const { definitionHash, result, failure, marking, history, inside } = view
  return {
    ...plain(view), definitionHash, result: result ?? null, failure: failure ?? null, marking,
    workItems: itemsOf(view).flatMap((item) => [item, ...item.instances]).map(itemJson),
    history: history.map((line) => ({ ...line, at: iso(line.at) })),
    children: [...inside].map(([workItemId, child]) => ({ workItemId, runs: child.runs, ...jsonOf(child) })),
  }
}

function itemJson({ workItemId, task, live, state, outcome, from, to, instanceOf, inside }: Item): object {
  return {
    workItemId, task, ...live, state, outcome: outcome ?? null, enabledAt: iso(from), ...(live && offer(live)),
    endedAt: to === undefined ? null : iso(to), instanceOf: instanceOf ?? null, childCaseId: inside?.caseId ?? null,
  }
}
