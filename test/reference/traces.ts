/**
 * Every completed trace of a net by walking every run of the token game, one after the other: the judge of
 * exploration. For small nets with runs of bounded length.
 */
import type { Net } from "../../compiler/ir/net.ts"
import { Cases, casesKey, COUNT_TRIED, depth, emptyCases, type ReferenceCase, type TraceLevel } from "./called.ts"
import type { ReferenceEvent } from "./state.ts"
import { referenceStep, type ReferenceStep } from "./step.ts"

export interface ReferenceTraces {
  /** Sorted, each once. */
  readonly traces: readonly string[]
  /** False if a run was longer than `wordsMax` at the level asked for, or not every count was tried. */
  readonly complete: boolean
  /** False if a limit was met or a run went on and on without a word: then nothing can be said of the net. */
  readonly judged: boolean
}

export interface ReferenceTraceOptions {
  readonly stepsMax?: number
  /** How deep a case may be called in another; 20 if absent. */
  readonly depthMax?: number
  /** Given from outside, each once, at any time: `s` for a signal, `add:X`, `stop:X`, `cancel`. */
  readonly inputs?: readonly string[]
  readonly step?: ReferenceStep
}

/** Events of one run at most: beyond, something goes on for ever. */
const EVENTS_MAX = 400

export function referenceTraces(
  net: Net, level: TraceLevel, wordsMax = 60, options: ReferenceTraceOptions = {},
): ReferenceTraces {
  const { stepsMax = Infinity, depthMax = 20, inputs = [], step = referenceStep } = options
  const cases = new Cases(net, level, step)
  const traces = new Set<string>()
  const seen = new Set<string>()
  let complete = net.tasks.every(({ instances: of }) =>
    of === undefined || of.count !== undefined || of.max <= Math.max(of.min, COUNT_TRIED))
  let judged = true
  let steps = 0

  const end = (words: readonly string[]): void => {
    if (words.length > wordsMax) complete = false
    else traces.add(words.join(" "))
  }

  const walk = (one: ReferenceCase, words: readonly string[], left: readonly string[], events: number): void => {
    const { status } = one.state
    if (status !== "running") return end([...words, `!${status}`])
    if (words.length >= wordsMax) return end([...words, "!"])
    const here = JSON.stringify([words, left, casesKey(one)])
    if (seen.has(here)) return
    seen.add(here)
    if (++steps > stepsMax || events > EVENTS_MAX || depth(one) > depthMax) judged = false
    if (!judged) return
    const atOnce = cases.atOnce(one)
    const choices = atOnce ?? cases.choices(one)
    for (const { path, event } of choices) {
      for (const next of cases.play(one, path, event)) walk(next.one, [...words, ...next.words], left, events + 1)
    }
    for (const input of new Set(atOnce === undefined ? left : [])) {
      const rest = left.toSpliced(left.indexOf(input), 1)
      const now = [...words, `?${input}`]
      for (const next of cases.give(one, inputEvent(net, input))) {
        walk(next.one, [...now, ...next.words], rest, events + 1)
      }
    }
    if (choices.length === 0 && left.length === 0) end([...words, "!waiting"])
  }
  for (const opened of cases.play(emptyCases, [], { kind: "open" })) walk(opened.one, opened.words, inputs, 0)
  return { traces: [...traces].sort(), complete, judged }
}

/** The event of an input, by the word of it in traces without its question mark. */
function inputEvent(net: Net, input: string): ReferenceEvent {
  const [word = "", task] = input.split(":")
  if (word === "cancel") return { kind: "cancel" }
  if (task === undefined && net.triggers?.some((t) => t.name === word)) return { kind: "signal", trigger: word }
  if ((word === "add" || word === "stop") && net.tasks.some((t) => t.name === task)) return { kind: word, task: task! }
  throw new Error(`net ${net.id} has no input "${input}": give a trigger, add:TASK, stop:TASK or cancel`)
}
