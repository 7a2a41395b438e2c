/**
 * Rules: what stands beside the flows in the list of `flows`. A rule leads nowhere; it changes when tasks may begin,
 * and what a task ends when it is done. Each names tasks by handles of the same workflow.
 */
import type { Fault, sentences } from "./fault.ts"
import { type Flow, said } from "./flow.ts"
import { name, names } from "./given.ts"
import type { Task } from "./handle.ts"
import type { Offered } from "./split.ts"

/** What a rule function returns: it enters and leaves no task. */
export type Rule<W extends string> = Flow<W, never, never>

/** Any task of workflow `W`. */
type Any<W extends string> = Task<W, string, never, unknown>

/** What `milestone` takes beside the task. */
export interface MilestoneOptions<in out W extends string> {
  /** A task that waits: for a person, a signal, a time. */
  readonly during: Task<W, string, never, unknown> & Offered
}

/**
 * Milestone (18): `task` is offered only while `during` is offered and has not begun. It looks and takes nothing:
 * both may still be done. For what is possible only up to a point, as changing an order until it is shipped. The
 * milestone is asked when the task begins; what has begun goes on if it passes, and what is offered is withdrawn.
 * `during` is a task that waits; a silent task or a sub-workflow begins at once and is refused, and one with a
 * handler hardly waits. Several milestones of one task all have to hold.
 *
 * @example
 * milestone(t.change, { during: t.ship }) // where ship: human({...})
 */
export function milestone<W extends string>(task: Any<W>, options: MilestoneOptions<NoInfer<W>>): Rule<W>
export function milestone(task: unknown, options?: MilestoneOptions<string>) {
  return said({ kind: "milestone", task: name(task), during: name(options?.during) })
}

/**
 * Cancel Task (19), Cancel Region (25), Cancel Multiple Instance Task (26): when `task` is done, all of `region` is
 * cleared before the token of `task` goes on. A task on offer is withdrawn, one that runs is cancelled and its
 * handler interrupted, what waits for it is gone, and nothing follows it; instances that are done keep nothing. The
 * rest of the case goes on, and a task may clear what it then leads to. The region needs no connection; a
 * sub-workflow in it is cleared as a whole. Branches that a join waits for are to be cleared with it, or it waits for
 * ever: the compiler shows it. To end the whole case, use `cancelsCase`; to keep the results of instances,
 * `completes`.
 *
 * @example
 * cancels(t.withdraw, [t.check, t.assess])
 */
export function cancels<W extends string>(task: Any<W>, region: readonly Any<NoInfer<W>>[]): Rule<W>
export function cancels(task: unknown, region: unknown) {
  return said({ kind: "cancels", task: name(task), region: names("cancels()", region) })
}

/**
 * Cancel Case (20): when `task` is done, the case ends as cancelled, with everything in it, sub-workflows included.
 * What flows out of the task is not reached; it needs a way out all the same, or is an end. For giving up as a step
 * of the work itself; from outside, a case is cancelled through the engine. To end it as done, lead to an end:
 * Explicit Termination (43).
 *
 * @example
 * cancelsCase(t.reject)
 */
export function cancelsCase<W extends string>(task: Any<W>): Rule<W>
export function cancelsCase(task: unknown) {
  return said({ kind: "cancelsCase", task: name(task) })
}

/**
 * These tasks look at one value that stays the same, so that in a case they all choose alike: decisions by outcomes of
 * the same names, tasks that are left by routes on data by routes of the same number, in the same order. It changes
 * nothing at run time. The verifier looks at fewer runs then, and no longer shows those in which the second choice
 * contradicts the first. It is a promise: if a handler or a guard breaks it, a case may get stuck that was called
 * sound. Better, where it can be: choose once, and let the branches go on apart.
 *
 * @example
 * alike(t.classify, t.route) // both by the outcomes "small" and "large"
 */
export function alike<W extends string>(
  first: Any<W>, second: Any<NoInfer<W>>, ...more: readonly Any<NoInfer<W>>[]
): Rule<W>
export function alike(...tasks: readonly unknown[]) {
  return said({ kind: "alike", tasks: names("alike()", tasks) })
}

/** What is wrong with a task that has no instances. */
type Completable<B extends { readonly name: string }> =
  B extends { readonly instances: true } ? unknown : string extends B["name"] ? unknown
  : Fault<(typeof sentences)["noInstances"], B["name"]>

/**
 * Complete Multiple Instance Task (27): when `task` is done, the task with instances is done as it is: with the
 * results that are there, in the order of the inputs. Instances that run are cancelled, those that have not begun are
 * withdrawn, none can be added, and what follows goes on. If it has not begun or is done already, nothing happens.
 * For a deadline or a decision that enough is enough. To end it without going on, use `cancels`; if the results
 * themselves decide, `until` of `instances`.
 *
 * @example
 * completes(t.deadline, t.reviews) // where reviews: instances(human({...}), { max: 20 })
 */
export function completes<W extends string, B extends Task<W, string, never, unknown>>(
  task: Any<W>, instances: B & Completable<B>,
): Rule<W>
export function completes(task: unknown, instances: unknown) {
  return said({ kind: "completes", task: name(task), instances: name(instances) })
}

/**
 * Critical Section (39): of two or more parts of the workflow, tasks of only one are active at a time; a part that
 * was entered is finished before another begins. A part is a list of tasks: it is entered when the first of them
 * begins, and left when none of them runs and no token is on its way between them. What must wait is offered and
 * refused to start (`blocked`); cancelling a part frees it. For parts that use one thing. A task is in one part of a
 * section, and may be in several sections; sections that are entered crosswise can block each other, as the compiler
 * shows. For single tasks in any order, `interleave`.
 *
 * @example
 * critical([t.load, t.drive], [t.clean, t.refuel])
 */
export function critical<W extends string>(
  first: readonly Any<W>[], second: readonly Any<NoInfer<W>>[], ...more: readonly (readonly Any<NoInfer<W>>[])[]
): Rule<W>
export function critical(...parts: readonly unknown[]) {
  return said({ kind: "critical", parts: Object.freeze(parts.map((part) => names("critical()", part))) })
}
