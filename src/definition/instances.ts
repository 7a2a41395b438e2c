/** Tasks that are done several times at once: Multiple Instances (12 to 15, 34 to 36). */
import type { InstancesDefinition, Place, TaskDefinition } from "./definition.ts"
import { type Fault, type FaultName, refuse, type sentences, shown } from "./fault.ts"
import { callable, oneOf } from "./given.ts"
import type { Above, Odd } from "./number.ts"
import { here } from "./place.ts"
import type { Spec } from "./task.ts"

/** What can be done several times at once. What it gives is `any`, so that one mistake here makes no other. */
export type Repeatable = Spec<"task" | "human" | "sub", any, any>

/** What `instances` returns. `of` is what was declared of one of them. */
export interface InstancesSpec<out Of extends Repeatable, out I, out O> extends Spec<"instances", I, O> {
  readonly of: Of
}

/** How many instances, how many of them must be done, and what becomes of the others. */
export interface InstancesOptions<
  O, Count extends number, Min extends number, Max extends number, Join extends "all" | "none" | number,
> {
  /**
   * How many, fixed (design-time knowledge, 13): all get the payload of the task. Without it there is one for each
   * member of the list that the task takes (run-time knowledge, 14).
   */
  readonly count?: Count
  /** Fewer end the case as failed. Without it `count`, or as many as `join` asks for if none can be added, or 0. */
  readonly min?: Min
  /** More end the case as failed, or are refused where they are added. Needed where there is no `count`. */
  readonly max?: Max
  /** How many must be done: `all` (the default), so many (34, 35), or `none`, and the task is done at once (12). */
  readonly join?: Join
  /**
   * In place of `join`, asked with each instance that is done: whether with these results, in the order of the
   * inputs, the task is done (36). A pure function of results that are frozen; a throw, such as that of writing to one,
   * ends the case. Not asked where there are no instances.
   */
  readonly until?: (results: readonly O[]) => boolean
  /**
   * The other instances, once the task is done: they go on and nobody waits (34; the default), or are cancelled (35).
   */
  readonly rest?: "absorb" | "cancel"
  /** More may be added from outside while the task is not done (15, 36). Without it, none. */
  readonly open?: boolean
  /** How many run at the same time in one case. Without it, all. */
  readonly concurrency?: number
}

/** What is wrong with the numbers, each told at the option that is to be another. */
type Misfit<Count extends number, Min extends number, Max extends number, Join> =
  & ([Count | Max] extends [never] ? Fault<(typeof sentences)["instancesMost"], "max"> : unknown)
  & Unless<Odd<Max> | Above<1, Max>, "instancesNumber", "max", unknown>
  & Unless<Odd<Count> | Above<1, Count>, "instancesNumber", "count", When<Above<Count, Max>, "countAboveMax", "count">>
  & Unless<
    Odd<Min>, "instancesLeast", "min",
    & When<Above<Min, Count>, "minAboveCount", "min">
    & When<[Count] extends [never] ? Above<Min, Max> : never, "minAboveMax", "min">
  >
  & (Join extends number ? JoinMisfit<Join, Count, Max> : unknown)
  & (Join extends "all" ? unknown : { readonly until?: Fault<(typeof sentences)["joinAndUntil"], "until"> })

type JoinMisfit<Join extends number, Count extends number, Max extends number> = Unless<
  Odd<Join> | Above<1, Join>, "instancesJoin", "join",
  & When<Above<Join, Max>, "joinAboveMax", "join">
  & When<[Max] extends [never] ? Above<Join, Count> : never, "joinAboveCount", "join">
>

/** The fault at an option, if there is a number that is wrong; else what may be wrong besides. */
type Unless<Number, S extends FaultName, Option extends string, Else> =
  [Number] extends [never] ? Else : { readonly [P in Option]: Fault<(typeof sentences)[S], P> }
type When<Number, S extends FaultName, Option extends string> = Unless<Number, S, Option, unknown>

/**
 * One task done several times at once in one case, each time with an input and a result of its own. It gives the
 * results of those that are done, in the order of their inputs, whichever is done first. How many there are:
 * - without `count`, Multiple Instances with a priori Run-Time Knowledge (14): the task takes a list, and does one
 *   instance for each member. An empty list is done at once, so that none can be added, unless `min` is 1 or more;
 * - with `count`, Multiple Instances with a priori Design-Time Knowledge (13): so many, all with the input of the
 *   task;
 * - with `open`, Multiple Instances without a priori Run-Time Knowledge (15): more are added from outside meanwhile.
 *
 * How many must be done, which is all of them if nothing else is said:
 * - `join: "none"`, Multiple Instances without Synchronization (12): what follows begins at once, with an empty list;
 *   the case still waits for the instances before it ends, unless an explicit end comes first;
 * - `join: 2`, Static Partial Join for Multiple Instances (34): done with the second, and the others go on with no
 *   effect; the task begins again only when all are done;
 * - `rest: "cancel"` with it, Cancelling Partial Join for Multiple Instances (35): the others are cancelled;
 * - `until`, Dynamic Partial Join for Multiple Instances (36): done when the condition on the results so far holds.
 *
 * From another task, `cancels` ends it without a result, and `completes` with those it has. Handler, role, retries
 * and timeout are of one instance; one that fails for good ends the case. A decision cannot be repeated: let it
 * follow. At most 16,777,215 instances. For branches that differ, use `and`.
 *
 * @example
 * instances(human({ input: Claim, output: Vote, role: "judge" }), { count: 3, join: 2, rest: "cancel" })
 * instances(task({ input: Page, output: Text }), { max: 500, concurrency: 8 }) // takes Page[], gives Text[]
 * instances(sub(Delivery), { min: 1, max: 20, open: true })
 */
