/** The tasks of a workflow as authors declare them. */
import type { RetryPolicy, Schema, TaskDefinition, Workflow } from "./definition.ts"
import { type Duration, milliseconds, retryPolicy } from "./duration.ts"
import { refuse } from "./fault.ts"
import { here } from "./place.ts"

/**
 * A task as declared, without a name: what `task`, `decision`, `human`, `silent`, `sub` and the like return.
 * `I` is the payload in; `O` the payload out, for a decision the record of payloads by outcome.
 * `Form` picks its handle. "~in", "~out" and "~form" exist in types only.
 */
export interface Spec<out Kind extends string, out I, out O, out Form = FormOf<Kind>> {
  readonly kind: Kind
  readonly "~form": Form
  readonly "~in": I
  readonly "~out": O
}

/** The kinds whose handles are like no others, and "task" for all the rest: the checker looks at few. */
type FormOf<Kind> = Kind extends "decision" | "silent" | "call" | "instances" ? Kind : "task"

/** What `sub` returns. */
export interface SubSpec<out Id extends string, in out I, out O> extends Spec<"sub", I, O> {
  readonly workflow: Workflow<Id, I, O>
}

/** What `recurse` returns. */
export interface CallSpec<out Id extends string, out I, out O> extends Spec<"call", I, O> {
  readonly calls: Id
}

/** Any declaration of a task. */
export type AnySpec = Spec<
  "task" | "decision" | "human" | "sub" | "silent" | "receive" | "timer" | "call" | "instances", unknown, unknown
>

/** One schema for the payload, or one by key for the record that an AND-join hands over. */
export type Input<I> = Schema<I> | { readonly [K in keyof I]: Schema<I[K]> }

/** What `task` takes. */
export interface TaskOptions<I, O> {
  readonly input: Input<I>
  readonly output: Schema<O>
  /** Without it, the first failure ends the case. */
  readonly retry?: RetryPolicy
  /** How long one attempt may take. Without it, as long as it likes. */
  readonly timeout?: Duration
}

/** What `decision` takes. */
export interface DecisionOptions<I, O extends object> {
  readonly input: Input<I>
  readonly outcomes: { readonly [P in keyof O]: Schema<O[P]> }
  readonly retry?: RetryPolicy
  readonly timeout?: Duration
}

/** What `recurse` takes. */
export interface RecurseOptions<I, O> {
  readonly input: Input<I>
  readonly output: Schema<O>
}

/** What `human` takes. */
export interface HumanOptions<I, O> {
  readonly input: Input<I>
  readonly output: Schema<O>
  /** Who may complete it. */
  readonly role?: string
  /** How long until it is overdue. Shown, not enforced. */
  readonly due?: Duration
}

/**
 * A task that a handler runs: one payload in, one out, one way out. Use `decision` where the handler
 * picks the way. `input` is a schema, or a record of schemas if the task is entered through `join`.
 *
 * @example
 * task({ input: Approved, output: Payment, retry: exponential("200 millis", { times: 5 }), timeout: "30 seconds" })
 */
export function task<I, O>(options: TaskOptions<I, O>): Spec<"task", I, O> {
  return declare("task", options?.input, { done: options?.output }, attempts(options))
}

/**
 * A task whose handler picks one of several outcomes, each with a payload of its own. It is left
 * through `xor`, `choose` or `loop` (Exclusive Choice, pattern 4), which route every outcome.
 *
 * @example
 * decision({ input: Received, outcomes: { ok: Approved, refused: Refusal } })
 */
export function decision<I, O extends object>(options: DecisionOptions<I, O>): Spec<"decision", I, O> {
  if (Object.keys(options?.outcomes ?? {}).length === 0) refuse("noOutcomes", "decision()")
  return declare("decision", options.input, options.outcomes as Record<string, Schema>, attempts(options))
}

