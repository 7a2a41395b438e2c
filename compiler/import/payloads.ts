/**
 * Which tasks keep the type of what they take: those that nothing else can come to. A model says what single tasks
 * read and write; what flows between them has to fit at every arc, or nothing compiles.
 */
import type { ImportedFlow, ImportedPayload, ImportedTask, ImportedWorkflow } from "./imported.ts"

/** The type on an arc: a payload by its constant, nothing known, or anything yet, as at the start of a case. */
type On = string | undefined | typeof anything
const anything = Symbol("anything")

/** The workflow with the types that fit. `open`: nobody runs it but from outside, so its start takes what it wants. */
export function fit(workflow: ImportedWorkflow, payloads: readonly ImportedPayload[], open: boolean): ImportedWorkflow {
  const untyped = new Set(payloads.filter(({ type, list }) => type === "unknown" && !list).map((one) => one.constant))
  const tasks = new Map(workflow.tasks.map((task) => [task.name, task]))
  const sources = sourcesOf(workflow, open)
  const takes = new Map<string, On>(workflow.tasks.map((task) => [task.name, passes(task) ? anything : wishOf(task)]))
  settle()
  const unsaid = [...takes].filter(([, on]) => on === anything).map(([name]) => name)
  if (unsaid.length > 0) {
    const open = new Set<string | symbol | undefined>([anything, ...unsaid])
    const next = workflow.tasks.filter(({ name }) => sources.get(name)!.some((from) => open.has(from)))
    const wish = next.map(wishOf).find((one) => one !== undefined)
    for (const name of unsaid) takes.set(name, wish)
    settle()
  }
  return { ...workflow, tasks: workflow.tasks.map(typed) }

  function settle(): void {
    for (let changed = true; changed;) {
      changed = false
      for (const [name, on] of takes) {
        const next = meet(on, sources.get(name)!.map((from) => (from === anything ? anything : givenBy(from))))
        if (next === on) continue
        takes.set(name, next)
        changed = true
      }
    }
  }

  /** What a task takes if so much can come to it. */
  function meet(on: On, from: readonly On[]): On {
    if (on === undefined || (typeof on === "string" && untyped.has(on))) return on
    let now = on
    for (const one of from) {
      if (one === anything || one === now) continue
      if (now !== anything || one === undefined) return undefined
      now = one
    }
    return now
  }

  function givenBy(name: string | undefined): On {
    const task = name === undefined ? undefined : tasks.get(name)
    return task === undefined ? undefined : passes(task) ? takes.get(task.name) : givesOf(task)
  }

  function typed(task: ImportedTask): ImportedTask {
    const { takes: _, gives: __, ...rest } = task
    const on = takes.get(task.name)
    const gives = givesOf(task)
    const wish = wishOf(task)
    const lost = wish === undefined || wish === on ? [] : [`in the model it takes ${wish}`]
    const comments = [...task.comments, ...lost]
    return { ...rest, comments, ...(typeof on === "string" && { takes: on }), ...(gives !== undefined && { gives }) }
  }
}

/** What leads to each task: the task whose payload comes, `undefined` where a join makes a record of several. */
function sourcesOf(
  { tasks, start, flows }: ImportedWorkflow, open: boolean,
): ReadonlyMap<string, readonly (string | undefined | typeof anything)[]> {
  const sources = new Map<string, (string | undefined | typeof anything)[]>(tasks.map(({ name }) => [name, []]))
  sources.get(start)!.push(open ? anything : undefined)
  for (const flow of flows) for (const [from, to] of handed(flow)) sources.get(to)!.push(from)
  return sources
}

function handed(flow: ImportedFlow): readonly (readonly [from: string | undefined, to: string])[] {
  switch (flow.kind) {
    case "threadSplit": return [[flow.from, flow.to]]
    case "flow": return [[flow.list === true ? undefined : flow.from, flow.to]]
    case "and": case "defer": return flow.to.map((to) => [flow.from, to] as const)
    case "xor": case "or": return flow.routes.flatMap((route) => route.to.map((to) => [flow.from, to] as const))
    case "multiMerge": return flow.from.map((from) => [from, flow.to] as const)
    case "join": case "orJoin": case "partialJoin": return [[undefined, flow.to]]
    case "cancels": case "cancelsCase": return []
  }
}

/** Whether a task hands on what it takes. */
function passes({ work }: ImportedTask): boolean {
  return work.kind === "silent" || work.kind === "timer" || (work.kind === "decision" && work.passes)
}

function wishOf({ work, takes }: ImportedTask): string | undefined {
  const may = work.kind === "task" || work.kind === "human" ? work.many === undefined : work.kind === "decision"
  return may ? takes : undefined
}

function givesOf({ work, gives }: ImportedTask): string | undefined {
  return (work.kind === "task" || work.kind === "human") && work.many === undefined ? gives : undefined
}
