/**
 * The workflow net in the IR: what `lower` makes of a Definition, what `verify` judges and what
 * `table/encode` writes. `compiler/ir` imports `diagnostic` and types of `src/definition` only.
 *
 * Names end here: conditions and tasks are dense indices into the two arrays. A net means:
 * a task is *enabled* when its join is satisfied; *starting* takes tokens from its input
 * conditions (AND: one from each; XOR: one from the first marked in order); *completing* with an
 * outcome first empties its cancellation region, then puts one token on each output of that
 * outcome. Silent tasks do both by themselves as soon as they are enabled. ARCHITECTURE "The step" tells all of it.
 */
import type { Place, Termination } from "../../src/definition/definition.ts"

export type ConditionIndex = number & { readonly "~knhk/index": "condition" }
export type TaskIndex = number & { readonly "~knhk/index": "task" }

/** Most tokens of one case that a condition can be declared to hold: the kernels count in bytes. */
export const BOUND_MAX = 255

/** A place of the net. Holds at most `bound` tokens of one case; one more is a typed failure. */
export interface Condition {
  readonly name: string
  readonly bound: number
  /**
   * Its tokens are no work left: what a join keeps of its cycle, signals that nobody took. They carry no payload into
   * a task, and a case may end with them.
   */
  readonly resource?: true
  readonly at?: Place
}

/**
 * `automatic`: a handler runs it. `manual`: somebody outside starts and completes it. `silent`: routing only.
 * `timer`: as manual, but time completes it. `receive`: waits for a signal, which starts and completes it at once.
 * `call`: runs entry `callee` of the net as a case of its own, and completes when that ends `ok`.
 */
export type TaskKind = "automatic" | "manual" | "silent" | "call" | "receive" | "timer"
export type JoinKind = "and" | "xor" | "or"

/** An arc from a condition into a task. With `key`, the payload arrives under it in the task's input record. */
export interface Input {
  readonly condition: ConditionIndex
  readonly key?: string
  /** Tokens that it takes; 1 if absent. More only into an AND-join. */
  readonly weight?: number
}

/** An arc from a task's outcome to a condition. `flow` leads back to the mapping in the definition. */
export interface Output {
  readonly condition: ConditionIndex
  /** Index into the flows of the definition of this task's scope, or -1. */
  readonly flow: number
}

/**
 * Outcomes decide the XOR-split, several outputs of one outcome are the AND-split. With `choice: "several"` (OR-split)
 * outcome 2r is route r taken and outcome 2r + 1 is route r not taken; the last route is the default.
 */
export interface Outcome {
  readonly name: string
  readonly outputs: readonly Output[]
}

/** What a completing task empties: tokens of conditions, work items of tasks. */
export interface CancellationRegion {
  readonly conditions: readonly ConditionIndex[]
  readonly tasks: readonly TaskIndex[]
}

/** Tokens in a condition, or work items of a task that are started: at least `count` of them. */
export interface Need {
  readonly place: { readonly condition: ConditionIndex } | { readonly task: TaskIndex }
  readonly count: number
}

/**
 * One reason for an OR-join to wait: while input `missing` is empty and all `needs` hold, a token may still come to it.
 * `marked`: only if exactly these inputs hold a token; absent: whichever do.
 */
export interface Wait {
  /** Index into the inputs of the task. */
  readonly missing: number
  readonly marked?: readonly number[]
  readonly needs: readonly Need[]
}

/** How a task is done several times at once: patterns 12 to 15, 26, 27 and 34 to 36. */
export interface Instances {
  /** Fixed at design time (13); absent: the count comes with the start. */
  readonly count?: number
  readonly min: number
  readonly max: number
  /** Finished instances after which the task is done: 0 at once (12); absent: all. */
  readonly threshold?: number
  /** What becomes of the others then: they go on with no effect (34), or are cancelled (35). */
  readonly rest: "absorb" | "cancel"
  /** More may be added while it is not done (15, 36). */
  readonly open: boolean
  /** Each finished instance says whether the task is done with it (36). */
  readonly until: boolean
}

