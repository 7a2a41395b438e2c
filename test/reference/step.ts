/**
 * The token game, slow and obvious: the judge of the kernels. Imports types of `compiler/ir` only
 * and shares no code with what it judges. A marking is a map from condition names to counts, a
 * command is a line of text; nothing is indexed, cached or clever.
 *
 *     enable T, withdraw T, withdraw T 2 (instances), cancel T 1, take C T, take C * (too old), put C T.yes.0,
 *     put C * (no arc), clear C, spawn T 3, done T, overflow C, overflow * (for ever), end ok, refuse blocked
 */
import type { Net, NetTask, Outcome, Wait } from "../../compiler/ir/net.ts"
import { refusal } from "./refusal.ts"
import {
  blocked, mayAdd, type ReferenceEvent, type ReferenceInstances, type ReferenceState, type ReferenceStatus, runs,
} from "./state.ts"

export type ReferenceStep = (
  net: Net, before: ReferenceState, event: ReferenceEvent,
) => { readonly state: ReferenceState; readonly commands: readonly string[] }

/** The next state and what was commanded. The state given is left as it is. */
export const referenceStep: ReferenceStep = (net, before, event) => stepOf(Game)(net, before, event)

/** The step by the rules of a game: the ones of `Game`, or wrong ones that a test is to notice. */
export function stepOf(Rules: typeof Game): ReferenceStep {
  return (net, before, event) => {
    const game = new Rules(net, before)
    const reason = game.refusal(event)
    if (reason !== undefined) return { state: before, commands: [`refuse ${reason}`] }
    game.play(event)
    return { state: game.state, commands: game.commands }
  }
}

/** One step: its methods are the sentences of the architecture's "The step". */
export class Game {
  readonly net: Net
  readonly commands: string[] = []
  readonly marking: Map<string, number>
  readonly enabled: Set<string>
  readonly running: Map<string, number>
  readonly instances: Map<string, ReferenceInstances>
  status: ReferenceStatus

  constructor(net: Net, before: ReferenceState) {
    this.net = net
    this.status = before.status
    this.marking = new Map(before.marking)
    this.enabled = new Set(before.enabled)
    this.running = new Map(before.running)
    this.instances = new Map(before.instances)
  }

  get state(): ReferenceState {
    const { status, marking, enabled, running, instances } = this
    return { status, marking, enabled, running, instances }
  }

  get goesOn(): boolean { return this.status === "running" }

  refusal(event: ReferenceEvent): string | undefined { return refusal(this.net, this.state, event) }

  play(event: ReferenceEvent): void {
    this.apply(event)
    if (this.goesOn) this.settle()
    if (this.goesOn && !this.canGoOn()) this.end(this.rest())
  }

  apply(event: ReferenceEvent): void {
    switch (event.kind) {
      case "open": return this.open(event.entry ?? 0)
      case "start": return this.start(this.task(event.task), event.count ?? 0)
      case "complete":
        this.leave(event.task)
        return this.produce(this.task(event.task), event.outcome)
      case "fail":
        this.leave(event.task)
        return this.end((event.status ?? "failed") as ReferenceStatus)
      case "cancel": return this.end("cancelled")
      case "begin": return this.change(event.task, { pending: -1, begun: 1 })
      case "finish": return this.finish(this.task(event.task), event.enough === true)
      case "add":
        this.commands.push(`spawn ${event.task} 1`)
        return this.change(event.task, { pending: 1 })
      case "signal": return this.signal(event.trigger)
      case "expire": return this.takeFrom(this.signalsOf(event.trigger)!, "*")
      case "stop": {
        const { inputs } = this.task(event.task)
        return this.empty(inputs.map((i) => this.name(i.condition)), [event.task])
      }
    }
  }

  open(entry: number): void {
    const { input, marked = [] } = entry === 0 ? this.net : this.net.callees![entry - 1]!
    this.status = "running"
    for (const condition of [input, ...marked]) if (this.goesOn) this.put(this.name(condition), "*")
  }

  start(task: NetTask, count: number): void {
    this.enabled.delete(task.name)
    this.take(task)
    if (task.instances === undefined) {
      this.running.set(task.name, (this.running.get(task.name) ?? 0) + 1)
      return
    }
    const pending = task.instances.count ?? count
    this.instances.set(task.name, { pending, begun: 0, finished: 0, done: false })
    if (pending > 0) this.commands.push(`spawn ${task.name} ${pending}`)
    if (pending === 0 || task.instances.threshold === 0) this.done(task)
  }

  finish(task: NetTask, enough: boolean): void {
    this.change(task.name, { begun: -1, finished: 1 })
    const { pending, begun, finished, done } = this.instances.get(task.name)!
    const { until, threshold } = task.instances!
    const all = pending + begun === 0
    const isEnough = until ? enough : threshold === undefined ? all : finished >= threshold
    if (!done && isEnough) this.done(task)
    else if (done && all) this.instances.delete(task.name)
  }

