/** The parameters held against the workflow: what is drawn for each task, and what nobody said. */
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, Multi, TaskKind } from "../../src/kernel/table.ts"
import { constant, drawOf, isRecord, read, refusal, shown } from "./distribution.ts"
import { type Draw, drawBy, DrawKind } from "./draw.ts"
import type { Model, Work } from "./model.ts"
import { countOf, outcomeOf, routesOf, type Weights } from "./choice.ts"

/** How long a task takes of which nobody said it: an hour. */
export const DEFAULT_DURATION = 3_600_000

/** What was not said, by name: the defaults hold for these. */
export interface Defaults {
  /** An hour. */
  readonly durations: readonly string[]
  /** Each as likely; of an OR-split each route in one half of the cases. */
  readonly outcomes: readonly string[]
  /** The fixed number, else the least, one at least. */
  readonly instances: readonly string[]
  /** One half. */
  readonly until: readonly string[]
  /** An hour after a task began to wait. */
  readonly signals: readonly string[]
}

export interface Plan {
  readonly durations: readonly Draw[]
  /** Index into `roles`, or -1. */
  readonly roleOf: Int32Array
  readonly roles: readonly { readonly name: string; readonly people: number }[]
  /** The outcome as `complete` takes it. */
  readonly outcomes: readonly (Draw | undefined)[]
  readonly instances: readonly (Draw | undefined)[]
  /** How likely an instance makes its task done, by task. */
  readonly until: Float64Array
  readonly signals: readonly { readonly after: Draw; readonly fromStart: boolean }[]
  /** Time from one case to the next. */
  readonly arrival: Draw
  /** No case waits for people that another one has. */
  readonly isIndependent: boolean
  readonly defaults: Defaults
}

/** Throws a `SimulationFailure` for the first thing that does not fit. */
export function planOf({ table, tasks }: Model, parameters: unknown): Plan {
  const said = record(parameters, "the parameters", ["$schema", "arrival", "tasks", "resources", "signals"])
  const byTask = record(said["tasks"], "tasks")
  const named = tasks.filter(({ kind }) => kind !== TaskKind.silent)
  for (const name of Object.keys(byTask)) {
    if (!named.some((task) => task.name === name)) throw refusal(unknown(table.workflow, "task", name, named))
  }
  const own = tasks.map((task) => taskParameters(task, byTask[task.name]))
  const choice: Weights = { model: { table, tasks }, own }
  const defaults = { durations: [], outcomes: [], instances: [], until: [], signals: [] } as Lists
  const durations = tasks.map((task, t) => durationOf(task, own[t]!, defaults.durations))
  const people = peopleOf(said["resources"])
  const roleNames = tasks.map((task, t) => roleOf(task, own[t]!))
  const names = [...new Set(roleNames.filter((name) => name !== undefined))]
  for (const role of people.keys()) {
    if (names.includes(role)) continue
    const known = quoted(names)
    throw refusal(`resources: no task of "${table.workflow}" has the role "${role}": it knows ${known}`)
  }
  const roles = names.map((name) => ({ name, people: people.get(name) ?? Infinity }))
  const signals = signalsOf(table.triggerNames, table.workflow, said["signals"], defaults.signals)
  return {
    durations,
    roleOf: Int32Array.from(roleNames, (name) => (name === undefined ? -1 : names.indexOf(name))),
    roles,
    outcomes: tasks.map((_, t) =>
      (table.taskChoice[t] === Choice.several ? routesOf : outcomeOf)(choice, t, defaults.outcomes)),
    instances: tasks.map((_, t) => countOf(choice, t, defaults.instances)),
    until: Float64Array.from(tasks, (task, t) => {
      const multi = table.taskMulti[t]!
      const asks = multi !== NONE && (table.multiFlags[multi]! & Multi.until) !== 0
      return untilOf(task, own[t]!["until"], asks, defaults.until)
    }),
    signals,
    arrival: arrivalOf(said["arrival"]),
    isIndependent: roles.every(({ people }) => people === Infinity),
    defaults,
  }
}

type Lists = { -readonly [Kind in keyof Defaults]: string[] }
type Own = Readonly<Record<string, unknown>>

const fields = ["duration", "role", "outcomes", "routes", "instances", "until"]