/**
 * A task that is offered on the worklist and completed from outside. `role` says who may complete
 * it; `due` is shown and not enforced.
 *
 * @example
 * human({ input: Refusal, output: Closed, role: "clerk", due: "2 days" })
 */
export function human<I, O>(options: HumanOptions<I, O>): Spec<"human", I, O> {
  const { role, due } = options ?? {}
  return declare("human", options?.input, { done: options?.output }, {
    ...(role === undefined ? {} : { role }), ...(due === undefined ? {} : { due: milliseconds(due) }),
  })
}

/**
 * A whole workflow as one task of a bigger one: takes its input, gives its output.
 *
 * @example
 * workflow("order").tasks({ pay: sub(Payment), ... })
 */
export function sub<Id extends string, I, O>(inner: Workflow<Id, I, O>): SubSpec<Id, I, O> {
  if (!Array.isArray(inner?.definition?.tasks)) refuse("notBuilt", "sub()")
  return declare("sub", undefined, { done: anything }, { workflow: inner.definition })
}

/**
 * Recursion (22): a task that runs the workflow it is in, or one around that, as a case of its own, and is done
 * when that ends well; if that ends otherwise, so does this case. For trees, for a thing that consists of things of its
 * kind, for work that is split until it is small. `id` is the id of that workflow; `input` and `output` are said
 * anew, because a workflow cannot be named inside of itself. There must be a way from start to end without the
 * recursion: types refuse it as the start and as the only end, the compiler all else. Each round is a case on
 * disk: a loop costs less where nothing has to be kept of the rounds before.
 *
 * @example
 * workflow("count").tasks({
 *   look: decision({ input: Folder, outcomes: { empty: Size, full: Folder } }),
 *   inner: recurse("count", { input: Folder, output: Size }),
 *   sum: silent(Size),
 * })
 */
export function recurse<const Id extends string, I, O>(id: Id, options: RecurseOptions<I, O>): CallSpec<Id, I, O> {
  return declare("call", options?.input, { done: options?.output }, { calls: id })
}

/**
 * A task without work: it passes its payload on at once, or the record of the `join` that enters it.
 * For an end that no activity belongs to, for a branch that does nothing, and to join before a split.
 *
 * @example
 * xor(t.check, { ok: t.ship, refused: t.closed }) // where closed: silent(Refusal)
 */
export function silent<P>(payload: Input<P>): Spec<"silent", P, P> {
  return declare("silent", payload, { done: anything }, {})
}

/** The schema of what has been checked before: accepts anything. */
export const anything: Schema = Object.freeze({
  "~standard": Object.freeze({ version: 1, vendor: "knhk", validate: (value: unknown) => ({ value }) }),
})

function attempts(options: { readonly retry?: RetryPolicy; readonly timeout?: Duration } | undefined) {
  const { retry, timeout } = options ?? {}
  return {
    ...(retry === undefined ? {} : { retry: retryPolicy(retry) }),
    ...(timeout === undefined ? {} : { timeout: milliseconds(timeout) }),
  }
}

/** The declaration as data: a `TaskDefinition` that waits for its name. */
export function declare<S>(
  kind: TaskDefinition["kind"],
  input: unknown,
  outcomes: Readonly<Record<string, Schema>>,
  rest: Partial<TaskDefinition>,
): S {
  const inputs = isRecord(input) ? Object.values(input) : [input]
  for (const schema of [...(kind === "sub" ? [] : inputs), ...Object.values(outcomes)]) {
    if (!isSchema(schema)) refuse("schema", `${kind}()`)
  }
  const data = {
    kind,
    ...(input === undefined ? {} : { input: isRecord(input) ? Object.freeze({ ...input }) : input }),
    outcomes: Object.freeze({ ...outcomes }),
    ...rest,
    ...here(),
  }
  return Object.freeze(data) as S
}

/** A record of schemas, by the keys of a join. */
function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isSchema(value)
}

function isSchema(value: unknown): boolean {
  return value !== null && (typeof value === "object" || typeof value === "function") && "~standard" in value
}
