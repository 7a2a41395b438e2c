/**
 * What is drawn of a net: tasks, and conditions only where they matter. `compiler/graph` imports `ir` and, in `svg.ts`
 * alone, the layout library.
 *
 * A condition is drawn if a case begins or ends there, if it holds more than one token, if several tasks compete for it
 * or some task only looks at it; any other is a line. A silent task that only passes one token on is a line too. The
 * parts of a partial join are one join, at the task that it leads to if it leads nowhere else, and with the condition
 * between them.
 */
import type { ConditionIndex, Net, NetTask, TaskKind } from "../ir/net.ts"
import { badgeOf, endOf, nameIn, scopeOfCondition, subtitleOf } from "./caption.ts"
import { exclusions } from "./exclusion.ts"
import { linesOf } from "./lines.ts"
import { notTaken, type Outline, outline, regionOf } from "./outline.ts"

export type Mark = "and" | "xor" | "or"

export interface PictureNode {
  /** `c0` or `t0`, by index in the net. */
  readonly id: string
  readonly kind: "input" | "output" | "condition" | TaskKind
  /** Name of the task without that of its scope; of one end among several: the end task; of a condition: its bound. */
  readonly label: string
  /** The signal that a task waits for, the workflow that it calls. */
  readonly subtitle?: string
  /** Marked if several lines come in. */
  readonly join?: Mark
  /** Of a partial join, instead: `2 of 3`, and whether it cancels the others. */
  readonly partial?: string
  readonly sweeps?: true
  /** Beneath it, if it may fire again before the task begins: `≤ 3` times in all. */
  readonly waiting?: string
  /** Marked if several lines go out. */
  readonly split?: Mark
  /** Index of the scope it is drawn in. */
  readonly scope: number
  /** How many tasks and conditions it empties, where no tie tells which. */
  readonly empties: number
  /** Of a task with instances: `3`, `1–5`, `2 of 3`, `1–5 +` (more can be added). */
  readonly instances?: string
  /** Its completion cancels the case. */
  readonly endsCase?: true
  /** Others keep it from starting: the picture's notes tell which. */
  readonly excluded?: true
  /** Of a condition: it holds a token from the beginning. */
  readonly marked?: true
}

export interface PictureEdge {
  readonly from: string
  readonly to: string
  /** Outcome, key and number of tokens, where they say something. */
  readonly label: string
}

/** What moves no token: a task looks at a condition, or cancels or completes another task. */
export interface PictureTie {
  readonly from: string
  readonly to: string
  readonly kind: "reads" | "cancels" | "completes"
}

export interface Picture {
  readonly title: string
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
  readonly ties: readonly PictureTie[]
  /** Which tasks keep each other out. */
  readonly notes: readonly string[]
  /** Path of each scope; the first is the net itself. */
  readonly scopes: readonly { readonly path: string; readonly workflow: string }[]
}

/** A region of more tasks is told by its number alone. */
const TIES_MAX = 6

/** The picture of a net. */
export function picture(net: Net): Picture {
  const drawn = outline(net)
  const lines = linesOf(drawn)
  const looks = tiesOf(drawn)
  const homes = joinHomes(drawn, lines, looks)
  const at = (id: string) => homes.get(id) ?? id
  const edges = lines.filter(({ from }) => !homes.has(from)).map((line) => ({ ...line, to: at(line.to) }))
  const notes = exclusions(net, (task) => nameIn(net, net.tasks[task]!))
  const excluded = new Set(notes.flatMap(({ tasks }) => tasks))
  const nodes = [
    ...net.conditions.flatMap((_, c) => (drawn.isCircle[c] && !homes.has(`c${c}`) ? [circle(drawn, c)] : [])),
    ...net.tasks.flatMap((_, t) => {
      const isPart = drawn.isLine[t] || homes.has(`t${t}`) || (drawn.joinOf.get(t)?.fire ?? t) !== t
      return isPart ? [] : [box(drawn, t, edges, homes, excluded.has(t))]
    }),
  ]
  const ids = new Set(nodes.map(({ id }) => id))
  const ties = looks.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to))
  const shown = ties.filter(({ from, kind }) =>
    kind !== "cancels" || ties.filter((tie) => tie.from === from && tie.kind === kind).length <= TIES_MAX)
  const told = new Set(shown.flatMap(({ from, kind }) => (kind === "cancels" ? [from] : [])))
  const quiet = nodes.map((node) => (told.has(node.id) ? { ...node, empties: 0 } : node))
  return { title: net.id, nodes: quiet, edges, ties: shown, notes: notes.map(({ text }) => text), scopes: net.scopes }
}

/**
 * Where partial joins are drawn: at the task that each leads to, if nothing else leads there. A condition on the way
 * that only this join and this task know is drawn there too.
 */
