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

/** The signal that a `receive` task waits for. */
export interface SignalDefinition {
  readonly name: string
  /** Persistent Trigger (24): what comes too early is kept. Absent: Transient Trigger (23). */
  readonly keep?: {
    /** Most signals kept; one more is refused. */
    readonly most: number
    /** Milliseconds after which a kept signal is dropped; absent: never. */
    readonly timeToLive?: number
  }
}

/**
 * How a task is done several times at once, each with an input and a result of its own (patterns 12 to 15, 34 to 36).
 * Its payload is a list of inputs, or with `count` one input for all; its output the list of results, in input order:
 * of those that are done when it is. With `join: "none"` it is empty.
 */
export interface InstancesDefinition {
  /** Design-time knowledge (13). Absent: the length of the list (14). */
  readonly count?: number
  /** Least and most instances, those added included. */
  readonly min: number
  readonly max: number
  /** How many must be done: `all`, `none` (12) or so many (34, 35). Ignored with `until`. */
  readonly join: "all" | "none" | number
  /** Completion condition over the results so far, in input order (36). A pure function; a throw ends the case. */
  readonly until?: (results: readonly never[]) => boolean
  /** What becomes of the others once the task is done. */
  readonly rest: "absorb" | "cancel"
  /** More can be added from outside while it is not done (15, 36). */
  readonly open: boolean
  /** Most instances that run at the same time in one case; absent: no limit. */
  readonly concurrency?: number
}

/**
 * A task of the definition.
 * `task`: run by a handler, one outcome `done`. `decision`: run by a handler that picks an outcome.
 * `human`: offered on the worklist and completed from outside. `sub`: a whole workflow.
 * `silent`: routing alone, passes its payload (or the record of a join) on at once. Blocks add
 * silent tasks of their own, named `~1`, `~2`, ... in the order of the flows.
 * `receive`: waits for a signal; gives `{ payload, signal }`. `timer`: passes its payload on after a time.
 * `call`: runs the workflow it is in, or one around that, as a case of its own (Recursion, 22).
 */
