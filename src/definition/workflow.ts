/**
 * The chain that makes a workflow: `workflow(id).tasks(...).start(...).flows(...).end(...).build()`.
 * Each stage is an interface of its own, so that only the next legal step exists and completion
 * lists nothing else. The chain has the same length for every workflow; it never grows.
 */
import type { BlockData } from "./block.ts"
import { check } from "./check.ts"
import type { Definition, FlowDefinition, RuleDefinition, TaskDefinition, Termination, Workflow } from "./definition.ts"
import { DefinitionFault, type Fault, type FaultName, type sentences, type TypeSentences } from "./fault.ts"
import type { Flow } from "./flow.ts"
import { callable } from "./given.ts"
import type { HandleData, Handles } from "./handle.ts"
import { type InstancesData, named } from "./instances.ts"
import { compileMode, here } from "./place.ts"
import type { Signatures } from "./signature.ts"
import type { AnySpec, CallSpec } from "./task.ts"
import { unfold } from "./unfold.ts"

type AnyFlow = Flow<any, string, string>
type From<F extends readonly AnyFlow[]> = F[number] extends { readonly "~flow": { readonly from: infer A } } ? A : never
type To<F extends readonly AnyFlow[]> = F[number] extends { readonly "~flow": { readonly to: infer B } } ? B : never

/** What an end gives: the result of the case. */
type OutputOfSpec<S extends AnySpec> =
  S extends { readonly kind: "decision" } ? S["~out"][keyof S["~out"]] : S["~out"]

type Specs<T> = { readonly [K in keyof T]: AnySpec }

/** After `workflow(id)`: declare the tasks, all of them in one record. */
export interface Draft<W extends string> {
  /** All tasks, by name. A name has 1 to 200 characters, none of them `/`, `~` or a control character. */
  tasks<const T extends { readonly [name: string]: AnySpec }>(tasks: T): HasTasks<W, T>
}

/** After `tasks`: say where a case starts. */
export interface HasTasks<W extends string, T extends Specs<T>> {
  /** The first task: its input is the input of the workflow. */
  start<const S extends keyof T & string>(start: S): HasStart<W, T, S>
  /** In types only: what each task asks of its handler. The compiler prints it. */
  readonly "~signatures": Signatures<T>
}

/** After `start`: say the flows. */
export interface HasStart<W extends string, T extends Specs<T>, S extends keyof T & string> {
  /**
   * The flows, blocks and rules, over handles of the tasks: `(t) => [flow(t.a, t.b), ...]`. Called once, at
   * `build()`.
   */
  flows<const F extends readonly Flow<W, string, string>[]>(flows: (t: Handles<W, T>) => F): HasFlows<W, T, S, F>
}

/** After `flows`: say where a case ends. */
export interface HasFlows<
  W extends string, T extends Specs<T>, S extends keyof T & string, F extends readonly AnyFlow[],
> {
  /** The last tasks: the output of the one that ends the case is the output of the workflow. */
  end<const E extends readonly [keyof T & string, ...(keyof T & string)[]]>(...ends: E): Complete<W, T, S, F, E[number]>
}

/** After `end`: build. */
export interface Complete<
  W extends string, T extends Specs<T>, S extends keyof T & string, F extends readonly AnyFlow[],
  E extends keyof T & string,
> {
  /**
   * Checks what types could not see and returns the workflow. If a task is not connected, this is
   * no function but a `Fault` that names it. Throws a `DefinitionFault` that lists all it found.
   */
  readonly build: Gate<
    Exclude<keyof T, To<F> | S>, Exclude<keyof T, From<F> | E>,
    () => Workflow<W, T[S]["~in"], OutputOfSpec<T[E]>>,
    "call" extends T[keyof T]["~form"] ? Recursive<W, T, S, E> : never
  >
}

/** Tasks that run the workflow which they are in. */
type Itself<W extends string, T> = Extract<T[keyof T], CallSpec<W, unknown, unknown>>

/** What is wrong with a recursion: it is the start, or all ends, or takes or gives something else than the workflow. */
type Recursive<W extends string, T extends Specs<T>, S extends keyof T, E extends keyof T> =
  [Itself<W, T>] extends [never] ? never
  : [T[S]] extends [Itself<W, T>] ? Fault<(typeof sentences)["noWayOut"], S>
  : [T[E]] extends [Itself<W, T>] ? Fault<(typeof sentences)["noWayOut"], E>
  : [Misfit<Itself<W, T>, T[S]["~in"], OutputOfSpec<T[E]>>] extends [never] ? never
  : Fault<TypeSentences["recursion"], Misfit<Itself<W, T>, T[S]["~in"], OutputOfSpec<T[E]>>>

