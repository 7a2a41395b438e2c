/**
 * One workflow as the engine runs it: its table and kernel, and by task and arc index what the
 * definition says of them. Names of the definition end here; the loop works with indices.
 */
import type { Context } from "effect/Context"
import {
  canonical, type Definition, type Guard, type Mapping, type Schema, type TaskDefinition,
} from "../definition/definition.ts"
import type { Kernel } from "../kernel/kernel.ts"
import { type StateLayout, stateLayout } from "../kernel/state.ts"
import { Choice, readTable, Role, type Table, TableError, TaskKind } from "../kernel/table.ts"
import { loadKernel } from "./binding.ts"
import type { Case } from "./case.ts"
import { HandlersRefused, StaleExecutor } from "./engine-error.ts"
import { checkedAs, checkedList, type InputSchema, type Payload, type Refusal } from "./payload.ts"
import type { AttemptContext } from "./attempt-context.ts"

/** A handler as the engine calls it. */
export type AnyHandler = (input: never, context: AttemptContext) => unknown

/** Handlers by task name; a sub-workflow has a record of its own. */
export interface AnyHandlers {
  readonly [task: string]: AnyHandler | AnyHandlers
}

const NONE = 0xffffffff

/** What an executor module holds beside its types. */
export interface ExecutorParts {
  readonly definition: Definition
  /** Table bytes in base64. */
  readonly table: string
  /** SHA-256 of the canonical definition it was built from. */
  readonly hash: string
  /** The command that builds it anew. */
  readonly mend: string
}

/** A workflow with its handlers, ready to run. */
export class Program {
  readonly workflow: string
  readonly hash: string
  readonly tableText: string
  readonly table: Table
  readonly kernel: Kernel
  readonly layout: StateLayout
  /** Some task of it is done several times at once. */
  readonly hasInstances: boolean
  /** Services that Effect handlers run with. */
  readonly services: Context<never>
  /** Number of the definition in the store. */
  number = 0
  /** The same workflow on tables that other compilers made of it: their cases go on as they began. */
  readonly elders: Program[] = []
  /** Its handlers are about to go: no attempt begins but those that begin on disk. */
  leaving = false
  /** Why its cases take no more events, once that is so. */
  stopped: Error | undefined
  /** By slot of the kernel. */
  readonly cases: (Case | undefined)[] = []
  readonly tasks: readonly (TaskDefinition | undefined)[]
  readonly handlers: readonly (AnyHandler | undefined)[]
  readonly mappings: readonly (Mapping | undefined)[]
  /** Guards of a task whose outcome, or routes, they pick, in the order of those. */
  readonly guards: readonly (readonly (Guard | undefined)[] | undefined)[]
  /** By arc: it is of a route that is not taken, and its token carries nothing. */
  readonly isEmpty: Uint8Array
  readonly isOutput: Uint8Array
  /** By condition: the trigger whose signals are kept in it, or -1. */
  readonly triggerOf: Int32Array
  /** Some signals that it keeps, it keeps for a time. */
  readonly forgets: boolean
  /** What a case starts with. */
  readonly start: TaskDefinition | undefined

