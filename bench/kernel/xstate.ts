/** The nets as machines of XState: its pure `transition`, which is like a step, and its actors, which people use. */
import {
  createActor, createMachine, initialTransition, transition, type AnyActor, type AnyMachineSnapshot,
} from "xstate"
import { EventKind } from "../../src/kernel/event.ts"
import { eventsOf, type Event, type Stage } from "./nets.ts"
import { time, type Times } from "./time.ts"

const nameOf = ({ kind, task, outcome }: Omit<Event, "slot">) => `${kind}-${task}-${outcome}`

/** A state for each stage, or for each task that may be chosen; tasks side by side are regions of a parallel state. */
function machineOf(stages: readonly Stage[]) {
  const life = (task: number, s: number, over: object) => {
    const after = stages[s + 1]
    const done = (outcome: number) => nameOf({ kind: EventKind.complete, task, outcome })
    const ways = after?.chosen === true
      ? Object.fromEntries(after.tasks.map((to, outcome) => [done(outcome), `#t${to}`]))
      : { [done(0)]: "done" }
    return {
      initial: "enabled",
      states: {
        enabled: { on: { [nameOf({ kind: EventKind.start, task, outcome: 0 })]: "started" } },
        started: { on: ways },
        done: { type: "final" as const },
      },
      ...over,
    }
  }
  const states: Record<string, object> = {
    created: { on: { [nameOf({ kind: EventKind.open, task: 0, outcome: 0 })]: "s0" } }, end: { type: "final" },
  }
  stages.forEach(({ tasks, chosen }, s) => {
    // Before a choice the task itself tells where it goes on.
    const onDone = s + 1 === stages.length ? "end" : `s${s + 1}`
    const ways = stages[s + 1]?.chosen === true ? {} : { onDone }
    if (chosen) for (const task of tasks) states[`c${task}`] = life(task, s, { id: `t${task}`, ...ways })
    else if (tasks.length === 1) states[`s${s}`] = life(tasks[0]!, s, ways)
    else {
      const regions = Object.fromEntries(tasks.map((task) => [`t${task}`, life(task, s, {})]))
      states[`s${s}`] = { type: "parallel", states: regions, onDone }
    }
  })
  return createMachine({ id: "bench", initial: "created", states } as Parameters<typeof createMachine>[0])
}

export function xstateTransition(stages: readonly Stage[], stream: Uint32Array, cases: number, rounds: number): Times {
  const logic = machineOf(stages)
  const [initial] = initialTransition(logic)
  const events = eventsOf(stream, cases).map((event) => ({ slot: event.slot, event: { type: nameOf(event) } }))
  let snapshots: AnyMachineSnapshot[] = []
  const prepare = () => (snapshots = Array.from({ length: cases }, () => initial))
  const figures = time(rounds, events.length, prepare, () => {
    for (const { slot, event } of events) {
      snapshots[slot] = transition(logic, snapshots[slot] as typeof initial, event)[0]
    }
  })
  if (snapshots.some(({ status }) => status !== "done")) throw new Error("XState did not end every case.")
  return figures
}

/** That the actors begin is not counted. */
export function xstateActor(stages: readonly Stage[], stream: Uint32Array, cases: number, rounds: number): Times {
  const logic = machineOf(stages)
  const events = eventsOf(stream, cases).map((event) => ({ slot: event.slot, event: { type: nameOf(event) } }))
  let actors: AnyActor[] = []
  const prepare = () => (actors = Array.from({ length: cases }, () => createActor(logic).start()))
  const figures = time(rounds, events.length, prepare, () => {
    for (const { slot, event } of events) actors[slot]!.send(event)
  })
  const isDone = (actor: AnyActor) => (actor.getSnapshot() as AnyMachineSnapshot).status === "done"
  if (!actors.every(isDone)) throw new Error("XState did not end every case.")
  return figures
}
