/** A comparison for people: a list as diffs have it, then what keeps cases from moving. */
import type { Movability, Obstacle } from "./cases.ts"
import type { DefinitionChange } from "./changes.ts"
import type { Diff, WorkflowDiff } from "./diff.ts"

type Style = "green" | "red" | "yellow" | "dim"

/** How a comparison is shown. */
export interface RenderDiffOptions {
  /** Wraps text in a style; as it is if absent. */
  readonly style?: (style: Style, text: string) => string
}

/** The text that `knhk diff` prints. Names are as they are in the definitions, with whatever signs they hold. */
export function renderDiff({ workflows }: Diff, { style = (_, text) => text }: RenderDiffOptions = {}): string {
  return workflows.map((one) => workflowText(one, style)).join("\n\n")
}

function workflowText({ workflow, state, changes, cases, untyped = [] }: WorkflowDiff, style: Paint): string {
  const head = state === "same" ? `${workflow}: nothing changed` : state === "changed" ? `${workflow}:`
    : style(state === "added" ? "green" : "red", `${workflow}: ${state}`)
  const unknown = untyped.length === 0 ? []
    : [style("dim", `  types of ${untyped.join(", ")} are not known and were not compared`)]
  return [head, ...changes.map((change) => changeText(change, style)), ...unknown, ...casesText(state, cases, style)]
    .join("\n")
}

type Paint = (style: Style, text: string) => string

function changeText(change: DefinitionChange, style: Paint): string {
  const { perhaps } = change
  const hint = perhaps === undefined ? ""
    : style("dim", `  (perhaps it is ${perhaps} now: that stands between the same tasks)`)
  const signs = { added: ["+", "green"], removed: ["-", "red"], changed: ["~", "yellow"] } as const
  const [sign, colour] = signs[change.change]
  return `  ${style(colour, `${sign} ${said(change)}`)}${hint}`
}

function said({ change, what, name, path, detail, was, is }: DefinitionChange): string {
  const where = path === undefined ? "" : `${path}: `
  if (change !== "changed") return what === "task" ? `task ${name}: ${was ?? is}` : `${where}${name}`
  if (what === "flow") return `${where}${detail ?? `${was!} -> ${is!}`}`
  if (detail === "order") return "the order of tasks, outcomes or flows"
  if (detail === "outcome") return `task ${name}: ${was === undefined ? `+ ${is!}` : `- ${was}`}`
  return `${what} ${name}: ${detail!}: ${cut(was)} -> ${cut(is)}`
}

/** Types can be long; `--json` has all of them. */
const cut = (text = "none"): string => (text.length <= 60 ? text : `${text.slice(0, 60)}…`)

function casesText(state: WorkflowDiff["state"], cases: Movability | undefined, style: Paint): readonly string[] {
  if (state === "removed") return [style("red", "  its cases cannot move")]
  if (cases === undefined) return []
  const { movable, markings, moving, obstacles, warnings, complete, wide } = cases
  const of = `${moving.toLocaleString("en")} of ${markings.toLocaleString("en")} markings`
  const words = {
    all: style("green", "cases: all can move"),
    some: style("yellow", `cases: some can move, in ${of}`),
    none: style("red", "cases: none that has begun can move"),
    unknown: style("yellow", "cases: it is not known whether all can move"),
  }
  const why = wide === undefined ? "the budget ended before every marking was looked at: give more with --states"
    : `the OR-split of "${wide}" has more sets of routes than are looked at`
  const cut = complete ? [] : [`  ${why}`]
  return [
    words[movable], ...cut, ...obstacles.flatMap((one) => obstacleText(one, style)),
    ...warnings.flatMap((one) => obstacleText(one, style, style("yellow", "warning, "))),
  ]
}

function obstacleText(
  { message, markings, run, then, within }: Omit<Obstacle, "cause">, style: Paint, kind = "",
): readonly string[] {
  const many = `${markings.toLocaleString("en")} ${markings === 1 ? "marking" : "markings"}`
  const where = within === undefined ? "" : `in a case of "${within}", `
  const after = then === undefined ? [] : [`then: ${then === "" ? "it is so at once" : then}`]
  return [
    `  ${kind}${many}: ${where}${message}`,
    ...[`run: ${run === "" ? "from the start" : run}`, ...after].map((line) => style("dim", `    ${line}`)),
  ]
}