  constructor(parts: ExecutorParts, handlers: AnyHandlers, services: Context<never>) {
    const { definition } = parts
    this.workflow = definition.id
    this.hash = parts.hash
    this.tableText = parts.table
    this.services = services
    this.table = tableOf(parts)
    this.kernel = loadKernel(this.table)
    this.layout = stateLayout(this.table)
    this.hasInstances = this.table.multiCount.length > 0
    this.start = startOf(definition)
    const { table } = this
    const scopes = table.scopePaths.map((path) => scopeOf(definition, path))
    this.tasks = table.taskNames.map((name, task) => {
      const scope = scopes[table.taskScope[task]!]!
      const path = table.scopePaths[table.taskScope[task]!]!
      return scope.tasks.find((one) => name === (path === "" ? one.name : `${path}/${one.name}`))
    })
    this.handlers = table.taskNames.map((name, task) => {
      if (table.taskKind[task] !== TaskKind.automatic) return undefined
      const handler = handlerOf(handlers, name.split("/"))
      if (typeof handler === "function") return handler
      const message = `There is no handler for task "${name}" of "${this.workflow}"; add one beside the others.`
      throw new HandlersRefused({ workflow: this.workflow, task: name, message })
    })
    refuseStrays(this.workflow, handlers, definition, "")
    this.mappings = Array.from(table.arcFlow, (flow, arc) => {
      const said = flow === NONE ? undefined : scopes[table.taskScope[table.arcTask[arc]!]!]!.flows[flow]
      return said?.kind === "flow" ? said.map : undefined
    })
    this.guards = Array.from(table.taskGuardFlow, (flow, task) => {
      const said = flow === NONE ? undefined : scopes[table.taskScope[task]!]!.flows[flow]
      return said?.kind === "guard" || said?.kind === "or" ? said.routes.map((route) => route.guard) : undefined
    })
    this.isOutput = table.conditionRole.map((role) => (role >= Role.end ? 1 : 0))
    this.isEmpty = emptyArcs(table)
    this.triggerOf = Int32Array.from(table.conditionRole, (_, condition) => table.triggerCondition.indexOf(condition))
    this.forgets = this.tasks.some((task) => task?.signal?.keep?.timeToLive !== undefined)
  }

  /** It and its elders. */
  get all(): readonly Program[] {
    return [this, ...this.elders]
  }

  /** Whether a task is done several times at once. */
  isMulti(task: number): boolean {
    return this.table.taskMulti[task] !== NONE
  }

  /** Of a task with instances: its payload is the list of their inputs. */
  takesList(task: number): boolean {
    return this.table.multiCount[this.table.taskMulti[task]!] === NONE
  }

  /** Whether the engine starts a task as soon as it can be: all but those that people, time or signals start. */
  startsByItself(task: number): boolean {
    const kind = this.table.taskKind[task]
    return kind === TaskKind.automatic || kind === TaskKind.call || this.isMulti(task)
  }

  /** Whether its work items are on the worklist: those of people, and what waits for a signal. */
  isListed(task: number): boolean {
    const kind = this.table.taskKind[task]
    return kind === TaskKind.manual || kind === TaskKind.receive
  }

  /** Milliseconds that a signal of a trigger is kept; undefined: for ever. */
  timeToLive(trigger: number): number | undefined {
    return this.tasks[this.table.taskTrigger.indexOf(trigger)]?.signal?.keep?.timeToLive
  }

  /** Index within the task of the outcome of this name, -1 if it has none. */
  outcomeIndex(task: number, name: string): number {
    const { outcomeStart, outcomeNames } = this.table
    for (let i = outcomeStart[task]!; i < outcomeStart[task + 1]!; i++) {
      if (outcomeNames[i] === name) return i - outcomeStart[task]!
    }
    return -1
  }

  /** The payload of what a case is to start with, or why it may not. */
  checkInput(value: unknown): Payload | Refusal | Promise<Payload | Refusal> {
    const { instances } = this.start ?? {}
    const schema = inputOf(this.start)
    return instances === undefined || instances.count !== undefined ? checkedAs(schema, value)
      : checkedList(schema, value)
  }

  /** The payload of what one more instance of a task is to start with, or why it may not. */
  checkInstance(task: number, value: unknown): Payload | Refusal | Promise<Payload | Refusal> {
    return checkedAs(inputOf(this.tasks[task]), value)
  }

  /** The schema of what a task gives with this outcome. */
  schemaOf(task: number, outcome: string): Schema | undefined {
    return this.tasks[task]?.outcomes[outcome]
  }
}

