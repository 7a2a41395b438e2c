/**
 * Mistakes that an engine for the 43 patterns can make, each as rules of the game or a net that is wrong in this alone.
 * The corpus must notice every one of them: `mutants.test.ts`.
 */
import type { Net, NetTask, Output, TaskIndex } from "../compiler/ir/net.ts"
import type { ReferenceEvent } from "./reference/state.ts"
import { Game } from "./reference/step.ts"

export interface Mutant {
  readonly mistake: string
  /** Patterns, as files of `corpus/wcp` begin: each must have one that fails. */
  readonly patterns: readonly string[]
  readonly rules?: typeof Game
  readonly net?: (net: Net) => Net
}

type Arc = { readonly condition: number }

/** Whether an arc is of a condition that keeps a branch from arriving twice in one cycle of a join, or of its lock. */
const isOpen = (net: Net) => ({ condition }: Arc) => net.conditions[condition]!.name.startsWith("open")
const isArmed = (net: Net) => ({ condition }: Arc) => net.conditions[condition]!.name.startsWith("armed")

const withTasks = (net: Net, change: (task: NetTask) => NetTask): Net => ({ ...net, tasks: net.tasks.map(change) })

const withOutputs = (task: NetTask, keep: (output: Output) => boolean): NetTask =>
  ({ ...task, outcomes: task.outcomes.map((o) => ({ ...o, outputs: o.outputs.filter(keep) })) })

/** Counts what arrives, from whichever branch: every so many arrivals it fires. */
function moduloCounter(net: Net): Net {
  const open = isOpen(net)
  return withTasks(net, (task) => ({
    ...withOutputs(task, (output) => !open(output)), inputs: task.inputs.filter((input) => !open(input)),
  }))
}

class Bits extends Game {
  override put(condition: string, arc: string): void {
    this.marking.delete(condition)
    super.put(condition, arc)
  }
}

class AnyBranch extends Game {
  #tokens(task: NetTask): readonly string[] {
    return task.inputs.flatMap((i) => {
      const name = this.name(i.condition)
      return Array<string>(this.marking.get(name) ?? 0).fill(name)
    })
  }
  #weight({ inputs }: NetTask): number { return inputs.reduce((sum, { weight = 1 }) => sum + weight, 0) }
  override satisfied(task: NetTask): boolean {
    return task.join === "and" ? this.#tokens(task).length >= this.#weight(task) : super.satisfied(task)
  }
  override take(task: NetTask): void {
    if (task.join !== "and") return super.take(task)
    for (const condition of this.#tokens(task).slice(0, this.#weight(task))) this.takeFrom(condition, task.name)
  }
}

class OrOnArrival extends Game {
  readonly #arrived = new Set<string>()
  override put(condition: string, arc: string): void {
    this.#arrived.add(condition)
    super.put(condition, arc)
  }
  override satisfied(task: NetTask): boolean {
    const asked = task.join !== "or" || task.inputs.some((i) => this.#arrived.has(this.name(i.condition)))
    return asked ? super.satisfied(task) : this.enabled.has(task.name)
  }
}

class OrOnAny extends Game {
  override waits(): boolean { return false }
}

class RegionLast extends Game {
  override produce(task: NetTask, outcome: string): void {
    super.produce({ ...task, cancels: { conditions: [], tasks: [] } }, outcome)
    if (this.goesOn) super.produce({ ...task, completes: [], outcomes: [{ name: outcome, outputs: [] }] }, outcome)
  }
}

const keepsSignals = (net: Net): Net => ({
  ...net,
  conditions: [...net.conditions, ...(net.triggers ?? []).map(({ name }) =>
    ({ name: `kept:${name}`, bound: 255, resource: true as const }))],
  triggers: (net.triggers ?? []).map((trigger, index) =>
    ({ ...trigger, condition: trigger.condition ?? (net.conditions.length + index) as never })),
})

const losesSignals = (net: Net): Net => ({ ...net, triggers: (net.triggers ?? []).map(({ name }) => ({ name })) })

/** What is to be completed is cancelled, what is to be cancelled is completed. */
function cancelsForCompletes(net: Net): Net {
  const isMulti = (task: TaskIndex) => net.tasks[task]!.instances !== undefined
  return withTasks(net, ({ completes = [], cancels, ...task }) => ({
    ...task, completes: cancels.tasks.filter(isMulti),
    cancels: { ...cancels, tasks: [...cancels.tasks.filter((t) => !isMulti(t)), ...completes] },
  }))
}

class StatusesSwapped extends Game {
  override statusOf(reason: "cancelsCase" | "output"): "ok" | "cancelled" {
    return reason === "output" ? "cancelled" : "ok"
  }
}

class MilestoneConsumes extends Game {
  override take(task: NetTask): void {
    super.take(task)
    for (const read of task.reads ?? []) this.takeFrom(this.name(read), task.name)
  }
}

class ChosenOnCompletion extends Game {
  override start(task: NetTask, count: number): void {
    if (task.instances !== undefined) return super.start(task, count)
    this.enabled.delete(task.name)
    this.running.set(task.name, (this.running.get(task.name) ?? 0) + 1)
  }
  override apply(event: ReferenceEvent): void {
    if (event.kind === "complete") this.take(this.task(event.task))
    super.apply(event)
  }
}

/** Once it has fired, nothing makes the join ready for the next round. */
function neverReset(net: Net): Net {
  const [open, armed] = [isOpen(net), isArmed(net)]
  return withTasks(net, (task) => withOutputs(task, (output) => !open(output) && !armed(output)))
}

class AddsAfterDone extends Game {
  override refusal(event: ReferenceEvent): string | undefined {
    const reason = super.refusal(event)
    const late = event.kind === "add" && (reason === "closed" || reason === "notStarted")
    return late && this.task(event.task).instances!.open ? undefined : reason
  }
  override apply(event: ReferenceEvent): void {
    if (event.kind === "add" && !this.instances.has(event.task)) {
      this.instances.set(event.task, { pending: 0, begun: 0, finished: 0, done: true })
    }
    super.apply(event)
  }
}

export const mutants: readonly Mutant[] = [
  { mistake: "a blocking join is a modulo counter", patterns: ["28", "31"], net: moduloCounter },
  { mistake: "a bit where a count is needed", patterns: ["08", "33", "41", "42"], rules: Bits },
  { mistake: "an AND-join counts arrivals of any branch", patterns: ["33"], rules: AnyBranch },
  { mistake: "an OR-join is asked only on arrival", patterns: ["38"], rules: OrOnArrival },
  { mistake: "an OR-join fires on any arrival", patterns: ["37", "38"], rules: OrOnAny },
  { mistake: "a region is cleared after the outputs", patterns: ["25", "29", "32"], rules: RegionLast },
  { mistake: "a transient signal is kept", patterns: ["23"], net: keepsSignals },
  { mistake: "a persistent signal is lost", patterns: ["24"], net: losesSignals },
  { mistake: "cancelling and completing instances are swapped", patterns: ["26", "27"], net: cancelsForCompletes },
  { mistake: "a cancelled case is ok, an ended one cancelled", patterns: ["20", "43"], rules: StatusesSwapped },
  { mistake: "a milestone consumes", patterns: ["18"], rules: MilestoneConsumes },
  { mistake: "a deferred choice withdraws on completion", patterns: ["16"], rules: ChosenOnCompletion },
  { mistake: "a join in a loop is not reset", patterns: ["09", "28", "29", "30", "31", "32"], net: neverReset },
  { mistake: "an instance is added after the join fired", patterns: ["15", "36"], rules: AddsAfterDone },
]
