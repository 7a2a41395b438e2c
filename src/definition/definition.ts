/**
 * What the author wrote, erased to inert data: the only shape that leaves this folder and the
 * compiler's only input. `src/definition` imports no values from anywhere (types of
 * `@standard-schema/spec` at most), so a definition module costs nothing to load.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec"

/** Where a constructor was called. Captured while the compiler runs the module, absent otherwise. */
export interface Place {
  readonly file: string
  /** 1-based, as in the source text. */
  readonly line: number
  /** 1-based, as in the source text. */
  readonly column: number
}

/** Any Standard Schema: Effect Schema, zod, arktype and valibot values all are one. */
export type Schema<T = unknown> = StandardSchemaV1<unknown, T>

/** How often and how long after a failure a work item is tried again. Durations in milliseconds. */
export interface RetryPolicy {
  /** Attempts after the first one. */
  readonly times: number
  readonly base: number
  readonly factor: number
  readonly max: number
  /** Each delay is drawn evenly from `[delay * (1 - jitter), delay * (1 + jitter)]`. */
  readonly jitter: number
}

/**
 * A task of the definition.
 * `task`: run by a handler, one outcome `done`. `decision`: run by a handler that picks an outcome.
 * `human`: offered on the worklist and completed from outside. `sub`: a whole workflow.
 * `silent`: routing alone, passes its payload (or the record of a join) on at once. Blocks add
 * silent tasks of their own, named `~1`, `~2`, ... in the order of the flows.
 */
export interface TaskDefinition {
  readonly kind: "task" | "decision" | "human" | "sub" | "silent"
  readonly name: string
  /**
   * One schema, or a record of schemas when the task is entered through `join`. Absent for `sub`
   * and in the silent tasks of blocks.
   */
  readonly input?: Schema | Readonly<Record<string, Schema>>
  /** Payload schema by outcome, in declaration order. All kinds but `decision` have `done` alone. */
  readonly outcomes: Readonly<Record<string, Schema>>
  readonly workflow?: Definition
  readonly retry?: RetryPolicy
  /** Milliseconds one attempt may take. */
  readonly timeout?: number
  /** Who may complete a `human` task. */
  readonly role?: string
  /** Milliseconds until a `human` task is overdue. Shown, not enforced. */
  readonly due?: number
  readonly at?: Place
}

/** Where a split sends its token: a task, or several at once through a silent AND-split (`all`). */
export type Target =
  | { readonly kind: "task"; readonly task: string }
  | { readonly kind: "all"; readonly tasks: readonly string[] }

/** Whether a route is taken. A pure function of the payload; a throw ends the case. */
export type Guard = (payload: never) => boolean
/** What a flow makes of the payload that passes. A pure function; a throw ends the case. */
export type Mapping = (payload: never) => unknown

/** A branch of an XOR-split on data. The last route has no guard: it is the default. */
export interface GuardedRoute {
  readonly guard?: Guard
  readonly to: Target
}

/** One thing said in `flows`. `index` in `Definition.flows` is its identity in tables and diagnostics. */
export type FlowDefinition =
  | { readonly kind: "flow"; readonly from: string; readonly to: string; readonly map?: Mapping; readonly at?: Place }
  | { readonly kind: "and"; readonly from: string; readonly to: readonly string[]; readonly at?: Place }
  /** XOR-split of a decision: routes by outcome name. */
  | {
    readonly kind: "xor"; readonly from: string
    readonly routes: Readonly<Record<string, Target>>; readonly at?: Place
  }
  /** XOR-split on data: the first guard that holds, else the default. */
  | { readonly kind: "guard"; readonly from: string; readonly routes: readonly GuardedRoute[]; readonly at?: Place }
  /** AND-join: `to` receives the record of the outputs, by key. */
  | { readonly kind: "join"; readonly from: Readonly<Record<string, string>>; readonly to: string; readonly at?: Place }
  /** XOR-join said at once: the same as one `flow` from each. */
  | { readonly kind: "merge"; readonly from: readonly string[]; readonly to: string; readonly at?: Place }

/** Explicit (pattern 43): the first token in an end ends the case. Implicit (11): nothing is left to do. */
export type Termination = "explicit" | "implicit"

/** A whole workflow as data: what `.build()` made and what the compiler reads. Deep frozen, but for the schemas. */
export interface Definition {
  readonly id: string
  readonly start: string
  readonly ends: readonly string[]
  readonly termination: Termination
  readonly tasks: readonly TaskDefinition[]
  readonly flows: readonly FlowDefinition[]
  readonly at?: Place
}

/**
 * What `.build()` returns: a definition with the types of what goes in and comes out. Small on
 * purpose, because this alone is exported into declaration files. "~knhk" exists in types only.
 */
export interface Workflow<out Id extends string, in In, out Out> {
  readonly id: Id
  readonly definition: Definition
  readonly "~knhk": { readonly input: (payload: In) => void; readonly output: Out }
}

/**
 * The structure of the definition as text, the same whatever machine or build made it: its SHA-256
 * ties an executor and its running cases to it. Leaves out what no table holds and the run time reads
 * anew: function bodies, schemas, retries, timeouts, roles and dues. Changing those is no new version.
 */
export function canonical(definition: Definition): string {
  const target = (to: Target) => (to.kind === "task" ? to.task : to.tasks)
  const flow = (f: FlowDefinition): unknown => {
    switch (f.kind) {
      case "flow": return [f.kind, f.from, f.to, f.map !== undefined]
      case "and": return [f.kind, f.from, f.to]
      case "xor": return [f.kind, f.from, Object.entries(f.routes).map(([name, to]) => [name, target(to)])]
      case "guard": return [f.kind, f.from, f.routes.map((r) => [r.guard !== undefined, target(r.to)])]
      case "join": return [f.kind, Object.entries(f.from), f.to]
      case "merge": return [f.kind, f.from, f.to]
    }
  }
  const task = (t: TaskDefinition): unknown => [
    t.kind, t.name, Object.keys(t.outcomes),
    t.input === undefined || "~standard" in t.input ? null : Object.keys(t.input),
    t.workflow === undefined ? null : JSON.parse(canonical(t.workflow)),
  ]
  return JSON.stringify([
    "knhk/1", definition.id, definition.start, definition.ends, definition.termination,
    definition.tasks.map(task), definition.flows.map(flow),
  ])
}