export function instances<
  S extends Repeatable, Count extends number = never, Min extends number = never, Max extends number = never,
  Join extends "all" | "none" | number = "all",
>(
  of: S,
  options: InstancesOptions<S["~out"], Count, Min, Max, Join> & Misfit<Count, Min, Max, Join>,
): InstancesSpec<
  S, [Count] extends [never] ? readonly S["~in"][] : S["~in"], Join extends "none" ? [] : S["~out"][]
>
export function instances(of: TaskDefinition, options: AnyOptions): unknown {
  const kind = (of as TaskDefinition | undefined)?.kind
  if (kind !== "task" && kind !== "human" && kind !== "sub") refuse("instancesOf", "instances()")
  if (typeof options !== "object" || options === null) refuse("instances", "instances()")
  checkNumbers(options)
  const { count, max = count!, join, until, rest = "absorb", open = false, concurrency } = options
  const { min = count ?? (typeof join === "number" && !open ? join : 0) } = options
  if (until !== undefined) callable("instances(), until", until)
  oneOf("rest", "instances()", rest, rests)
  const repeated: InstancesDefinition = Object.freeze({
    ...(count === undefined ? {} : { count }), min, max, join: join ?? "all", ...(until === undefined ? {} : { until }),
    rest, open, ...(concurrency === undefined ? {} : { concurrency }),
  })
  return Object.freeze({ kind: "instances", of, instances: repeated, ...here() })
}

const rests = ["absorb", "cancel"] as const

/** Most instances of one task, as the tables count them. */
const INSTANCES_MAX = 0xff_ffff

type AnyOptions = InstancesOptions<never, number, number, number, "all" | "none" | number>

/** Refuses the first number that is none, or does not fit another, by the name of its option. */
function checkNumbers({ count, min, max, join, until, concurrency }: AnyOptions): void {
  const wrong = (fault: FaultName, option: string, value: unknown): never =>
    refuse(fault, `instances(), ${option} ${shown(value)}`, option)
  const isWhole = (value: unknown, least: number): boolean =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= INSTANCES_MAX
  for (const [option, value] of Object.entries({ count, max, concurrency })) {
    if (value !== undefined && !isWhole(value, 1)) wrong("instancesNumber", option, value)
  }
  if (min !== undefined && !isWhole(min, 0)) wrong("instancesLeast", "min", min)
  if (join !== undefined && join !== "all" && join !== "none" && !isWhole(join, 1)) wrong("instancesJoin", "join", join)

  if (count === undefined && max === undefined) refuse("instancesMost", "instances()")
  const most = max ?? count!
  if (count !== undefined && count > most) wrong("countAboveMax", "count", count)
  if (min !== undefined && count !== undefined && min > count) wrong("minAboveCount", "min", min)
  if (min !== undefined && min > most) wrong("minAboveMax", "min", min)
  const above = max === undefined ? "joinAboveCount" : "joinAboveMax"
  if (typeof join === "number" && join > most) wrong(above, "join", join)
  if (join !== undefined && until !== undefined) wrong("joinAndUntil", "join", join)
}

/** The declaration of one instance, with how it is repeated. */
export interface InstancesData {
  readonly kind: "instances"
  readonly of: TaskDefinition
  readonly instances: InstancesDefinition
  readonly at?: Place
}

/** The task that a declaration is of, under its name. */
export function named(spec: TaskDefinition | InstancesData, name: string): TaskDefinition {
  if (!isDeclared(spec)) return refuse("declared", `task ${shown(name)}`, name)
  if (spec.kind !== "instances") return Object.freeze({ ...spec, name })
  const { of, instances: repeated, at } = spec
  return Object.freeze({ ...of, name, instances: repeated, ...(at === undefined ? {} : { at }) })
}

function isDeclared(spec: unknown): boolean {
  const { kind, outcomes, of } = (spec ?? {}) as { readonly [member: string]: unknown }
  return typeof kind === "string" && typeof (kind === "instances" ? of : outcomes) === "object"
}
