/**
 * Every completed trace of a net by walking every run of the token game, one after the other, with
 * no sharing between runs: the judge of exploration. For small nets with runs of bounded length.
 */
import type { Net } from "../../compiler/ir/net.ts"
import { emptyCase, referenceStep, type ReferenceEvent, type ReferenceState } from "./step.ts"

export interface ReferenceTraces {
  /** Sorted, each once. */
  readonly traces: readonly string[]
  /** False if a run was longer than `wordsMax` at the level asked for. */
  readonly complete: boolean
  /** False if `stepsMax` was spent: then nothing can be said of the net. */
  readonly judged: boolean
}

export function referenceTraces(
  net: Net, level: "completion" | "lifecycle", wordsMax = 60, stepsMax = Infinity,
): ReferenceTraces {
  const traces = new Set<string>()
  let complete = true
  let steps = 0
  const walk = (state: ReferenceState, words: readonly string[], event: ReferenceEvent): void => {
    if (++steps > stepsMax) return
    const after = referenceStep(net, state, event)
    const now = [...words, ...wordsOf(event, level), ...after.commands.flatMap(wordOf)]
    if (now.length > wordsMax) complete = false
    else if (after.state.status !== "running") traces.add(now.join(" "))
    else for (const next of choices(net, after.state)) walk(after.state, now, next)
  }
  walk(emptyCase(), [], { kind: "open" })
  return { traces: [...traces].sort(), complete, judged: steps <= stepsMax }
}

/** All that somebody could do next: start what is enabled, complete what runs with any outcome. */
export function choices(net: Net, state: ReferenceState): readonly ReferenceEvent[] {
  const starts = [...state.enabled].map((task): ReferenceEvent => ({ kind: "start", task }))
  const completions = net.tasks.flatMap((t) => (state.running.has(t.name) ? t.outcomes : []).map(
    (o): ReferenceEvent => ({ kind: "complete", task: t.name, outcome: o.name })))
  return [...starts, ...completions]
}

function wordsOf(event: ReferenceEvent, level: "completion" | "lifecycle"): readonly string[] {
  if (event.kind === "start") return level === "lifecycle" ? [`${event.task}+`] : []
  if (event.kind === "complete") return level === "lifecycle" ? [`${event.task}-`] : [event.task]
  return []
}

function wordOf(command: string): readonly string[] {
  const [kind, subject, count] = command.split(" ")
  if (kind === "withdraw") return [`~${subject}`]
  if (kind === "cancel") return Array.from({ length: Number(count) }, () => `~${subject}`)
  return kind === "end" ? [`!${subject}`] : []
}
