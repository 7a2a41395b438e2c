/**
 * What is drawn of a net: tasks, and conditions only where they matter. `compiler/graph` imports
 * types of `ir` and, in `svg.ts` alone, the layout library.
 *
 * A condition is drawn if it is the input or an output, holds more than one token, or is shared by
 * several tasks that compete for it; any other is a line. A silent task that only passes one token on is a line too.
 */
import type { ConditionIndex, Net, NetTask } from "../ir/net.ts"

export interface PictureNode {
  /** `c0` or `t0`, by index in the net. */
  readonly id: string
  readonly kind: "input" | "output" | "condition" | "automatic" | "manual" | "silent"
  /** Name of the task without that of its scope; of an output: `end` or the end task; else empty. */
  readonly label: string
  /** Marked if several lines come in. */
  readonly join?: "and" | "xor"
  /** Marked if several lines go out. */
  readonly split?: "and" | "xor"
  /** Index of the scope it is drawn in. */
  readonly scope: number
  /** How many tasks and conditions it empties, if any. */
  readonly empties: number
}

export interface PictureEdge {
  readonly from: string
  readonly to: string
  /** Outcome and key, where they say something. */
  readonly label: string
}

export interface Picture {
  readonly title: string
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
  /** Path of each scope; the first is the net itself. */
  readonly scopes: readonly { readonly path: string; readonly workflow: string }[]
}

/** The picture of a net. */
export function picture(net: Net): Picture {
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((t, i) => { for (const input of t.inputs) consumers[input.condition]!.push(i) })
  const fed = new Set(net.tasks.flatMap((t) => t.outcomes.flatMap((o) => o.outputs.map((a) => a.condition))))
  const outputs = new Set(net.outputs)
  const drawn = net.conditions.map((c, i) => {
    const shared = consumers[i]!.length !== 1 || !fed.has(i as ConditionIndex)
    return i === net.input || outputs.has(i as ConditionIndex) || c.bound > 1 || shared
  })
  const line = net.tasks.map(passesOn)

  const edges = new Map<string, { from: string; to: string; labels: Set<string> }>()
  const connect = (from: string, to: string, label: string) => {
    const known = edges.get(`${from} ${to}`)
    if (known) known.labels.add(label)
    else edges.set(`${from} ${to}`, { from, to, labels: new Set([label]) })
  }
  const enter = (from: string, task: number, condition: number, label: string, passed: readonly number[] = []) => {
    const { inputs, outcomes } = net.tasks[task]!
    if (line[task] && !passed.includes(task)) {
      leave(from, outcomes[0]!.outputs[0]!.condition, label, [...passed, task])
      return
    }
    const key = inputs.find((i) => i.condition === condition)?.key
    connect(from, `t${task}`, [label, inputs.length > 1 ? key : undefined].filter(Boolean).join(" → "))
  }
  const leave = (from: string, condition: number, label: string, passed: readonly number[] = []) => {
    if (drawn[condition]) connect(from, `c${condition}`, label)
    else enter(from, consumers[condition]![0]!, condition, label, passed)
  }
  net.conditions.forEach((_, c) => {
    if (drawn[c]) for (const task of consumers[c]!) enter(`c${c}`, task, c, "")
  })
  net.tasks.forEach((task, t) => {
    if (line[t]) return
    for (const { name, outputs } of task.outcomes) {
      for (const { condition } of outputs) leave(`t${t}`, condition, task.outcomes.length > 1 ? name : "")
    }
  })

  const all = [...edges.values()].map(({ from, to, labels }) => {
    return { from, to, label: [...labels].filter((label) => label !== "").join(", ") }
  })
  const count = (side: "from" | "to", id: string) => all.filter((e) => e[side] === id).length
  const nodes: PictureNode[] = []
  net.conditions.forEach((condition, c) => {
    if (!drawn[c]) return
    const kind = c === net.input ? "input" : outputs.has(c as ConditionIndex) ? "output" : "condition"
    const end = kind === "output" ? condition.name.replace(/^end:/, "") : undefined
    const label = end ?? (condition.bound > 1 ? `≤ ${condition.bound}` : "")
    nodes.push({ id: `c${c}`, kind, label, scope: scopeOf(net, condition.name), empties: 0 })
  })
  net.tasks.forEach((task, t) => {
    if (line[t]) return
    const id = `t${t}`
    const prefix = `${net.scopes[task.scope]!.path}/`
    const short = task.name.startsWith(prefix) ? task.name.slice(prefix.length) : task.name
    nodes.push({
      id, kind: task.kind, label: task.kind === "silent" ? "" : short, scope: task.scope, empties: regionSize(task),
      ...(count("to", id) > 1 && { join: task.join === "and" && task.inputs.length > 1 ? "and" : "xor" }),
      ...(count("from", id) > 1 && { split: task.outcomes.length > 1 ? "xor" : "and" }),
    })
  })
  return { title: net.id, nodes, edges: all, scopes: net.scopes }
}

/** Silent, one way through, nothing emptied: there is nothing to see. */
function passesOn(task: NetTask): boolean {
  const one = task.outcomes.length === 1 && task.outcomes[0]!.outputs.length === 1
  return task.kind === "silent" && one && regionSize(task) === 0 && (task.join === "xor" || task.inputs.length === 1)
}

const regionSize = ({ cancels }: NetTask) => cancels.conditions.length + cancels.tasks.length

/** The deepest scope whose path the condition's name carries. */
function scopeOf(net: Net, condition: string): number {
  const name = condition.replace(/^[a-z]+:/, "")
  return net.scopes.findLastIndex(({ path }) => path === "" || name.startsWith(`${path}/`))
}