/** The parameters of one task; each field is one that the task has a use for. */
function taskParameters(task: Work, said: unknown): Own {
  const own = record(said, where(task), fields)
  const calls = task.kind === TaskKind.call
  const receives = task.kind === TaskKind.receive
  const fault = own["duration"] !== undefined && calls ? "runs a workflow: give the durations of that one's tasks"
    : own["duration"] !== undefined && receives ? "waits for a signal: say when that comes, in signals"
    : own["role"] !== undefined && (calls || receives || task.kind === TaskKind.timer) ? "is no work: nobody does it"
    : undefined
  if (fault !== undefined) throw refusal(`${where(task)} ${fault}`)
  return own
}

function durationOf(task: Work, { duration }: Own, defaults: string[]): Draw {
  if (duration !== undefined) return drawOf(duration, `${where(task)}, duration`)
  if (task.after !== undefined) return constant(task.after)
  const works = task.kind === TaskKind.automatic || task.kind === TaskKind.manual || task.kind === TaskKind.timer
  if (works) defaults.push(task.name)
  return constant(DEFAULT_DURATION)
}

function roleOf(task: Work, { role }: Own): string | undefined {
  if (role !== undefined && (typeof role !== "string" || role === "")) {
    throw refusal(`${where(task)}, role: ${shown(role)} is no name of a role: give text`)
  }
  return role ?? task.role
}

function untilOf(task: Work, until: unknown, asks: boolean, defaults: string[]): number {
  if (!asks) {
    if (until === undefined) return 0
    throw refusal(`${where(task)} has no completion condition: leave out until`)
  }
  if (until === undefined) {
    defaults.push(task.name)
    return 0.5
  }
  if (typeof until === "number" && until >= 0 && until <= 1) return until
  throw refusal(`${where(task)}, until: ${shown(until)} is no probability: give a number from 0 to 1`)
}

function peopleOf(resources: unknown): ReadonlyMap<string, number> {
  return new Map(Object.entries(record(resources, "resources")).map(([role, people]) => {
    if (typeof people === "number" && Number.isSafeInteger(people) && people > 0) return [role, people] as const
    throw refusal(`resources, "${role}": ${shown(people)} is no number of people: give a whole number above 0`)
  }))
}

function signalsOf(names: readonly string[], workflow: string, signals: unknown, defaults: string[]) {
  const said = record(signals, "signals")
  for (const name of Object.keys(said)) {
    if (!names.includes(name)) throw refusal(unknown(workflow, "signal", name, names.map((name) => ({ name }))))
  }
  return names.map((name) => {
    const at = `signal "${name}"`
    const { after, from = "wait" } = record(said[name], at, ["after", "from"])
    if (from !== "wait" && from !== "start") throw refusal(`${at}, from: give "wait" or "start", not ${shown(from)}`)
    if (after === undefined && said[name] !== undefined) throw refusal(`${at}: it does not say when: give after`)
    if (after === undefined) defaults.push(name)
    const draw = after === undefined ? constant(DEFAULT_DURATION) : drawOf(after, `${at}, after`)
    return { after: draw, fromStart: from === "start" }
  })
}

function arrivalOf(arrival: unknown): Draw {
  if (arrival === undefined || arrival === "at once") return constant(0)
  const [[kind, said] = [], ...more] = isRecord(arrival) ? Object.entries(arrival) : []
  if (more.length > 0 || (kind !== "every" && kind !== "poisson")) {
    throw refusal(`arrival: ${shown(arrival)} is none: give "at once", every or poisson, both with a duration`)
  }
  const interval = read(said, `arrival, ${kind}`)
  return kind === "every" ? constant(interval) : drawBy(DrawKind.exponential, interval)
}

export const where = (task: Pick<Work, "name">): string => `task "${task.name}"`

function unknown(workflow: string, what: string, name: string, known: readonly { readonly name: string }[]): string {
  return `${what}s: "${workflow}" has no ${what} "${name}": it knows ${quoted(known.map((one) => one.name))}`
}

export const quoted = (names: readonly string[]): string =>
  (names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", "))

/** An object with no other members than these; `undefined` is an empty one. */
function record(value: unknown, at: string, known?: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  if (!isRecord(value)) throw refusal(`${at}: ${shown(value)} is no object: give one`)
  const strange = known === undefined ? undefined : Object.keys(value).find((name) => !known.includes(name))
  if (strange === undefined) return value
  throw refusal(`${at}: there is nothing called "${strange}": give some of ${known!.join(", ")}`)
}