  /** A task with instances is done; `cancelRest` even if it declares that its others go on. */
  done(task: NetTask, cancelRest = task.instances!.rest === "cancel"): void {
    this.commands.push(`done ${task.name}`)
    const now = this.instances.get(task.name)!
    this.instances.set(task.name, { ...now, done: true })
    if (cancelRest || now.pending + now.begun === 0) this.drop(task.name)
    this.produce(task, task.outcomes[0]!.name)
  }

  signal(trigger: string): void {
    const index = this.net.triggers!.findIndex((t) => t.name === trigger)
    const waiting = this.net.tasks.find((t) => t.trigger === index && this.enabled.has(t.name) && !this.blocked(t))
    if (waiting !== undefined) this.receive(waiting)
    else this.put(this.signalsOf(trigger)!, "*")
  }

  /** A task that receives fires. */
  receive(task: NetTask): void {
    if (!this.enabled.has(task.name)) this.commands.push(`enable ${task.name}`)
    this.enabled.delete(task.name)
    this.take(task)
    const signals = this.signalsOf(this.net.triggers![task.trigger!]!.name)
    if (signals !== undefined && this.marking.has(signals)) this.takeFrom(signals, task.name)
    this.commands.push(`done ${task.name}`)
    this.produce(task, task.outcomes[0]!.name)
  }

  /** Where the signals of a trigger are kept, if they are. */
  signalsOf(trigger: string): string | undefined {
    const kept = this.net.triggers!.find((t) => t.name === trigger)!.condition
    return kept === undefined ? undefined : this.name(kept)
  }

  /** A completion: its region is emptied, then what else it does, then a token on each output. */
  produce(task: NetTask, outcome: string): void {
    const { conditions, tasks } = task.cancels
    this.empty(conditions.map((c) => this.name(c)), tasks.map((t) => this.net.tasks[t]!.name))
    for (const index of task.completes ?? []) if (this.goesOn) this.completeAsIs(this.net.tasks[index]!)
    if (this.goesOn && task.cancelsCase) this.end(this.statusOf("cancelsCase"))
    for (const o of this.outcomesOf(task, outcome)) {
      o.outputs.forEach((output, i) => {
        if (this.goesOn) this.put(this.name(output.condition), `${task.name}.${o.name}.${i}`)
      })
    }
  }

  /** The outcomes whose outputs get a token: of an OR-split one for each route, taken or not. */
  outcomesOf(task: NetTask, outcome: string): readonly Outcome[] {
    if (task.choice !== "several") return task.outcomes.filter((o) => o.name === outcome)
    const taken = outcome.split("+")
    return task.outcomes.filter((o, index) =>
      taken.includes(task.outcomes[index - (index % 2)]!.name) ? index % 2 === 0 : index % 2 === 1)
  }

  /** A task with instances is completed by another one (27). */
  completeAsIs(task: NetTask): void {
    const now = this.instances.get(task.name)
    if (now === undefined) return
    if (now.done) this.drop(task.name)
    else this.done(task, true)
  }

  /** Empties a region. */
  empty(conditions: readonly string[], tasks: readonly string[]): void {
    for (const condition of conditions) if (this.marking.delete(condition)) this.commands.push(`clear ${condition}`)
    for (const task of tasks) {
      if (this.enabled.delete(task)) this.commands.push(`withdraw ${task}`)
      this.drop(task)
    }
  }

  /** What runs of a task is withdrawn or cancelled. */
  drop(task: string): void {
    const { pending, begun } = this.instances.get(task) ?? { pending: 0, begun: this.running.get(task) ?? 0 }
    if (pending > 0) this.commands.push(`withdraw ${task} ${pending}`)
    if (begun > 0) this.commands.push(`cancel ${task} ${begun}`)
    this.instances.delete(task)
    this.running.delete(task)
  }

  settle(): void {
    const { conditions, tasks } = this.net
    const most = (conditions.length + 2 * tasks.length) * Math.max(...conditions.map((c) => c.bound))
    for (let pass = 0, fired = true; fired; pass++) {
      if (pass === most) {
        this.commands.push("overflow *")
        return this.end("failed")
      }
      fired = false
      for (const task of tasks) {
        if (!this.fires(task)) continue
        fired = true
        this.fire(task)
        if (!this.goesOn) return
      }
    }
    for (const task of tasks) {
      if (!this.enabled.has(task.name) || this.satisfied(task)) continue
      this.enabled.delete(task.name)
      this.commands.push(`withdraw ${task.name}`)
    }
    for (const task of tasks) {
      if (task.kind === "silent" || this.enabled.has(task.name) || !this.satisfied(task)) continue
      const bound = Math.max(...task.inputs.map((i) => this.net.conditions[i.condition]!.bound))
      if (runs(this.state, task.name) >= (task.instances === undefined ? bound : 1)) continue
      this.enabled.add(task.name)
      this.commands.push(`enable ${task.name}`)
    }
  }

  /** Whether a task does something by itself: routing, or a signal is there for it. */
  fires(task: NetTask): boolean {
    if ((task.kind !== "silent" && task.kind !== "receive") || !this.satisfied(task) || this.blocked(task)) return false
    if (task.kind === "silent") return true
    const signals = this.signalsOf(this.net.triggers![task.trigger!]!.name)
    return signals !== undefined && this.marking.has(signals)
  }

