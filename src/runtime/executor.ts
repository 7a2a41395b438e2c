/** An executor: one workflow ready to be given handlers and started. Generated modules call `executor`. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Definition } from "../definition/definition.ts"
import type { CaseId } from "../definition/id.ts"
import { Engine } from "./engine.ts"
import type { EngineShape, RegisterFailure, ResultFailure, SignalFailure, StartFailure } from "./engine-shape.ts"
import type { Fitting, Handlers, RequirementsOf } from "./handler.ts"
import type { AnyHandlers, ExecutorParts } from "./program.ts"
import type { AnySignals, Sent } from "./signals.ts"

/** Any workflow, whatever its types. */
export interface AnyWorkflow {
  readonly id: string
  readonly definition: Definition
  readonly "~knhk": { readonly input: (payload: never) => void; readonly output: unknown }
}

/** What a case of the workflow starts with. */
export type InputOf<W> = W extends { readonly "~knhk": { readonly input: (payload: infer In) => void } } ? In : never

/** What a case of the workflow ends with. */
export type OutputOf<W> = W extends { readonly "~knhk": { readonly output: infer Out } } ? Out : never

/** In the context where an executor's layer is provided: only there can its workflow be started. */
export interface Registered<Id extends string> {
  readonly "~knhk/registered": Id
}

/**
 * What starting takes. With an `id` (1 to 255 characters) starting is idempotent; without, every start is a new case.
 */
export interface StartOptions<In> {
  readonly id?: string
  readonly input: In
}

/** A case that is on disk. `Signals`: what it may be sent, payloads by name. */
export interface CaseHandle<Out, Signals = AnySignals> {
  readonly caseId: CaseId
  /** What the caller named it. */
  readonly id: string | undefined
  /** It had been started before under this id. */
  readonly existed: boolean
  /** Waits for the end. Waiting does not keep the case going, and stopping to wait does not cancel it. */
  readonly result: Effect.Effect<Out, ResultFailure>
  /** Sends it a signal, as `signal` of the engine does. */
  signal(...sent: Sent<Signals>): Effect.Effect<void, SignalFailure>
}

/** A workflow with handlers, for `open({ workflows: [...] })`. */
export interface Bound {
  readonly parts: ExecutorParts
  readonly handlers: AnyHandlers
}

/**
 * One workflow and how it is run. `Tasks` is the interface of its tasks' payloads, `Signals` that of its signals' by
 * name; without it signals of any name are taken, and looked at when they are sent.
 */
export interface Executor<W extends AnyWorkflow, Tasks, Signals = AnySignals> extends ExecutorParts {
  readonly workflow: W
  /**
   * Registers the workflow and its handlers with the engine, and goes on with its running cases.
   * Fails if the executor is stale; what Effects among the handlers require, the layer requires. Handlers that do not
   * fit give a `Misfit` that says why and is no layer.
   */
  readonly layer: <const H extends Handlers<Tasks, any>>(
    handlers: H,
  ) => Fitting<Layer.Layer<Registered<W["id"]>, RegisterFailure, Engine | RequirementsOf<H>>, H, Tasks, any>
  /** The workflow with handlers, for `open`: Effects among them may require nothing. Else a `Misfit`, as of `layer`. */
  readonly with: <const H extends Handlers<Tasks, any>>(handlers: H) => Fitting<Bound, H, Tasks, never>
  /** Starts a case where the layer is provided. Done when the start is on disk. */
  readonly start: (
    options: StartOptions<InputOf<W>>,
  ) => Effect.Effect<CaseHandle<OutputOf<W>, Signals>, StartFailure, Registered<W["id"]>>
}

/** An executor from its parts. `mend` is the command that builds it anew when the definition has changed. */
export function executor<W extends AnyWorkflow, Tasks, Signals = AnySignals>(
  workflow: W,
  { table, hash, mend }: { readonly table: string; readonly hash: string; readonly mend: string },
): Executor<W, Tasks, Signals> {
  const { definition } = workflow
  const parts: ExecutorParts = { definition, table, hash, mend }
  const registered = Context.Service<Registered<W["id"]>, EngineShape>(`knhk/Registered/${definition.id}`)
  const layer = (handlers: AnyHandlers) =>
    Layer.effect(registered, Effect.gen(function* () {
      const engine = yield* Engine
      yield* engine.register(parts, handlers, yield* Effect.context<never>())
      return engine
    }))
  const bind = (handlers: AnyHandlers): Bound => ({ parts, handlers })
  return {
    ...parts,
    workflow,
    layer: layer as Executor<W, Tasks>["layer"],
    with: bind as Executor<W, Tasks>["with"],
    start: (options) => Effect.flatMap(registered, (engine) => startIn(engine, definition.id, options)),
  }
}

/** Starts a case in an engine that is at hand. */
export function startIn<Out>(
  engine: EngineShape, workflow: string, options: StartOptions<unknown>,
): Effect.Effect<CaseHandle<Out>, StartFailure> {
  const handle = ({ caseId, existed }: { readonly caseId: CaseId; readonly existed: boolean }): CaseHandle<Out> =>
    ({
      caseId, id: options.id, existed, result: engine.result(caseId) as Effect.Effect<Out, ResultFailure>,
      signal: (name, payload) => engine.signal(caseId, name, payload),
    })
  return Effect.map(engine.start(workflow, options), handle)
}
