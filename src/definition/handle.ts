/**
 * Handles: what `flows` sees of a task. At run time a handle is a name with a kind; its type carries
 * the workflow, the name, and the payloads in and out. Members in "~knhk" exist in types only.
 */
import type { TaskDefinition } from "./definition.ts"
import type { Fault, sentences } from "./fault.ts"
import type { AnySpec } from "./task.ts"

/**
 * Where a flow may lead: a task, or several at once (`all`). `Input` is `(payload) => void`, so that
 * it compares contravariantly.
 */
export interface Target<in out W extends string, out K extends string, out Input> {
  readonly name: K
  readonly "~knhk": { readonly workflow: (w: W) => W; readonly input: Input }
}

/**
 * A task of workflow `W`, by name `K`: takes payloads of type `I`, gives payloads of type `O`.
 * Handles come from `flows((t) => ...)`; a handle of another workflow does not fit.
 */
export interface Task<in out W extends string, out K extends string, in I, out O> {
  readonly name: K
  readonly "~knhk": Inside<W, (payload: I) => void, O, K, K, K, never>
}

/**
 * What the type of a task or block knows. `Names`: the tasks in it. `Heads` and `Tails`: those of them that no flow
 * inside enters or leaves. `Open`: the decisions of which an outcome leads nowhere yet.
 */
export interface Inside<
  in out W extends string, out Input, out O,
  out Names extends string, out Heads extends string, out Tails extends string, out Open extends string,
> {
  readonly workflow: (w: W) => W
  readonly of: W
  readonly input: Input
  readonly output: O
  readonly names: Names
  readonly heads: Heads
  readonly tails: Tails
  readonly open: Open
}

/** The handle of a decision. `O` is the record of payloads by outcome; none of them goes on by a plain flow. */
export interface Decision<in out W extends string, in out K extends string, in I, in out O>
  extends Task<W, K, I, Fault<(typeof sentences)["decisionLeft"], K>> {
  readonly outcomes: (outcomes: O) => O
}

/** The handle of a silent task: it gives what it takes, and does not choose. */
export interface Silent<in out W extends string, in out K extends string, in out P> extends Task<W, K, P, P> {
  readonly silent: true
}

/** The handle of a task with instances: `completes` takes no other. */
export interface Many<in out W extends string, out K extends string, in I, out O> extends Task<W, K, I, O> {
  readonly instances: true
}

/** Handles by the form of the declaration. */
interface ByForm<W extends string, K extends string, S extends AnySpec> {
  readonly task: Task<W, K, S["~in"], S["~out"]>
  readonly decision: Decision<W, K, S["~in"], S["~out"]>
  readonly silent: Silent<W, K, S["~in"]>
  readonly call: Task<W, K, S["~in"], S["~out"]>
  readonly instances: Many<W, K, S["~in"], S["~out"]>
}

/** The handle that belongs to a task's declaration. */
export type Handle<W extends string, K extends string, S extends AnySpec> = ByForm<W, K, S>[S["~form"]]

/** All handles of a workflow, by name. */
export type Handles<W extends string, T extends { readonly [K in keyof T]: AnySpec }> = {
  readonly [K in keyof T]: Handle<W, K & string, T[K]>
}

/** A task or a block of some workflow. */
export interface AnyStep {
  readonly "~knhk": Inside<any, (payload: never) => void, unknown, string, string, string, string>
}

/** A task of some workflow. */
export interface AnyTask extends AnyStep {
  readonly name: string
}

/** A handle at run time. */
export interface HandleData {
  readonly name: string
  readonly kind: TaskDefinition["kind"]
  /** In order of declaration. */
  readonly outcomes: readonly string[]
}
