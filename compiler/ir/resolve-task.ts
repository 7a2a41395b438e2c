/** Is one task of a definition in order by itself? */
import type { Definition, InstancesDefinition, TaskDefinition } from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import * as finding from "./finding.ts"
import { BOUND_MAX } from "./net.ts"

/** `path`: the workflows around it, its own last. `signals`: the first task that waits for each. */
export function resolveTask(
  task: TaskDefinition, path: readonly Definition[], signals: Map<string, TaskDefinition>, findings: Diagnostic[],
): void {
  const say = (found: Diagnostic) => findings.push(found)
  const { name, kind, signal, at } = task
  if (task.instances !== undefined) {
    const many = kind === "task" || kind === "human" || kind === "sub"
    if (!many || Object.keys(task.outcomes).length > 1) say(finding.instancesChoose(name, at))
    else resolveInstances(name, task.instances, at, findings)
  }
  if (kind === "receive" && signal === undefined) say(finding.waitsForNothing(name, "a signal", at))
  if (kind === "timer" && !(task.after !== undefined && task.after > 0)) {
    say(finding.waitsForNothing(name, "a time above 0", at))
  }
  if (signal !== undefined) {
    const most = signal.keep?.most
    if (most !== undefined && !(Number.isInteger(most) && most >= 1 && most <= BOUND_MAX)) {
      say(finding.noBound(name, most, at))
    }
    const first = signals.get(signal.name)
    if (first === undefined) signals.set(signal.name, task)
    else if (JSON.stringify(keep(first)) !== JSON.stringify(keep(task))) {
      say(finding.keepAlike(name, signal.name, at, first.at))
    }
  }
  if (kind === "call") {
    const called = path.find(({ id }) => id === task.calls)
    if (called === undefined) say(finding.callAstray(name, String(task.calls), path.map(({ id }) => id), at))
    else if (keys(task.input) !== undefined && keys(startOf(called)?.input) !== undefined
      && keys(task.input) !== keys(startOf(called)?.input)) {
      say(finding.callKeys(name, called.id, at))
    }
  }
}

const keep = ({ signal }: TaskDefinition) => [signal?.keep?.most ?? null, signal?.keep?.timeToLive ?? null]
const startOf = ({ start, tasks }: Definition) => tasks.find((task) => task.name === start)

/** The keys of a record of schemas; undefined for one schema. */
function keys(input: TaskDefinition["input"]): string | undefined {
  return input === undefined || "~standard" in input ? undefined : JSON.stringify(Object.keys(input).sort())
}

function resolveInstances(
  name: string, { count, min, max, join, until, rest, open }: InstancesDefinition, at: TaskDefinition["at"],
  findings: Diagnostic[],
): void {
  const whole = [min, max, count ?? min, ...(typeof join === "number" ? [join] : [])]
  const fit = whole.every((n) => Number.isInteger(n) && n >= 0) && min <= max && max >= 1
    && (count === undefined || (min <= count && count <= max))
    && (typeof join !== "number" || until !== undefined || (join >= 1 && join <= max))
  const none = join === "none" && until === undefined
  if (none && rest === "cancel") {
    const why = "it is done as soon as it starts, and then cancels all of its instances"
    findings.push(finding.instancesInVain(name, why, 'take out rest: "cancel"', at))
  }
  if (open && (none || count === max)) {
    const why = none ? "it is done as soon as it starts" : "it begins with as many instances as it may have"
    findings.push(finding.instancesInVain(name, `${why}, so none can be added`, "take out open", at))
  }
  if (!fit) findings.push(finding.instancesUnfit(name, at))
  else if (typeof join === "number" && until === undefined && join > (count ?? min)) {
    findings.push(finding.instancesStarve(name, join, count ?? min, at))
  }
}