export interface TaskDefinition {
  readonly kind: "task" | "decision" | "human" | "sub" | "silent" | "receive" | "timer" | "call"
  readonly name: string
  /**
   * One schema, or a record of schemas when the task is entered through `join`. Absent for `sub`
   * and in the silent tasks of blocks.
   */
  readonly input?: Schema | Readonly<Record<string, Schema>>
  /**
   * Payload schema by outcome, in declaration order. All kinds but `decision` have `done` alone. That of a `receive`
   * is of what the signal brings.
   */
  readonly outcomes: Readonly<Record<string, Schema>>
  readonly workflow?: Definition
  readonly retry?: RetryPolicy
  /** Milliseconds one attempt may take. */
  readonly timeout?: number
  /** Who may complete a `human` task. */
  readonly role?: string
  /** Milliseconds until a `human` task is overdue. Shown, not enforced. */
  readonly due?: number
  readonly signal?: SignalDefinition
  /** Milliseconds that a `timer` waits. */
  readonly after?: number
  /** Id of the workflow that a `call` runs. */
  readonly calls?: string
  /** Of `task`, `human` and `sub`. Then `input` and `outcomes.done` are of one instance. */
  readonly instances?: InstancesDefinition
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
  /** The source of the guard, where only that came out of the process that ran the module. */
  readonly text?: string
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
  /**
   * AND-join: `to` receives the record of the outputs, by key. `bound`: tokens that may wait on an input; more than 1
   * is the Generalized AND-Join (33). Absent: 1.
   */
  | {
    readonly kind: "join"; readonly from: Readonly<Record<string, string>>; readonly to: string
    readonly bound?: number; readonly at?: Place
  }
  /** XOR-join said at once: the same as one `flow` from each. */
  | { readonly kind: "merge"; readonly from: readonly string[]; readonly to: string; readonly at?: Place }
  /** OR-split (Multi-Choice, 6): every route whose guard holds, the last if none does. */
  | { readonly kind: "or"; readonly from: string; readonly routes: readonly GuardedRoute[]; readonly at?: Place }
  /** OR-join (7, 37, 38): `to` receives the record of the outputs that came. `demand`: only this kind will do. */
  | {
    readonly kind: "orJoin"; readonly from: Readonly<Record<string, string>>; readonly to: string
    readonly demand?: "structured" | "local" | "general"; readonly at?: Place
  }
  /** Multi-Merge (8): every token starts `to` once; at most `bound` of them wait or run. */
  | {
    readonly kind: "multiMerge"; readonly from: readonly string[]; readonly to: string; readonly bound: number
    readonly at?: Place
  }
  /**
   * Discriminators and partial joins (9, 28 to 32): `count` of the branches are enough. `bare`: `to` receives the
   * first payload, else the record of those that came. `bound`: tokens that a branch may have waiting (`block`).
   * `region`: what is cancelled (`cancel`); absent: what lies between the split and this join.
   */
  | {
    readonly kind: "partial"; readonly from: Readonly<Record<string, string>>; readonly to: string
    readonly count: number; readonly bare: boolean; readonly rest: "absorb" | "block" | "cancel"
    readonly bound: number; readonly region?: readonly string[]; readonly at?: Place
  }
  /** Deferred Choice (16): all of `to` are offered, starting one withdraws the others. */
  | { readonly kind: "defer"; readonly from: string; readonly to: readonly string[]; readonly at?: Place }
  /**
   * Interleaved Routing (17, 40): each task once, never two active at once, in any order that `order` (before, after)
   * allows. `to` receives the record of their outputs by task name; each of them the payload of `from`.
   */
  | {
    readonly kind: "interleave"; readonly from: string; readonly tasks: readonly string[]; readonly to: string
    readonly order: readonly (readonly [before: string, after: string])[]; readonly at?: Place
  }
  /** Thread Split (42): `to` is started `count` times, each with the payload. */
  | {
    readonly kind: "threadSplit"; readonly from: string; readonly to: string; readonly count: number
    readonly at?: Place
  }
  /** Thread Merge (41): `to` starts once for `count` threads, with the list of their payloads. */
  | {
    readonly kind: "threadMerge"; readonly from: string; readonly to: string; readonly count: number
    readonly at?: Place
  }

/** One thing said beside the flows: it routes nothing, and changes when tasks may start or what they end. */
export type RuleDefinition =
  /** Milestone (18): `task` is offered only while `during` is offered and not started. */
  | { readonly kind: "milestone"; readonly task: string; readonly during: string; readonly at?: Place }
  /** Cancel Task (19), Cancel Region (25), Cancel Multiple Instance Task (26): when `task` completes. */
  | { readonly kind: "cancels"; readonly task: string; readonly region: readonly string[]; readonly at?: Place }
  /** Cancel Case (20): when `task` completes. */
  | { readonly kind: "cancelsCase"; readonly task: string; readonly at?: Place }
  /** Complete Multiple Instance Task (27): when `task` completes, `instances` is done as it is. */
  | { readonly kind: "completes"; readonly task: string; readonly instances: string; readonly at?: Place }
  /** Critical Section (39): tasks of only one of the parts are active; a part once entered is finished first. */
  | { readonly kind: "critical"; readonly parts: readonly (readonly string[])[]; readonly at?: Place }
  /** These choose alike in a case, each time: they look at one value that does not change. For the verifier alone. */
  | { readonly kind: "alike"; readonly tasks: readonly string[]; readonly at?: Place }

/** Explicit (pattern 43): the first token in an end ends the case. Implicit (11): nothing is left to do. */
export type Termination = "explicit" | "implicit"

/** A whole workflow as data: what `.build()` made and what the compiler reads. Deep frozen, but for the schemas. */
export interface Definition {
  readonly id: string
  readonly start: string
  readonly ends: readonly string[]
  readonly termination: Termination
  /** The author said explicit termination in so many words: work that is left at an end is meant to be given up. */
  readonly givesUp?: true
  readonly tasks: readonly TaskDefinition[]
  readonly flows: readonly FlowDefinition[]
  readonly rules?: readonly RuleDefinition[]
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
 * anew: function bodies, schemas, retries, timeouts, roles, dues, and what chooses alike. Changing those is no new
 * version.
 */
export function canonical(definition: Definition): string {
  const target = (to: Target) => (to.kind === "task" ? to.task : to.tasks)
  const flow = (f: FlowDefinition): unknown => {
    switch (f.kind) {
      case "flow": return [f.kind, f.from, f.to, f.map !== undefined]
      case "and": return [f.kind, f.from, f.to]
      case "xor": return [f.kind, f.from, Object.entries(f.routes).map(([name, to]) => [name, target(to)])]
      case "guard": return [f.kind, f.from, f.routes.map((r) => [r.guard !== undefined, target(r.to)])]
      case "join": return [f.kind, Object.entries(f.from), f.to, ...(f.bound === undefined ? [] : [f.bound])]
      case "merge": return [f.kind, f.from, f.to]
      case "or": return [f.kind, f.from, f.routes.map((r) => [r.guard !== undefined, target(r.to)])]
      case "orJoin": return [f.kind, Object.entries(f.from), f.to, f.demand ?? null]
      case "multiMerge": return [f.kind, f.from, f.to, f.bound]
      case "partial":
        return [f.kind, Object.entries(f.from), f.to, f.count, f.bare, f.rest, f.bound, f.region ?? null]
      case "defer": return [f.kind, f.from, f.to]
      case "interleave": return [f.kind, f.from, f.tasks, f.to, f.order]
      case "threadSplit": return [f.kind, f.from, f.to, f.count]
      case "threadMerge": return [f.kind, f.from, f.to, f.count]
    }
  }
  const task = (t: TaskDefinition): unknown => [
    t.kind, t.name, Object.keys(t.outcomes),
    t.input === undefined || "~standard" in t.input ? null : Object.keys(t.input),
    t.workflow === undefined ? null : JSON.parse(canonical(t.workflow)),
    ...more(t),
  ]
  /** What only tasks of the later kinds have: the text of all others is what it was without them. */
  const more = ({ signal, calls, instances: i }: TaskDefinition): readonly unknown[] => {
    const kept = signal === undefined ? [] : [["signal", signal.name, signal.keep?.most ?? null]]
    const many = i && ["instances", i.count ?? null, i.min, i.max, i.join, i.until !== undefined, i.rest, i.open]
    return [...kept, ...(calls === undefined ? [] : [["calls", calls]]), ...(many === undefined ? [] : [many])]
  }
  const rules = definition.rules?.filter(({ kind }) => kind !== "alike") ?? []
  const rule = (r: RuleDefinition): unknown => {
    const { at: _, ...said } = r
    return Object.values(said)
  }
  return JSON.stringify([
    "knhk/1", definition.id, definition.start, definition.ends, definition.termination,
    definition.tasks.map(task), definition.flows.map(flow), ...(rules.length === 0 ? [] : [rules.map(rule)]),
  ])
}
