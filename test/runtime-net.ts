/** Nets of the corpus on the real run time: as an executor, and the trace that a store was told. */
import { createHash } from "node:crypto"
import type { ConditionIndex, Net, NetTask, Output, SoundNet } from "../compiler/ir/net.ts"
import { encode } from "../compiler/table/encode.ts"
import {
  canonical, type Definition, type FlowDefinition, type GuardedRoute, type TaskDefinition,
} from "../src/definition/definition.ts"
import { EventKind } from "../src/kernel/event.ts"
import { Status } from "../src/kernel/command.ts"
import { readTable, type Table, TaskKind } from "../src/kernel/table.ts"
import { type BatchSink, type PackedBatch, unpack } from "../src/runtime/batch.ts"
import type { ParentRef } from "../src/runtime/case.ts"
import type { AnyHandlers, ExecutorParts } from "../src/runtime/program.ts"
import { any } from "./corpus/any-schema.ts"

const kinds: Readonly<Record<NetTask["kind"], TaskDefinition["kind"]>> = {
  automatic: "task", manual: "human", silent: "silent", call: "call", receive: "receive", timer: "timer",
}

/** What the definition of a net decides, each time anew: guards, conditions, how many instances. */
export interface Choices {
  readonly guard: () => boolean
  readonly count: (least: number, most: number) => number
}

/** An executor of a net, and what its cases start with. */
export interface Playable {
  readonly parts: ExecutorParts
  readonly table: Table
  readonly input: unknown
}

/** The parts of an executor that runs this net. Guards and lists of inputs are what `choices` says when it is asked. */
export function partsOf(net: Net, choices: Choices): Playable {
  const flows = net.scopes.map((): FlowDefinition[] => [])
  const guarded = ({ choice, scope, outcomes, guardFlow }: NetTask): number => {
    if (choice !== "guard" && choice !== "several") return guardFlow
    const count = choice === "several" ? outcomes.length / 2 : outcomes.length
    const routes = Array.from({ length: count }, (_, i): GuardedRoute =>
      ({ to: { kind: "task", task: "" }, ...(i < count - 1 && { guard: choices.guard }) }))
    return flows[scope]!.push({ kind: choice === "several" ? "or" : "guard", from: "", routes }) - 1
  }
  // What comes to a task with instances must be the list of their inputs.
  const lists = new Map<ConditionIndex, () => unknown>()
  for (const { inputs: [input], instances } of net.tasks) {
    if (instances === undefined || instances.count !== undefined) continue
    const most = Math.max(instances.min, Math.min(instances.max, 3))
    lists.set(input!.condition, () => Array.from({ length: choices.count(instances.min, most) }, (_, i) => i))
  }
  const over = (output: Output, scope: number): Output => {
    const map = lists.get(output.condition)
    return map === undefined ? { ...output, flow: -1 }
      : { ...output, flow: flows[scope]!.push({ kind: "flow", from: "", to: "", map }) - 1 }
  }
  const tasks = net.tasks.map((task): NetTask => ({
    ...task, guardFlow: guarded(task),
    outcomes: task.outcomes.map((outcome) => ({
      ...outcome, outputs: outcome.outputs.map((output) => over(output, task.scope)),
    })),
  }))
  const definition = definitionOf(net, 0, flows, choices)
  const hash = createHash("sha256").update(canonical(definition)).digest("hex")
  const bytes = encode({ ...net, tasks } as Net as SoundNet, hash)
  const parts = { definition, table: Buffer.from(bytes).toString("base64"), hash, mend: "npx knhk build corpus.ts" }
  return { parts, table: readTable(bytes), input: lists.get(net.input)?.() ?? 1 }
}

function definitionOf(net: Net, scope: number, flows: readonly FlowDefinition[][], choices: Choices): Definition {
  const { path, workflow } = net.scopes[scope]!
  const nameIn = (one: string) => (path === "" ? one : one.startsWith(`${path}/`) ? one.slice(path.length + 1) : "")
  const subs = net.scopes.flatMap((one, index): TaskDefinition[] => {
    const name = nameIn(one.path)
    if (index === scope || name === "" || name.includes("/")) return []
    return [{ kind: "sub", name, outcomes: { done: any }, workflow: definitionOf(net, index, flows, choices) }]
  })
  const own = net.tasks.filter((task) => task.scope === scope && task.kind !== "silent").map((task): TaskDefinition => {
    const { kind, choice, outcomes, instances, trigger } = task
    return {
      kind: kind === "automatic" && choice === "outcome" ? "decision" : kinds[kind], name: nameIn(task.name),
      outcomes: choice === "outcome" ? Object.fromEntries(outcomes.map(({ name }) => [name, any])) : { done: any },
      ...(kind === "timer" && { after: 1 }),
      ...(trigger !== undefined && { signal: { name: net.triggers![trigger]!.name } }),
      ...(instances && { instances: { ...instances, join: "all", until: choices.guard } }),
    }
  })
  const tasks = [...subs.filter((sub) => !own.some((task) => task.name === sub.name)), ...own]
  return { id: workflow, start: "", ends: [], termination: net.termination, tasks, flows: flows[scope]! }
}

