/** A YAWL task as nodes: the work, the time that ends it or goes before it, and the choice of the ways out. */
import type { Canvas } from "../bpmn/canvas.ts"
import type { DrawnNode, Work } from "../drawing.ts"
import type { Ways } from "./draw-net.ts"
import type { Sheet } from "./draw.ts"
import type { Code, Task } from "./model.ts"

/** The nodes that one element becomes. */
export interface Part {
  readonly entry: string
  readonly exit: string
  /** What is emptied where the task is. */
  readonly works: readonly string[]
  /** Whether the exit chooses among the ways out. */
  readonly chooser: boolean
}

const joins = { and: "all", or: "some", xor: "any" } as const satisfies Record<Code, DrawnNode["join"]["kind"]>
const splits = { and: "all", or: "some", xor: "one" } as const satisfies Record<Code, DrawnNode["split"]>

export function drawTask(task: Task, ways: Ways, canvas: Canvas, sheet: Sheet): Part {
  const join = ways.into(task.id).length > 1 ? joins[task.join] : "any"
  const split = ways.out(task.id).length > 1 ? splits[task.split] : "all"
  const work = workOf(task, sheet)
  const chooses = split === "one" || split === "some"
  const itself = chooses && (task.doing.kind === "empty" || task.doing.kind === "automated")
    && task.many === undefined && task.timer === undefined
  const key = canvas.element(task, { work: itself ? { kind: "task" } : work, anonymous: false })
  const node = canvas.node(key)
  if (task.takes !== undefined) node.takes = task.takes
  if (task.gives !== undefined && !itself) node.gives = task.gives
  if (itself) {
    node.join = { kind: join }
    node.split = split
    if (split === "one" && task.doing.kind === "empty") node.passes = true
    return { entry: key, exit: key, works: [key], chooser: true }
  }
  const timed = withTimer(task, key, ways, canvas, sheet)
  canvas.node(timed.entry).join = { kind: join }
  if (!chooses) {
    canvas.node(timed.exit).split = split
    return { ...timed, chooser: false }
  }
  const options = { work: { kind: "task" }, anonymous: false, split } as const
  const chooser = canvas.helper(`${calledOf(task)} routes`, task.at, options)
  if (split === "one") canvas.node(chooser).passes = true
  canvas.arc(timed.exit, chooser)
  return { ...timed, exit: chooser, works: [...timed.works, chooser], chooser: true }
}

/** Work that nobody does by hand begins when the time is over; what a person has not done by then is taken away. */
function withTimer(task: Task, key: string, ways: Ways, canvas: Canvas, sheet: Sheet): Omit<Part, "chooser"> {
  const alone = { entry: key, exit: key, works: [key] }
  if (task.timer === undefined) return alone
  const { millis, started, at } = task.timer
  const name = calledOf(task)
  const timer = (title: string) => canvas.helper(title, at, { work: { kind: "timer", millis }, anonymous: false })
  if (task.doing.kind !== "manual") {
    const before = timer(`time before ${name}`)
    canvas.arc(before, key)
    return { entry: before, exit: key, works: [before, key] }
  }
  if (ways.into(task.id).some(({ from }) => ways.isShared(from))) {
    sheet.note("dropped", task, "its timer: a condition offers its token to it and to others")
    return alone
  }
  if (started) sheet.note("differs", task, "its timer counts from when it is offered, not from when somebody starts it")
  const over = timer(`time for ${name}`)
  const entry = canvas.helper(`begin ${name}`, task.at)
  const exit = canvas.helper(`${name} done`, task.at)
  for (const one of [key, over]) {
    canvas.arc(entry, one)
    canvas.arc(one, exit)
  }
  canvas.cancel(key, [over])
  canvas.cancel(over, [key])
  return { entry, exit, works: [key, over] }
}

function workOf(task: Task, sheet: Sheet): Work {
  const { doing, many } = task
  const repeated = many === undefined ? {} : { many }
  switch (doing.kind) {
    case "empty": return many === undefined ? { kind: "silent" } : { kind: "task", many }
    case "automated": return { kind: "task", ...repeated }
    case "manual": return { kind: "human", ...(doing.role !== undefined && { role: doing.role }), ...repeated }
    case "net": {
      if (!sheet.isAround(doing.net)) return { kind: "sub", drawing: doing.net, ...repeated }
      if (many !== undefined) sheet.note("dropped", task, "it runs what is around it once, not several times at once")
      return { kind: "call", drawing: doing.net }
    }
  }
}

export function calledOf({ name, id }: Task): string {
  return name ?? id
}