type Misfit<C extends AnySpec, In, Out> =
  C extends unknown ? [C["~in"]] extends [In] ? [Out] extends [C["~out"]] ? never : C : C : never

/** Something that is wrong elsewhere makes names `any` or `string`; then nothing is said here. */
type Gate<NoWayIn, NoWayOut, Ok, Wrong> =
  [NoWayIn] extends [never]
    ? [NoWayOut] extends [never] ? [Wrong] extends [never] ? Ok : Wrong : GateFault<"deadEnd", NoWayOut, Ok>
    : GateFault<"unreachable", NoWayIn, Ok>

type GateFault<S extends FaultName, Tasks, Ok> = [unknown] extends [Tasks] ? Ok : Fault<(typeof sentences)[S], Tasks>

/** What `workflow` takes beside the id. */
export interface WorkflowOptions {
  /**
   * `explicit`, Explicit Termination (43), the default: the first end that completes ends the case, and what is
   * left is cancelled. `implicit`, Implicit Termination (11): the case goes on until nothing is left to do.
   *
   * Where an end can be reached while work is left, the compiler warns (KNHK3004), since that is seldom meant. Say
   * `"explicit"` in so many words if it is.
   */
  readonly termination?: Termination
}

/**
 * Begins a workflow. `id` names it everywhere: in stores, tables and telemetry.
 *
 * @example
 * export const Order = workflow("order")
 *   .tasks({ receive: task({ input: NewOrder, output: Received }), ship: task({ input: Received, output: Shipped }) })
 *   .start("receive")
 *   .flows((t) => [flow(t.receive, t.ship)])
 *   .end("ship")
 *   .build()
 */
export function workflow<const W extends string>(id: W, options?: WorkflowOptions): Draft<W>
export function workflow(id: string, options?: WorkflowOptions): unknown {
  const givesUp = options?.termination === "explicit" && { givesUp: true as const }
  const said = { id, termination: options?.termination ?? "explicit", ...givesUp, ...here() }
  return {
    tasks: (tasks: Specifications) => ({
      start: (start: string) => ({
        flows: (flows: Flows) => ({
          end: (...ends: readonly string[]) => ({
            build: () => finish(said, tasks, start, flows, ends),
          }),
        }),
      }),
    }),
  }
}

type Specifications = Readonly<Record<string, TaskDefinition | InstancesData>>
type Flows = (t: Readonly<Record<string, HandleData>>) => readonly (FlowDefinition | RuleDefinition | BlockData)[]

function finish(
  said: Pick<Definition, "id" | "termination" | "givesUp" | "at">,
  specs: Specifications,
  start: string,
  flows: Flows,
  ends: readonly string[],
): Workflow<string, never, unknown> {
  const declared = Object.entries(specs ?? {}).map(([name, spec]) => named(spec, name))
  const unfolded = unfold(callable("flows()", flows)(handlesOf(declared)))
  const definition: Definition = Object.freeze({
    id: said.id,
    start,
    ends: Object.freeze([...ends]),
    termination: said.termination,
    ...(said.givesUp && { givesUp: said.givesUp }),
    tasks: Object.freeze([...declared, ...unfolded.silent]),
    flows: Object.freeze(unfolded.flows),
    ...(unfolded.rules.length === 0 ? {} : { rules: Object.freeze(unfolded.rules) }),
    ...(said.at === undefined ? {} : { at: said.at }),
  })
  const [first, ...rest] = [...unfolded.faults, ...check(definition)]
  if (first !== undefined) throw new DefinitionFault([first, ...rest])
  compileMode()?.workflows.push(definition)
  return Object.freeze({ id: said.id, definition }) as Workflow<string, never, unknown>
}

/** Handles by name. One that is not declared has the name that was written, so that the check can say which it is. */
function handlesOf(declared: readonly TaskDefinition[]): Readonly<Record<string, HandleData>> {
  const handles = Object.freeze(Object.fromEntries(declared.map((t) => [t.name, handle(t)])))
  const undeclared = (name: string): HandleData => Object.freeze({ name, kind: "task", outcomes: Object.freeze([]) })
  return new Proxy(handles, {
    get: (all, key) => (typeof key === "symbol" || key in all ? Reflect.get(all, key) : undeclared(key)),
  })
}

function handle(task: TaskDefinition): HandleData {
  return Object.freeze({ name: task.name, kind: task.kind, outcomes: Object.freeze(Object.keys(task.outcomes)) })
}
