/** A run in words: as a note of a diagnostic has it, and step by step. */
import type { Step } from "../diagnostic.ts"
import { authorName } from "../ir/finding.ts"
import type { Net } from "../ir/net.ts"
import type { Happened, Witness } from "./witness.ts"

/** Names that are told before a run is cut in the middle. */
const WORDS_MAX = 40

/** `receive, check (no), ship`: tasks as they complete; one that only began is `ship ...`. */
export function steps(net: Net, happened: readonly Happened[]): readonly Step[] {
  return happened.flatMap(({ task: t, kind, outcome }, i) => {
    const task = net.tasks[t]!
    const name = authorName(task)
    const step = (message: string) => [{ message, name, ...(task.at !== undefined && { at: task.at }) }]
    if (kind === "absorb" || kind === "starve") return []
    if (kind === "start") {
      const goesOn = task.instances === undefined && happened.slice(i + 1).some((later) => later.task === t)
      return goesOn ? [] : step(task.instances === undefined ? `${name} ...` : name)
    }
    if (kind === "finish") return []
    if (task.choice === "several") return step(`${name} (${routes(task.outcomes.map((o) => o.name), outcome)})`)
    return step(task.outcomes.length > 1 ? `${name} (${task.outcomes[outcome]!.name})` : name)
  })
}

/** The same in one line, cut in the middle where it is long. */
export function told(net: Net, happened: readonly Happened[]): string {
  const words = steps(net, happened).map(({ message }) => message)
  const most = WORDS_MAX / 2
  if (words.length <= WORDS_MAX) return words.join(", ")
  return [...words.slice(0, most), `... ${words.length - 2 * most} more ...`, ...words.slice(-most)].join(", ")
}

const routes = (names: readonly string[], taken: number) =>
  names.filter((_, o) => o % 2 === 0 && ((taken >> (o >> 1)) & 1) === 1).join(" and ")

/** What is left, by the names of the tasks that would take it or run. */
export function leftOver(net: Net, { marking, running }: Witness, outputs: ReadonlySet<number>): readonly string[] {
  const waiting = [...marking.keys()].filter((c) => !outputs.has(c) && net.conditions[c]!.resource !== true)
    .flatMap((c) => net.tasks.filter(({ inputs }) => inputs.some(({ condition }) => condition === c)).slice(0, 1))
  return [...new Set([...waiting, ...running.map((t) => net.tasks[t]!)].map(authorName))]
}
