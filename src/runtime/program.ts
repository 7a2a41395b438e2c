/**
 * One workflow as the engine runs it: its table and kernel, and by task and arc index what the
 * definition says of them. Names of the definition end here; the loop works with indices.
 */
import type { Context } from "effect/Context"
import {
  canonical, type Definition, type Guard, type Mapping, type Schema, type TaskDefinition,
} from "../definition/definition.ts"
import type { Kernel } from "../kernel/kernel.ts"
import { readTable, type Table, TableError } from "../kernel/table.ts"
import { loadKernel } from "./binding.ts"
import type { Case } from "./case.ts"
import { HandlersRefused, StaleExecutor } from "./engine-error.ts"
import type { AttemptContext } from "./attempt.ts"

/** A handler as the engine calls it. */
export type AnyHandler = (input: never, context: AttemptContext) => unknown

/** Handlers by task name; a sub-workflow has a record of its own. */
export interface AnyHandlers {
  readonly [task: string]: AnyHandler | AnyHandlers
}

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
  /** Guards of a task whose outcome they pick, in the order of its outcomes. */
  readonly guards: readonly (readonly (Guard | undefined)[] | undefined)[]
  readonly isOutput: Uint8Array
  /** Schema of what a case starts with. */
  readonly input: TaskDefinition["input"]

  constructor(parts: ExecutorParts, handlers: AnyHandlers, services: Context<never>) {
    const { definition } = parts
    this.workflow = definition.id
    this.hash = parts.hash
    this.tableText = parts.table
    this.services = services
    this.table = tableOf(parts)
    this.kernel = loadKernel(this.table)
    this.input = inputOf(definition)
    const { table } = this
    const scopes = table.scopePaths.map((path) => scopeOf(definition, path))
    this.tasks = table.taskNames.map((name, task) => {
      const scope = scopes[table.taskScope[task]!]!
      const path = table.scopePaths[table.taskScope[task]!]!
      return scope.tasks.find((one) => name === (path === "" ? one.name : `${path}/${one.name}`))
    })
    this.handlers = table.taskNames.map((name, task) => {
      if (table.taskKind[task] !== 0) return undefined
      const handler = handlerOf(handlers, name.split("/"))
      if (typeof handler === "function") return handler
      const message = `There is no handler for task "${name}" of "${this.workflow}"; add one beside the others.`
      throw new HandlersRefused({ workflow: this.workflow, task: name, message })
    })
    refuseStrays(this.workflow, handlers, definition, "")
    this.mappings = Array.from(table.arcFlow, (flow, arc) => {
      const said = flow === 0xffffffff ? undefined : scopes[table.taskScope[table.arcTask[arc]!]!]!.flows[flow]
      return said?.kind === "flow" ? said.map : undefined
    })
    this.guards = Array.from(table.taskGuardFlow, (flow, task) => {
      const said = table.taskChoice[task] === 2 ? scopes[table.taskScope[task]!]!.flows[flow] : undefined
      return said?.kind === "guard" ? said.routes.map((route) => route.guard) : undefined
    })
    this.isOutput = new Uint8Array(table.conditionNames.length)
    for (const condition of table.outputConditions) this.isOutput[condition] = 1
  }

  /** It and its elders. */
  get all(): readonly Program[] {
    return [this, ...this.elders]
  }

  /** Index within the task of the outcome of this name, -1 if it has none. */
  outcomeIndex(task: number, name: string): number {
    const { outcomeStart, outcomeNames } = this.table
    for (let i = outcomeStart[task]!; i < outcomeStart[task + 1]!; i++) {
      if (outcomeNames[i] === name) return i - outcomeStart[task]!
    }
    return -1
  }

  /** The schema of what a task gives with this outcome. */
  schemaOf(task: number, outcome: string): Schema | undefined {
    return this.tasks[task]?.outcomes[outcome]
  }
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

/** What the start takes; of a sub-workflow what its own start takes. */
function inputOf(definition: Definition): TaskDefinition["input"] {
  const start = definition.tasks.find((task) => task.name === definition.start)
  return start?.workflow === undefined ? start?.input : inputOf(start.workflow)
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
