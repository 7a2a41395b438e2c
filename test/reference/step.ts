/**
 * The token game, slow and obvious: the judge of the kernels. Imports types of `compiler/ir` only
 * and shares no code with what it judges. A marking is a map from condition names to counts, a
 * command is a line of text; nothing is indexed, cached or clever.
 */
import type { Net, NetTask } from "../../compiler/ir/net.ts"

export type ReferenceEvent =
  | { readonly kind: "open" }
  | { readonly kind: "cancel" }
  | { readonly kind: "start"; readonly task: string }
  | { readonly kind: "fail"; readonly task: string }
  | { readonly kind: "complete"; readonly task: string; readonly outcome: string }

export interface ReferenceState {
  status: "empty" | "running" | "ok" | "cancelled" | "deadlock" | "failed"
  /** Tokens by condition; a condition with none is absent. */
  readonly marking: Map<string, number>
  readonly enabled: Set<string>
  /** Started work items by task; a task with none is absent. */
  readonly running: Map<string, number>
}

export const emptyCase = (): ReferenceState =>
  ({ status: "empty", marking: new Map(), enabled: new Set(), running: new Map() })

/** The next state and what was commanded. The state given is left as it is. */
export function referenceStep(
  net: Net, before: ReferenceState, event: ReferenceEvent,
): { readonly state: ReferenceState; readonly commands: readonly string[] } {
  const refusal = refused(net, before, event)
  if (refusal !== undefined) return { state: before, commands: [`refuse ${refusal}`] }
  const game = new Game(net, before)
  game.play(event)
  return { state: game.state, commands: game.commands }
}

/** Why an event does not fit, the first reason in the order of the architecture; undefined if it fits. */
function refused(net: Net, state: ReferenceState, event: ReferenceEvent): string | undefined {
  if (event.kind === "open") return state.status === "empty" ? undefined : "slot"
  if (state.status === "empty") return "slot"
  if (state.status !== "running") return "ended"
  if (event.kind === "cancel") return undefined
  const task = net.tasks.find((t) => t.name === event.task)
  if (task === undefined) return "unknown"
  if (event.kind === "complete" && !task.outcomes.some((o) => o.name === event.outcome)) return "unknown"
  if (event.kind === "start") return state.enabled.has(event.task) ? undefined : "notEnabled"
  return state.running.has(event.task) ? undefined : "notStarted"
}

class Game {
  readonly net: Net
  readonly state: ReferenceState
  readonly commands: string[] = []

  constructor(net: Net, before: ReferenceState) {
    this.net = net
    const { status, marking, enabled, running } = before
    this.state = { status, marking: new Map(marking), enabled: new Set(enabled), running: new Map(running) }
  }

  play(event: ReferenceEvent): void {
    switch (event.kind) {
      case "open":
        this.state.status = "running"
        this.put(this.name(this.net.input), "open")
        break
      case "start": {
        const task = this.task(event.task)
        this.state.enabled.delete(task.name)
        this.take(task)
        this.state.running.set(task.name, (this.state.running.get(task.name) ?? 0) + 1)
        break
      }
      case "complete":
        this.leave(event.task)
        this.finish(this.task(event.task), event.outcome)
        break
      case "fail":
        this.leave(event.task)
        this.end("failed")
        break
      case "cancel":
        this.end("cancelled")
        break
    }
    if (this.goesOn) this.settle()
    if (this.goesOn && this.state.enabled.size === 0 && this.state.running.size === 0) this.end(this.rest())
  }