  fire(task: NetTask): void {
    if (task.kind === "receive") return this.receive(task)
    this.take(task)
    this.produce(task, task.outcomes[0]!.name)
  }

  blocked(task: NetTask): boolean { return blocked(this.net, this.state, task) }

  satisfied(task: NetTask): boolean {
    if (!(task.reads ?? []).every((c) => this.marking.has(this.name(c)))) return false
    const holding = this.holding(task)
    switch (task.join) {
      case "and": return holding.length === task.inputs.length
      case "xor": return holding.length > 0
      case "or": return holding.length > 0 && !(task.waits ?? []).some((wait) => this.waits(wait, task, holding))
    }
  }

  /** The inputs, by index, that hold as many tokens as they weigh. */
  holding({ inputs }: NetTask): readonly number[] {
    return [...inputs.keys()].filter((i) =>
      (this.marking.get(this.name(inputs[i]!.condition)) ?? 0) >= (inputs[i]!.weight ?? 1))
  }

  /** Whether an OR-join is kept back by one of its reasons to wait. */
  waits({ missing, marked, needs }: Wait, task: NetTask, holding: readonly number[]): boolean {
    if (this.marking.has(this.name(task.inputs[missing]!.condition))) return false
    if (marked !== undefined && [...marked].sort().join() !== [...holding].sort().join()) return false
    return needs.every(({ place, count }) => count <= ("condition" in place
      ? this.marking.get(this.name(place.condition)) ?? 0
      : this.bringing(this.net.tasks[place.task]!.name)))
  }

  /** Work items of a task that may still bring a token. */
  bringing(task: string): number {
    return this.state.instances.get(task)?.done === true ? 0 : runs(this.state, task)
  }

  /** Takes the tokens of one start. */
  take(task: NetTask): void {
    const holding = this.holding(task)
    for (const index of task.join === "xor" ? holding.slice(0, 1) : holding) {
      const { condition, weight = 1 } = task.inputs[index]!
      for (let n = 0; n < weight; n++) this.takeFrom(this.name(condition), task.name)
    }
  }

  takeFrom(condition: string, into: string): void {
    const left = this.marking.get(condition)! - 1
    if (left === 0) this.marking.delete(condition)
    else this.marking.set(condition, left)
    this.commands.push(`take ${condition} ${into}`)
  }

  put(condition: string, arc: string): void {
    const { bound } = this.net.conditions.find((c) => c.name === condition)!
    const tokens = (this.marking.get(condition) ?? 0) + 1
    if (tokens > bound) {
      this.commands.push(`overflow ${condition}`)
      return this.end("failed")
    }
    this.marking.set(condition, tokens)
    this.commands.push(`put ${condition} ${arc}`)
    if (this.isOutput(condition, "explicit")) this.end(this.statusOf("output"))
  }

  /** How a case ends that one of its tasks cancels, and one that reaches an output. */
  statusOf(reason: "cancelsCase" | "output"): ReferenceStatus {
    return reason === "output" ? "ok" : "cancelled"
  }

  /** A started work item, or an instance that began, is gone. */
  leave(task: string): void {
    if (this.instances.has(task)) return this.change(task, { begun: -1 })
    const left = this.running.get(task)! - 1
    if (left === 0) this.running.delete(task)
    else this.running.set(task, left)
  }

  change(task: string, by: Partial<Record<"pending" | "begun" | "finished", number>>): void {
    const now = this.instances.get(task)!
    const { pending = 0, begun = 0, finished = 0 } = by
    this.instances.set(task, {
      ...now, pending: now.pending + pending, begun: now.begun + begun, finished: now.finished + finished,
    })
  }

  end(status: ReferenceStatus): void {
    for (const { name } of this.net.tasks) if (this.enabled.delete(name)) this.commands.push(`withdraw ${name}`)
    for (const { name } of this.net.tasks) this.drop(name)
    this.status = status
    this.commands.push(`end ${status}`)
  }

  /** Whether something can be done still. */
  canGoOn(): boolean {
    if (this.running.size > 0) return true
    if ([...this.instances.values()].some(({ pending, begun }) => pending + begun > 0)) return true
    return this.net.tasks.some((t) => (this.enabled.has(t.name) && !this.blocked(t)) || mayAdd(this.state, t))
  }

  /** How a case stands in which nothing can be done any more. */
  rest(): "ok" | "deadlock" {
    const left = this.net.conditions.filter((c) => this.marking.has(c.name) && !c.resource)
    const atEnd = left.length > 0 && left.every((c) => this.isOutput(c.name, "implicit"))
    return atEnd && this.enabled.size === 0 && this.instances.size === 0 ? "ok" : "deadlock"
  }

  isOutput(condition: string, termination: Net["termination"]): boolean {
    return [this.net, ...(this.net.callees ?? [])].some((entry) =>
      entry.termination === termination && entry.outputs.some((c) => this.name(c) === condition))
  }

  task(name: string): NetTask { return this.net.tasks.find((t) => t.name === name)! }
  name(condition: number): string { return this.net.conditions[condition]!.name }
}
