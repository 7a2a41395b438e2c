/** What is written at the parts of a picture. */
import { type ConditionIndex, entriesOf, type Instances, type Net, type NetTask } from "../ir/net.ts"

/** From here on the most instances are as good as any number. */
const MANY = 1000

/** The name of a task without that of its scope. */
export function nameIn(net: Net, { name, scope }: NetTask): string {
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

/** `3`, `1–5`, `2 of 3`; `+` if more can be added, `?` if its instances say when it is done. */
export function badgeOf({ count, min, max, threshold, open, until }: Instances): string {
  const most = max >= MANY ? "∞" : `${max}`
  const all = count !== undefined ? `${count}` : min === max ? `${min}` : `${min}–${most}`
  return [threshold === undefined ? all : `${threshold} of ${all}`, open && "+", until && "?"].filter(Boolean).join(" ")
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