  /** Silent tasks first, then withdrawals, then enablings. */
  settle(): void {
    const { conditions, tasks } = this.net
    const most = (conditions.length + 2 * tasks.length) * Math.max(...conditions.map((c) => c.bound))
    for (let pass = 0, fired = true; fired; pass++) {
      if (pass === most) {
        this.commands.push("overflow *")
        this.end("failed")
        return
      }
      fired = false
      for (const task of this.net.tasks) {
        if (task.kind !== "silent" || !this.satisfied(task)) continue
        fired = true
        this.take(task)
        this.finish(task, task.outcomes[0]!.name)
        if (!this.goesOn) return
      }
    }
    for (const task of this.net.tasks) {
      if (!this.state.enabled.has(task.name) || this.satisfied(task)) continue
      this.state.enabled.delete(task.name)
      this.commands.push(`withdraw ${task.name}`)
    }
    for (const task of this.net.tasks) {
      if (task.kind === "silent" || this.state.enabled.has(task.name) || !this.satisfied(task)) continue
      const bound = Math.max(...task.inputs.map((i) => this.net.conditions[i.condition]!.bound))
      if ((this.state.running.get(task.name) ?? 0) >= bound) continue
      this.state.enabled.add(task.name)
      this.commands.push(`enable ${task.name}`)
    }
  }

  satisfied(task: NetTask): boolean {
    const marked = task.inputs.map((i) => this.state.marking.has(this.name(i.condition)))
    return task.join === "and" ? marked.every(Boolean) : marked.some(Boolean)
  }

  take(task: NetTask): void {
    const conditions = task.inputs.map((i) => this.name(i.condition))
    const taken = task.join === "and" ? conditions : [conditions.find((c) => this.state.marking.has(c))!]
    for (const condition of taken) {
      const left = this.state.marking.get(condition)! - 1
      if (left === 0) this.state.marking.delete(condition)
      else this.state.marking.set(condition, left)
      this.commands.push(`take ${condition} ${task.name}`)
    }
  }

  /** Empties the region, then puts a token on each output of the outcome. */
  finish(task: NetTask, outcome: string): void {
    for (const c of task.cancels.conditions) {
      if (this.state.marking.delete(this.name(c))) this.commands.push(`clear ${this.name(c)}`)
    }
    for (const t of task.cancels.tasks) {
      const { name } = this.net.tasks[t]!
      if (this.state.enabled.delete(name)) this.commands.push(`withdraw ${name}`)
      this.cancelRunning(name)
    }
    const outputs = task.outcomes.find((o) => o.name === outcome)!.outputs
    outputs.forEach((output, i) => {
      if (this.goesOn) this.put(this.name(output.condition), `${task.name}.${outcome}.${i}`)
    })
  }

  put(condition: string, arc: string): void {
    const { bound } = this.net.conditions.find((c) => c.name === condition)!
    const tokens = (this.state.marking.get(condition) ?? 0) + 1
    if (tokens > bound) {
      this.commands.push(`overflow ${condition}`)
      this.end("failed")
      return
    }
    this.state.marking.set(condition, tokens)
    this.commands.push(`put ${condition} ${arc}`)
    if (this.net.termination === "explicit" && this.isOutput(condition)) this.end("ok")
  }

  leave(task: string): void {
    const left = this.state.running.get(task)! - 1
    if (left === 0) this.state.running.delete(task)
    else this.state.running.set(task, left)
  }

  cancelRunning(task: string): void {
    const count = this.state.running.get(task)
    if (count === undefined) return
    this.state.running.delete(task)
    this.commands.push(`cancel ${task} ${count}`)
  }

  end(status: "ok" | "cancelled" | "deadlock" | "failed"): void {
    for (const { name } of this.net.tasks) if (this.state.enabled.delete(name)) this.commands.push(`withdraw ${name}`)
    for (const { name } of this.net.tasks) this.cancelRunning(name)
    this.state.status = status
    this.commands.push(`end ${status}`)
  }

  /** How a case stands in which nothing can be done any more. */
  rest(): "ok" | "deadlock" {
    const marked = [...this.state.marking.keys()]
    const atEnd = marked.length > 0 && marked.every((c) => this.isOutput(c))
    return this.net.termination === "implicit" && atEnd ? "ok" : "deadlock"
  }

  get goesOn(): boolean { return this.state.status === "running" }
  isOutput(condition: string): boolean { return this.net.outputs.some((c) => this.name(c) === condition) }
  task(name: string): NetTask { return this.net.tasks.find((t) => t.name === name)! }
  name(condition: number): string { return this.net.conditions[condition]!.name }
}
