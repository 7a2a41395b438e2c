/** The lines between what is drawn: through conditions and silent tasks that are no more than a line. */
import { type Outline, waysOut } from "./outline.ts"
import type { PictureEdge } from "./picture.ts"

/** Each pair of nodes once, with all that is to be said between them. */
export function linesOf({ net, consumers, isCircle, isHidden, isLine, joinOf }: Outline): readonly PictureEdge[] {
  const lines = new Map<string, { readonly from: string; readonly to: string; readonly labels: Set<string> }>()
  net.conditions.forEach((_, c) => {
    if (isCircle[c]) for (const task of consumers[c]!) enter(`c${c}`, task, c, "")
  })
  net.tasks.forEach((task, t) => {
    if (isLine[t] || nodeOf(t) !== `t${t}`) return
    const ways = waysOut(task)
    for (const { name, outputs } of ways) {
      for (const [condition, count] of counted(outputs.map((output) => output.condition))) {
        leave(`t${t}`, condition, said(" ", ways.length > 1 && name, times(count)))
      }
    }
  })
  return [...lines.values()].map(({ from, to, labels }) => ({ from, to, label: said(", ", ...labels) }))

  /** A token goes from a node into a task. */
  function enter(from: string, task: number, condition: number, label: string): void {
    const { inputs, outcomes } = net.tasks[task]!
    if (isLine[task]) {
      const { outputs } = outcomes[0]!
      return leave(from, outputs[0]!.condition, said(" ", label, times(outputs.length)))
    }
    const { key, weight = 1 } = inputs.find((input) => input.condition === condition)!
    connect(from, nodeOf(task), said(" → ", label, inputs.length > 1 && key, !joinOf.has(task) && times(weight)))
  }

  /** A token goes from a node into a condition. */
  function leave(from: string, condition: number, label: string): void {
    if (isCircle[condition]) connect(from, `c${condition}`, label)
    else if (!isHidden[condition]) enter(from, consumers[condition]![0]!, condition, label)
  }

  function connect(from: string, to: string, label: string): void {
    const known = lines.get(`${from} ${to}`)
    if (known) known.labels.add(label)
    else lines.set(`${from} ${to}`, { from, to, labels: new Set([label]) })
  }

  function nodeOf(task: number): string {
    return `t${joinOf.get(task)?.fire ?? task}`
  }
}

const said = (between: string, ...words: readonly (string | false | undefined)[]) =>
  words.filter((word) => word !== false && word !== undefined && word !== "").join(between)

const times = (count: number) => (count === 1 ? "" : `×${count}`)

function counted(conditions: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const condition of conditions) counts.set(condition, (counts.get(condition) ?? 0) + 1)
  return counts
}
