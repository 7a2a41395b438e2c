/** What a log said, as text for people. */
import type { Estimate } from "./estimate.ts"
import { plural, time } from "./render.ts"

/** Which durations come from where, and what could not be told. */
export function renderEstimate(file: string, estimate: Omit<Estimate, "parameters">): string {
  const { cases, events, durations, outcomes, interval, uncounted } = estimate
  const named = (from: string) => durations.filter((one) => one.from === from).map(({ task }) => task)
  const [starts, gaps] = [named("start"), named("previous event")]
  const count = (names: readonly string[]) => plural(names.length, "task")
  const lines = [
    `from ${file}: ${plural(cases, "case")}, ${plural(events, "event")}`,
    interval === null ? "cases come all at once, since the log does not say when they came"
      : `a case comes every ${time(interval)}, on the mean`,
    ...(starts.length === 0 ? [] : [`durations of ${count(starts)} from start to complete`]),
    ...(gaps.length === 0 ? []
      : [`durations of ${count(gaps)} since the event before, as the log has no starts of them; waiting is in it`]),
    uncounted === null ? `choices of ${count(outcomes)} as replay found them`
      : `choices were not counted: ${uncounted}`,
  ]
  return `${lines.map((line) => `  ${line}`).join("\n")}\n`
}