function joinHomes(
  { joins, marked, outputs }: Outline, lines: readonly PictureEdge[], ties: readonly PictureTie[],
): ReadonlyMap<string, string> {
  const fires = new Set(joins.map(({ fire }) => `t${fire}`))
  const special = new Set([...marked, ...outputs].map((c) => `c${c}`))
  for (const { from, to } of ties) special.add(from).add(to)
  return new Map(joins.flatMap(({ fire }) => {
    const direct = after(`t${fire}`)
    const isBetween = direct?.startsWith("c") === true && !special.has(direct)
    const home = isBetween ? after(direct) : direct
    if (home === undefined || !home.startsWith("t") || fires.has(home)) return []
    return [[`t${fire}`, home] as const, ...(isBetween ? [[direct, home] as const] : [])]
  }))

  /** The one node that a line leads to from here, if no other line does. */
  function after(id: string): string | undefined {
    const [out, ...others] = lines.filter(({ from }) => from === id)
    if (out === undefined || others.length > 0) return undefined
    return lines.some(({ from, to }) => to === out.to && from !== id) ? undefined : out.to
  }
}

function circle({ net, inputs, outputs, marked }: Outline, c: number): PictureNode {
  const { bound } = net.conditions[c]!
  const kind = inputs.has(c) ? "input" : outputs.has(c) ? "output" : "condition"
  const label = kind === "output" ? endOf(net, c as ConditionIndex) : bound > 1 ? atMost(bound) : ""
  const scope = scopeOfCondition(net, c as ConditionIndex)
  return { id: `c${c}`, kind, label, scope, empties: 0, ...(marked.has(c) && { marked: true }) }
}

const atMost = (tokens: number) => `≤ ${tokens}`

function box(
  drawn: Outline, t: number, edges: readonly PictureEdge[], homes: ReadonlyMap<string, string>, excluded: boolean,
): PictureNode {
  const { net, joins } = drawn
  const task = net.tasks[t]!
  const id = `t${t}`
  const own = joins.find(({ fire }) => (homes.get(`t${fire}`) ?? `t${fire}`) === id)
  const between = net.conditions.find((_, c) => homes.get(`c${c}`) === id)
  const empties = (of: number) => {
    const { conditions, tasks } = regionOf(drawn, of)
    return conditions.length + tasks.length
  }
  const subtitle = subtitleOf(net, task)
  const several = (side: "from" | "to") => edges.filter((edge) => edge[side] === id).length > 1
  return {
    id, kind: task.kind, label: task.kind === "silent" ? "" : nameIn(net, task), scope: task.scope,
    empties: own?.fire === t ? 0 : empties(t),
    ...(subtitle !== undefined && { subtitle }),
    ...(own !== undefined
      ? { partial: `${own.count} of ${own.branches.length}`, ...(empties(own.fire) > 0 && { sweeps: true }),
          ...(between && { waiting: atMost(between.bound) }) }
      : several("to") && { join: joinOf(net, task) }),
    ...(several("from") && { split: splitOf(task) }),
    ...(task.instances && { instances: badgeOf(task.instances) }),
    ...(task.cancelsCase && { endsCase: true }),
    ...(excluded && { excluded }),
  }
}

/** An AND-join that an OR-split tells which routes it has not taken does what an OR-join does. */
function joinOf(net: Net, { join, inputs }: NetTask): Mark {
  if (join === "xor" || inputs.length === 1) return "xor"
  const skipped = notTaken(net)
  return inputs.some(({ condition }) => skipped.has(condition)) ? "or" : join
}

function splitOf({ choice, outcomes }: NetTask): Mark {
  return choice === "several" ? "or" : outcomes.length > 1 ? "xor" : "and"
}

function tiesOf(drawn: Outline): readonly PictureTie[] {
  return drawn.net.tasks.flatMap(({ kind, reads = [], completes = [] }, t): PictureTie[] => {
    const id = `t${t}`
    if (drawn.joinOf.has(t)) return []
    return [
      ...reads.map((c) => ({ from: `c${c}`, to: id, kind: "reads" }) as const),
      ...(kind === "silent" ? [] : cancelled(drawn, t).map((to) => ({ from: id, to, kind: "cancels" }) as const)),
      ...completes.map((c) => ({ from: id, to: `t${c}`, kind: "completes" }) as const),
    ]
  })
}

/** What a task empties, a condition only where no task says it too. */
function cancelled(drawn: Outline, task: number): readonly string[] {
  const { conditions, tasks } = regionOf(drawn, task)
  const isTold = (c: number) => tasks.some((t) => drawn.consumers[c]!.includes(t))
  return [...tasks.map((t) => `t${t}`), ...conditions.flatMap((c) => (isTold(c) ? [] : [`c${c}`]))]
}