/** A handler for each automatic task. */
export function handlersOf(table: Table, handler: (task: number) => AnyHandlers[string]): AnyHandlers {
  const handlers: Record<string, AnyHandlers[string]> = {}
  table.taskNames.forEach((name, task) => {
    if (table.taskKind[task] !== TaskKind.automatic) return
    const path = name.split("/")
    let at = handlers
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as typeof handlers
    at[path.at(-1)!] = handler(task)
  })
  return handlers
}

interface Row {
  readonly kind: number
  readonly words: readonly (readonly [completion: string, lifecycle: string, child?: string | undefined])[]
}

/** What was written, in the words of traces, over all cases and restarts. */
export class Recorder implements Pick<BatchSink, "openCase" | "updateCase" | "event"> {
  readonly #table: Table
  /** Rows by case, and the order of all. */
  readonly #rows: { readonly number: number; readonly row: Row }[] = []
  readonly #parents = new Map<number, ParentRef>()
  rootStatus: number = Status.running

  constructor(table: Table) {
    this.#table = table
  }

  take(packed: PackedBatch): void {
    const ignore = () => {}
    unpack(packed, {
      definition: ignore, putWorkItem: ignore, dropWorkItem: ignore, putInstance: ignore, dropInstances: ignore,
      openCase: (...row) => this.openCase(...row), updateCase: (...row) => this.updateCase(...row),
      event: (...row) => this.event(...row),
    })
  }

  /** An input that changed nothing is in no row. */
  lost(input: string): void {
    this.#rows.push({ number: 1, row: { kind: 0, words: [[`?${input}`, `?${input}`]] } })
  }

  openCase: BatchSink["openCase"] = (number, _, __, ___, ____, _____, ______, parent) => {
    if (parent !== undefined) this.#parents.set(number, parent)
  }

  updateCase: BatchSink["updateCase"] = (number, status) => {
    if (number === 1) this.rootStatus = status
  }

  event: BatchSink["event"] = (number, _, __, kind, task, outcome, ___, ____, _____, ______, effects) => {
    const { taskNames, triggerNames } = this.#table
    const input = kind === EventKind.signal ? `?${triggerNames[outcome]}`
      : kind === EventKind.add ? `?add:${taskNames[task]}` : kind === EventKind.stop ? `?stop:${taskNames[task]}`
        : kind === EventKind.cancel && !this.#parents.has(number) ? "?cancel" : ""
    const words = effects === "" ? [] : effects.split(" ").map((effect) => this.#words(number, effect))
    this.#rows.push({ number, row: { kind, words: [...(input === "" ? [] : [[input, input] as const]), ...words] } })
  }

  #words(number: number, effect: string): Row["words"][number] {
    const [task, activation, instance = 0] = effect.slice(1).split(".").map(Number) as [number, number, number?]
    const { taskKind, taskMulti, taskNames } = this.#table
    const name = taskNames[task]!
    const item = `${number}.${activation}.${instance}`
    const whole = taskMulti[task] !== 0xffffffff && instance === 0
    const letter = effect[0]!
    if (taskKind[task] === TaskKind.call) return ["", "", letter === "c" ? item : undefined]
    if (letter === "w" || letter === "c") return whole && letter === "c" ? ["", ""] : [`~${name}`, `~${name}`]
    if (whole || letter === "e" || letter === "f") return ["", ""]
    return letter === "s" ? ["", `${name}+`] : [name, `${name}-`]
  }

  /** The trace so far. What a call ran is cancelled with it: its words come where the call's would. */
  trace(level: "completion" | "lifecycle"): string {
    const said: string[] = []
    const done = new Set<number>()
    const say = (index: number) => {
      if (done.has(index)) return
      done.add(index)
      for (const [completion, lifecycle, item] of this.#rows[index]!.row.words) {
        const word = level === "completion" ? completion : lifecycle
        if (word !== "") said.push(word)
        if (item === undefined) continue
        const of = [...this.#parents].find(([, { number, activation, instance }]) =>
          `${number}.${activation}.${instance}` === item)?.[0]
        const cancelled = this.#rows.findIndex(({ number, row }, at) =>
          at > index && number === of && row.kind === EventKind.cancel)
        if (cancelled >= 0) say(cancelled)
      }
    }
    this.#rows.forEach((_, index) => say(index))
    return said.join(" ")
  }
}
