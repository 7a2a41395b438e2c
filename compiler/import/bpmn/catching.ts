/**
 * Where errors, escalations and cancellations that a BPMN model throws are caught, and which sub-processes are
 * therefore drawn in place: a token can leave one in the middle only if there is no border around it.
 */
import type { Activity, Event, EventSub, Node, Process, Scope, Trigger } from "./model.ts"

/** What catches a thrown event. */
export type Catch =
  /** A boundary event of a sub-process around it. */
  | { readonly kind: "boundary"; readonly event: Event; readonly activity: Activity }
  /** An event sub-process of a scope around it, or of its own. */
  | { readonly kind: "eventSub"; readonly sub: EventSub }
  /** Something does, and between it and the throw is what cannot be drawn in place. */
  | { readonly kind: "beyond"; readonly border: string }

export interface Catching {
  /** By the id of the event that throws; absent where nothing catches it. */
  readonly catches: ReadonlyMap<string, Catch>
  /** Ids of the sub-processes that are drawn in place. */
  readonly inPlace: ReadonlySet<string>
}

/** A scope with what it is the inside of. */
interface Level {
  readonly scope: Scope
  readonly activity?: Activity
  readonly eventSub?: EventSub
}

export function catchingOf(processes: readonly Process[]): Catching {
  const catches = new Map<string, Catch>()
  const inPlace = new Set<string>()
  for (const { scope } of processes) visit([{ scope }])
  return { catches, inPlace }

  function visit(levels: readonly Level[]): void {
    const { scope } = levels.at(-1)!
    for (const node of scope.nodes) {
      if (node.kind === "event") for (const trigger of node.triggers) thrown(node, trigger, levels)
      const inner = innerOf(node)
      if (inner !== undefined) visit([...levels, { scope: inner, activity: node as Activity }])
    }
    for (const sub of scope.eventSubs) visit([...levels, { scope: sub.scope, eventSub: sub }])
  }

  function thrown(event: Event, trigger: Trigger, levels: readonly Level[]): void {
    const throws = event.position === "end" || event.position === "throw"
    if (!throws || (trigger.kind !== "error" && trigger.kind !== "escalation" && trigger.kind !== "cancel")) return
    for (let i = levels.length - 1; i >= 0; i--) {
      const { scope, activity } = levels[i]!
      const handling = levels[i + 1]?.eventSub !== undefined
      const own = handling ? undefined : best(scope.eventSubs, trigger, ({ start }) => start)
      const boundary = best(activity?.boundary ?? [], trigger, (event) => event)
      if (own === undefined && boundary === undefined) continue
      const passed = levels.slice(own === undefined ? i : i + 1)
      const border = passed.find((level) => !isOpen(level))
      if (border !== undefined) {
        const name = (border.activity ?? border.eventSub)!
        catches.set(event.id, { kind: "beyond", border: name.name ?? name.id })
        return
      }
      for (const { activity: one } of passed) inPlace.add(one!.id)
      catches.set(event.id, own === undefined ? { kind: "boundary", event: boundary!, activity: activity! }
        : { kind: "eventSub", sub: own })
      return
    }
  }
}

/** What is inside of a node. */
export function innerOf(node: Node): Scope | undefined {
  return node.kind === "activity" && (node.doing.kind === "sub" || node.doing.kind === "adHoc") ? node.doing.scope
    : undefined
}

/** Whether it can be drawn in place: a sub-process that runs once at a time, and is no ad hoc one. */
function isOpen({ activity, scope }: Level): boolean {
  return activity?.doing.kind === "sub" && activity.repeat?.kind !== "instances"
    && scope.eventSubs.every(({ start }) => start.interrupting)
}

/** What catches it: the one that names its code, else one that names none and so catches all. */
function best<T>(all: readonly T[], thrown: Trigger, eventOf: (one: T) => Event): T | undefined {
  const catching = (code: string | undefined) => all.find((one) =>
    eventOf(one).triggers.some((trigger) => trigger.kind === thrown.kind && codeOf(trigger) === code))
  return catching(codeOf(thrown)) ?? catching(undefined)
}

function codeOf(trigger: Trigger): string | undefined {
  return trigger.kind === "error" || trigger.kind === "escalation" ? trigger.code : undefined
}
