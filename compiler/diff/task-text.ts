/** What is said of a task, fact by fact, as a reader of the definition would name it. */
import type { InstancesDefinition, RetryPolicy, TaskDefinition } from "../../src/definition/definition.ts"

/** Facts by label. A fact that is not said is absent. Schemas and functions are in none: nobody sees into them. */
export function factsOf(task: TaskDefinition): ReadonlyMap<string, string> {
  const { kind, retry, timeout, role, due, signal, after, calls, workflow, instances } = task
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["kind", kind],
    ["workflow", workflow?.id],
    ["calls", calls],
    ["signal", signal?.name],
    ["keep", signal?.keep && `${signal.keep.most} at most${timed(signal.keep.timeToLive, ", each ")}`],
    ["after", timed(after)],
    ["role", role],
    ["due", timed(due)],
    ["timeout", timed(timeout)],
    ["retry", retry && retryText(retry)],
    ["instances", instances && instancesText(instances)],
  ]
  return new Map(facts.flatMap(([label, fact]) => (fact === undefined || fact === "" ? [] : [[label, fact]])))
}

function retryText({ times, base, factor, max, jitter }: RetryPolicy): string {
  const grows = factor === 1 ? "" : ` times ${factor} up to ${duration(max)}`
  return `${times} times, ${duration(base)}${grows}, jitter ${jitter}`
}

function instancesText({ count, min, max, join, until, rest, open, concurrency }: InstancesDefinition): string {
  const number = count === undefined ? `${min} to ${max}` : String(count)
  return [
    number, `join ${join}`, `rest ${rest}`, ...(until === undefined ? [] : ["until"]), ...(open ? ["open"] : []),
    ...(concurrency === undefined ? [] : [`concurrency ${concurrency}`]),
  ].join(", ")
}

const units = [["days", 86_400_000], ["hours", 3_600_000], ["minutes", 60_000], ["seconds", 1_000]] as const

/** In the largest unit that it is a whole number of. */
export function duration(millis: number): string {
  const unit = units.find(([, length]) => millis % length === 0)
  if (unit === undefined) return `${millis} millis`
  const count = millis / unit[1]
  return `${count} ${count === 1 ? unit[0].slice(0, -1) : unit[0]}`
}

const timed = (millis: number | undefined, before = ""): string =>
  (millis === undefined ? "" : `${before}${duration(millis)}`)