/**
 * How the payloads that a task takes become its input. `first`: the first one. `record`: by the keys of those that
 * came. `list`: all of them, oldest first. `merge`: records, laid over each other.
 */
export type Gather = "first" | "record" | "list" | "merge"

export interface NetTask {
  /** Unique in the net. A task of a sub-workflow is `outer/inner`. Silent tasks begin with `~`. */
  readonly name: string
  readonly kind: TaskKind
  readonly join: JoinKind
  readonly inputs: readonly Input[]
  /** Never empty. */
  readonly outcomes: readonly Outcome[]
  /**
   * `outcome`: the handler picks. `guard`: the guards of flow `guardFlow` pick one. `several`: they pick each for
   * itself. `single`: there is one.
   */
  readonly choice: "single" | "outcome" | "guard" | "several"
  /** Index of the `guard` or `or` flow in the scope's definition, or -1. */
  readonly guardFlow: number
  readonly cancels: CancellationRegion
  /** Index into `Net.scopes`: which definition the task and its flows belong to. */
  readonly scope: number
  /** Absent: `record` if its inputs have keys, else `first`. */
  readonly gather?: Gather
  /** Milestones (18): each holds a token, which stays. */
  readonly reads?: readonly ConditionIndex[]
  /** Critical sections and interleaving (17, 39, 40): it does not start while one of these is marked or started. */
  readonly blockers?: CancellationRegion
  /** Of an OR-join: why it waits. No reason holds: it is satisfied if one input is marked. */
  readonly waits?: readonly Wait[]
  /** Tasks with instances that its completion completes as they are (27). */
  readonly completes?: readonly TaskIndex[]
  /** Its completion cancels the case (20). */
  readonly cancelsCase?: true
  /** Of a `call`: index into `entriesOf(net)`. */
  readonly callee?: number
  /** Of a `receive`: index into `Net.triggers`. */
  readonly trigger?: number
  readonly instances?: Instances
  /** Tasks of one number choose alike in a case: by outcomes of the same name. No table holds it. */
  readonly alike?: number
  readonly at?: Place
}

/** The definition a task came from: `""` for the workflow itself, `pay` or `pay/refund` for sub-workflows. */
export interface Scope {
  readonly path: string
  readonly workflow: string
}

/** Where a case begins and ends. */
export interface Entry {
  /** Marked with one token when a case is opened: it carries the input. */
  readonly input: ConditionIndex
  /** Conditions that hold a token each from the beginning. */
  readonly marked?: readonly ConditionIndex[]
  readonly termination: Termination
  /** Explicit: a token in any of them ends the case. Implicit: tokens rest here. No other entry has them. */
  readonly outputs: readonly ConditionIndex[]
}

/** A signal from outside. Transient (23): lost if nothing waits. Persistent (24): kept in `condition`, a resource. */
export interface Trigger {
  readonly name: string
  readonly condition?: ConditionIndex
}

/** A workflow net: conditions and tasks by index, and where a case begins and ends. */
export interface Net extends Entry {
  readonly id: string
  readonly conditions: readonly Condition[]
  readonly tasks: readonly NetTask[]
  readonly scopes: readonly Scope[]
  /** What its call tasks run: 0 is the net itself, 1 the first of these. They share no condition with each other. */
  readonly callees?: readonly Entry[]
  readonly triggers?: readonly Trigger[]
}

/** All entries of a net, the one of the net itself first. */
export function entriesOf(net: Net): readonly Entry[] {
  return [net, ...(net.callees ?? [])]
}

/** The inputs of a task that work comes to it by: all but resources, if there are others. */
export function workInputs(net: Net, { inputs }: NetTask): readonly Input[] {
  const work = inputs.filter(({ condition }) => net.conditions[condition]?.resource !== true)
  return work.length > 0 ? work : inputs
}

declare const sound: unique symbol
/** A net that `compiler/verify` returned: the only thing `compiler/table/encode` accepts. */
export type SoundNet = Net & { readonly [sound]: true }