function emptyArcs({ taskChoice, outcomeStart, arcStart, arcTask }: Table): Uint8Array {
  const empty = new Uint8Array(arcTask.length)
  taskChoice.forEach((choice, task) => {
    if (choice !== Choice.several) return
    for (let no = outcomeStart[task]! + 1; no < outcomeStart[task + 1]!; no += 2) {
      empty.fill(1, arcStart[no]!, arcStart[no + 1]!)
    }
  })
  return empty
}

/** The table of an executor, if it was built from this definition. Throws `StaleExecutor` if not. */
export function tableOf({ definition, table, hash, mend }: ExecutorParts): Table {
  // Loaded at the first use: importing the run time must not pay for it.
  const { createHash } = process.getBuiltinModule("node:crypto")
  const now = createHash("sha256").update(canonical(definition)).digest("hex")
  const workflow = definition.id
  if (now !== hash) {
    const message = `The executor of "${workflow}" was built from another definition; run \`${mend}\` to build it anew.`
    throw new StaleExecutor({ workflow, mend, message })
  }
  const stale = (detail: string, cause?: unknown): StaleExecutor => {
    const message = `The table of "${workflow}" is not valid; run \`${mend}\` to build it anew (${detail}).`
    return new StaleExecutor({ workflow, mend, message, cause })
  }
  let read: Table
  try {
    read = readTable(Uint8Array.from(Buffer.from(table, "base64")))
  } catch (cause) {
    throw cause instanceof TableError ? stale(cause.message, cause) : cause
  }
  if (read.workflow === workflow && read.definitionHash === hash) return read
  throw stale(`it belongs to "${read.workflow}" and definition ${read.definitionHash.slice(0, 12)}`)
}

/** The task that a case starts with; of a sub-workflow, unless there are several of it at once, that of its own. */
function startOf({ start, tasks }: Definition): TaskDefinition | undefined {
  const first = tasks.find((task) => task.name === start)
  return first?.workflow === undefined || first.instances !== undefined ? first : startOf(first.workflow)
}

/** The schema of what a task takes; of a sub-workflow what its start does. */
function inputOf(task: TaskDefinition | undefined): InputSchema {
  return task?.workflow === undefined ? task?.input : inputOf(startOf(task.workflow))
}

function scopeOf(definition: Definition, path: string): Definition {
  let scope = definition
  for (const name of path === "" ? [] : path.split("/")) {
    scope = scope.tasks.find((task) => task.name === name)!.workflow!
  }
  return scope
}

function handlerOf(handlers: AnyHandlers, path: readonly string[]): AnyHandler | AnyHandlers | undefined {
  let at: AnyHandler | AnyHandlers | undefined = handlers
  for (const name of path) at = typeof at === "object" && at !== null ? memberOf(at, name) : undefined
  return at
}

/** A member of its own, or a method of its class; a method keeps its `this`. What every object has is no handler. */
function memberOf(handlers: AnyHandlers, name: string): AnyHandler | AnyHandlers | undefined {
  let holder: object = handlers
  while (!Object.hasOwn(holder, name)) {
    const next: object | null = Object.getPrototypeOf(holder)
    if (next === null || Object.getPrototypeOf(next) === null || name === "constructor") return undefined
    holder = next
  }
  const member = handlers[name]
  return typeof member === "function" ? (member.bind(handlers) as AnyHandler) : member
}

function refuseStrays(workflow: string, handlers: AnyHandlers, definition: Definition, prefix: string): void {
  for (const [name, handler] of Object.entries(handlers)) {
    const task = definition.tasks.find((one) => one.name === name)
    if (task?.kind === "sub" && typeof handler === "object" && handler !== null) {
      refuseStrays(workflow, handler, task.workflow!, `${prefix}${name}/`)
    } else if (task?.kind !== "task" && task?.kind !== "decision") {
      const what = task === undefined ? "does not have" : "runs without a handler"
      const message =
        `A handler is given for task "${prefix}${name}", which "${workflow}" ${what}; remove it or mend its name.`
      throw new HandlersRefused({ workflow, task: prefix + name, message })
    }
  }
}
