/** Activities of a BPMN model as nodes: what is done, again and again, and what may end it. */
import type { Many, Work } from "../drawing.ts"
import { attach } from "./draw-boundary.ts"
import type { Activity, Event, Instances } from "./model.ts"
import { called, isInPlace, type Part, type Sheet } from "./sheet.ts"

/** `offered`: an event-based gateway leads to it, so nothing can stand before it. */
export function drawActivity(activity: Activity, offered: boolean, sheet: Sheet): Part {
  let part: Part
  const outcomes = new Map<Event, string>()
  const nodes = sheet.canvas.during(() => {
    const once = drawOnce(activity, outcomes, sheet)
    part = activity.repeat?.kind === "loop" ? loop(activity, once, sheet) : once
  })
  return attach(activity, { ...part!, nodes }, outcomes, offered, sheet)
}

/** What can be told apart by how a task ends: errors of it, and escalations that interrupt it. */
function isOutcome(event: Event, activity: Activity): boolean {
  const { doing } = activity
  const handled = doing.kind === "task" || doing.kind === "human"
    || (doing.kind === "call" && doing.process === undefined)
  return handled && activity.repeat?.kind !== "instances" && event.triggers.length === 1
    && event.triggers.every(({ kind }) => kind === "error" || (kind === "escalation" && event.interrupting))
}

function drawOnce(activity: Activity, outcomes: Map<Event, string>, sheet: Sheet): Part {
  const { canvas } = sheet
  const { doing } = activity
  if (doing.kind === "sub" && isInPlace(sheet, activity)) return sheet.draw.inPlace(activity, doing.scope, sheet)
  const key = canvas.element(activity, {
    work: workOf(activity, sheet), comments: [...commentsOf(activity), ...activity.comments], anonymous: false,
  })
  const node = canvas.node(key)
  if (activity.takes !== undefined) node.takes = activity.takes
  if (activity.gives !== undefined) node.gives = activity.gives
  const ended = activity.boundary.filter((event) => isOutcome(event, activity))
  if (ended.length === 0) return { entry: key, exit: key, nodes: [key], last: key, offers: [key] }
  const chooser = doing.kind === "human" ? asked(key, activity, sheet) : key
  const done = canvas.helper(`${called(activity)} done`, activity.at)
  canvas.node(chooser).split = "one"
  canvas.arc(chooser, done, { name: "done" })
  for (const event of ended) {
    const to = canvas.element(event)
    canvas.arc(chooser, to, { name: called(event) })
    outcomes.set(event, to)
  }
  return { entry: key, exit: done, nodes: [], last: key }
}

/** A person gives one answer: a decision after it tells which way that means. */
function asked(key: string, activity: Activity, sheet: Sheet): string {
  const name = `how ${called(activity)} ended`
  const chooser = sheet.canvas.helper(name, activity.at, { work: { kind: "task" }, anonymous: false })
  sheet.canvas.arc(key, chooser)
  return chooser
}

/** What an activity that is one task does. */
function workOf(activity: Activity, sheet: Sheet): Work {
  const { doing, repeat } = activity
  const many = repeat?.kind === "instances" ? manyOf(repeat, activity, sheet) : undefined
  const repeated = many === undefined ? {} : { many }
  switch (doing.kind) {
    case "task": return { kind: "task", ...repeated }
    case "human": return { kind: "human", ...(doing.role !== undefined && { role: doing.role }), ...repeated }
    case "receive": return wrapped({ kind: "receive", signal: doing.message ?? called(activity) })
    case "sub": {
      const drawing = sheet.apart(activity, (inner) => sheet.draw.whole(activity, doing.scope, inner))
      return { kind: "sub", drawing, ...repeated }
    }
    case "adHoc": {
      const drawing = sheet.apart(activity, (inner) => sheet.draw.adHoc(activity, doing, inner))
      return { kind: "sub", drawing, ...repeated }
    }
    case "call": {
      const work = doing.process === undefined ? undefined : sheet.run(doing.process)
      if (work !== undefined) return work.kind === "sub" ? { ...work, ...repeated } : wrapped(work)
      const what = doing.called === undefined ? "it names no process"
        : `${JSON.stringify(doing.called)} is not in this model`
      const why = doing.process === undefined ? what : `${JSON.stringify(doing.called)} runs what is around it here`
      sheet.note("differs", activity, `${why}: it is a task whose handler has to run it; or put sub() in its place`)
      return { kind: "task", ...repeated }
    }
  }

  /** What cannot be repeated by itself can be as a workflow. */
  function wrapped(work: Work): Work {
    if (many === undefined) return work
    const drawing = sheet.apart(activity, ({ canvas }) =>
      canvas.helper(called(activity), activity.at, { work, anonymous: false }))
    return { kind: "sub", drawing, many }
  }
}

function manyOf({ count, inTurn, until }: Instances, activity: Activity, sheet: Sheet): Many {
  const needed = Number(until === undefined ? 0 : completed.exec(until)?.[1] ?? 0)
  const base = { ...(count !== undefined && { count }), ...(inTurn && { inTurn: true as const }) }
  if (until === undefined || (needed > 0 && count !== undefined && needed >= count)) return base
  if (needed > 0) {
    if (count === undefined) {
      const what = `a list of fewer than ${needed} ends the case as failed`
      sheet.note("differs", activity, `${what}: mend join where there may be fewer`)
    }
    return { ...base, enough: needed, cancels: true }
  }
  sheet.note("differs", activity, "when its condition never holds, the case is stuck: let it hold when all are done")
  return { ...base, until, cancels: true }
}

/** A condition on how many instances are done, in the words of BPMN or of well-known engines. */
const completed = /^\W*(?:numberOfCompletedInstances|nrOfCompletedInstances)\s*(?:>=|==|=)\s*(\d{1,6})\W*$/i

function commentsOf({ repeat }: Activity): readonly string[] {
  if (repeat?.kind !== "instances" || repeat.each === undefined) return []
  return [`one for each of: ${repeat.each}`]
}

/** Before or after each round a decision tells whether there is another one. */
function loop(activity: Activity, once: Part, sheet: Sheet): Part {
  const { canvas } = sheet
  const { repeat } = activity
  if (repeat?.kind !== "loop" || once.exit === undefined) return once
  const comments = [
    ...(repeat.condition === undefined ? [] : [`again while: ${repeat.condition}`]),
    ...(repeat.most === undefined ? [] : [`${repeat.most} times at most`]),
  ]
  const test = canvas.helper(`repeat ${called(activity)}`, activity.at, {
    work: { kind: "task" }, split: "one", comments, anonymous: false,
  })
  const done = canvas.helper(`${called(activity)} repeated`, activity.at)
  canvas.node(test).passes = true
  canvas.arc(once.exit, test)
  canvas.arc(test, once.entry, { name: "again", ...(repeat.condition !== undefined && { condition: true }) })
  canvas.arc(test, done, { name: "done" })
  return { entry: repeat.before ? test : once.entry, exit: done, nodes: [], ...(once.inner && { inner: once.inner }) }
}
