/**
 * What YAWL tasks empty. YAWL tells apart a task and the conditions before it; knhk empties a task with all that waits
 * for it. Where a region has one without the other, a note says so.
 */
import type { Canvas } from "../bpmn/canvas.ts"
import type { Part } from "./draw-task.ts"
import type { Ways } from "./draw-net.ts"
import type { Sheet } from "./draw.ts"
import type { Net, Task } from "./model.ts"

export function drawRegions(
  net: Net, ways: Ways, parts: ReadonlyMap<string, Part>, canvas: Canvas, sheet: Sheet,
): void {
  const tasks = new Map(net.nodes.flatMap((node) => (node.kind === "task" ? [[node.id, node] as const] : [])))
  for (const task of tasks.values()) {
    if (task.removes.length === 0) continue
    const { running, waiting } = regionOf(task, ways, tasks)
    const emptied = [...new Set([...running, ...waiting.keys()])].filter((id) => id !== task.id)
    const works = emptied.flatMap((id) => parts.get(id)!.works)
    for (const key of lastOf(parts.get(task.id)!)) canvas.cancel(key, works)
    const partly = emptied.filter((id) => !running.has(id) || waiting.get(id) !== ways.into(id).length)
    if (partly.length === 0) continue
    const names = partly.map((id) => JSON.stringify(tasks.get(id)!.name ?? id)).join(", ")
    sheet.note("differs", task, `it takes away both the work at ${names} and what waits for it`)
  }
}

/** The nodes whose completion is that of the task. */
function lastOf({ works, exit }: Part): readonly string[] {
  return works.includes(exit) ? [exit] : works
}

/** Tasks whose work is in the region, and for tasks that wait for tokens of it, how many of their ways in are. */
function regionOf(
  { removes }: Task, ways: Ways, tasks: ReadonlyMap<string, Task>,
): { readonly running: ReadonlySet<string>; readonly waiting: ReadonlyMap<string, number> } {
  const running = new Set<string>()
  const waiting = new Map<string, number>()
  const wait = (id: string) => { if (tasks.has(id)) waiting.set(id, (waiting.get(id) ?? 0) + 1) }
  const seen = new Set<string>()
  for (const one of removes) {
    const key = JSON.stringify(one)
    if (seen.has(key)) continue
    seen.add(key)
    if (one.kind === "flow") wait(one.to)
    else if (tasks.has(one.id)) running.add(one.id)
    else for (const { to } of ways.out(one.id)) wait(to)
  }
  return { running, waiting }
}
