/** What is written at the parts of a picture. */
import { type ConditionIndex, entriesOf, type Instances, type Net, type NetTask } from "../ir/net.ts"

/** The name of a task without that of its scope. */
export function nameIn(net: Net, { name, scope }: NetTask): string {
  return within(net, scope, name)
}

/** The task that ends an entry there; `end` where no other task does. */
export function endOf(net: Net, condition: ConditionIndex): string {
  const { name } = net.conditions[condition]!
  const isOnly = entriesOf(net).some(({ outputs }) => outputs.length === 1 && outputs[0] === condition)
  if (!name.startsWith("end:")) return name
  return isOnly ? "end" : within(net, scopeOfCondition(net, condition), name.slice("end:".length))
}

function within(net: Net, scope: number, name: string): string {
  const prefix = `${net.scopes[scope]!.path}/`
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}

/** The signal that a task receives, the workflow that it calls. */
export function subtitleOf(net: Net, { kind, trigger, callee }: NetTask): string | undefined {
  if (kind === "receive") return net.triggers?.[trigger!]?.name
  if (kind !== "call") return undefined
  if (callee === 0) return net.id
  const scope = scopeOfCondition(net, entriesOf(net)[callee!]!.input)
  return scope === 0 ? undefined : net.scopes[scope]!.workflow
}

/** `3`, `1–5`, `2 of 3`; `+` if more can be added; whether its instances say when it is done, or nobody waits. */
export function badgeOf({ count, min, max, threshold, open, until }: Instances): string {
  const all = count !== undefined ? `${count}` : min === max ? `${min}` : `${min}–${max}`
  const enough = threshold === undefined || threshold === 0 || until ? all : `${threshold} of ${all}`
  const done = until ? ", until" : threshold === 0 ? ", not awaited" : ""
  return `${enough}${open ? " +" : ""}${done}`
}

/** The scope of what is next to a condition, the deepest first; without any, what its name says. */
export function scopeOfCondition(net: Net, condition: ConditionIndex): number {
  const takes = (task: NetTask) => task.inputs.some((input) => input.condition === condition)
  const puts = (task: NetTask) => task.outcomes.some((o) => o.outputs.some((output) => output.condition === condition))
  const entry = entriesOf(net).find(({ input, outputs }) => input === condition || outputs.includes(condition))
  const beside = net.tasks.filter((task) => takes(task) || puts(task)).map(({ scope }) => scope)
  if (entry !== undefined && beside.length > 0) return Math.min(...beside)
  const name = net.conditions[condition]!.name.replace(/^[a-z]+:/, "")
  return net.scopes.findLastIndex(({ path }) => path === "" || name.startsWith(`${path}/`))
}
