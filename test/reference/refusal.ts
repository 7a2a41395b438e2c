/** Why an event does not fit, the first reason in the order of the architecture's numbers. */
import type { Net, NetTask } from "../../compiler/ir/net.ts"
import { blocked, completionsOf, instancesIn, type ReferenceEvent, type ReferenceState } from "./state.ts"

/** The name of the refusal, or undefined if the event fits. */
export function refusal(net: Net, state: ReferenceState, event: ReferenceEvent): string | undefined {
  if (event.kind === "open") {
    if (state.status !== "empty") return "slot"
    return (event.entry ?? 0) > (net.callees ?? []).length ? "unknown" : undefined
  }
  if (state.status === "empty") return "slot"
  if (state.status !== "running") return "ended"
  if (event.kind === "cancel") return undefined
  if ("trigger" in event) return ofTrigger(net, state, event)
  const task = net.tasks.find((t) => t.name === event.task)
  return task === undefined ? "unknown" : ofTask(net, state, event, task)
}

type TriggerEvent = Extract<ReferenceEvent, { readonly trigger: string }>

function ofTrigger(net: Net, state: ReferenceState, { kind, trigger }: TriggerEvent): string | undefined {
  const index = (net.triggers ?? []).findIndex((t) => t.name === trigger)
  if (index < 0) return "unknown"
  const kept = net.triggers![index]!.condition
  const condition = kept === undefined ? undefined : net.conditions[kept]!
  const signals = condition === undefined ? 0 : state.marking.get(condition.name) ?? 0
  if (kind === "expire") return condition === undefined ? "unknown" : signals === 0 ? "notWaiting" : undefined
  const waits = (t: NetTask) => t.trigger === index && state.enabled.has(t.name) && !blocked(net, state, t)
  if (net.tasks.some(waits)) return undefined
  if (condition === undefined) return "notWaiting"
  return signals === condition.bound ? "full" : undefined
}

type TaskEvent = Extract<ReferenceEvent, { readonly task: string }>

function ofTask(net: Net, state: ReferenceState, event: TaskEvent, task: NetTask): string | undefined {
  const isRunning = state.running.has(task.name)
  const now = state.instances.get(task.name)
  const hasBegun = now !== undefined && now.begun > 0
  const of = task.instances
  switch (event.kind) {
    case "start": {
      if (!state.enabled.has(task.name) || task.kind === "receive") return "notEnabled"
      if (blocked(net, state, task)) return "blocked"
      const count = of?.count ?? event.count ?? 0
      return of !== undefined && (count < of.min || count > of.max) ? "count" : undefined
    }
    case "complete":
      if (of !== undefined || !completionsOf(task).includes(event.outcome)) return "unknown"
      return isRunning ? undefined : "notStarted"
    case "fail":
      if (!["failed", "deadlock", "cancelled"].includes(event.status ?? "failed")) return "unknown"
      return isRunning || hasBegun ? undefined : "notStarted"
    case "begin":
      if (of === undefined) return "unknown"
      return now !== undefined && now.pending > 0 ? undefined : "notStarted"
    case "finish":
      if (of === undefined || (event.enough === true && !of.until)) return "unknown"
      return hasBegun ? undefined : "notStarted"
    case "add":
      if (of === undefined) return "unknown"
      if (now === undefined) return "notStarted"
      if (instancesIn(now) >= of.max) return "count"
      return now.done || !of.open ? "closed" : undefined
    case "stop":
      if (task.kind === "silent") return "unknown"
      return state.enabled.has(task.name) || isRunning || now !== undefined ? undefined : "notStarted"
  }
}
