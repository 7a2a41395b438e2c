/** What an engine can do, as types: the service's shape and the failures of each of its calls. */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { KernelError } from "./binding.ts"
import type { CasePage, CaseView, ListOptions, WorklistItem, WorklistOptions } from "./case-view.ts"
import type {
  CaseCancelled, CaseConflict, CaseDamaged, CaseDeadlocked, CaseEnded, CaseFailed, CaseNotFound, CaseUnclaimed,
  EngineClosed, FilterRefused, HandlersRefused, IdRefused, PayloadRefused, StaleExecutor, StoreError,
  WorkflowNotRegistered, WorkflowTaken, WorkItemDone, WorkItemNotActive, WorkItemNotFound,
} from "./engine-error.ts"
import type { Observer } from "./observer.ts"
import type { AnyHandlers, ExecutorParts } from "./program.ts"
import type { Started } from "./starter.ts"
import type { RunningCount } from "./store.ts"

/** Why a case is not there to be started. */
export type StartFailure =
  | PayloadRefused | IdRefused | CaseConflict | CaseDamaged | WorkflowNotRegistered | StoreError | EngineClosed

/** How a case ends other than `ok`. */
export type CaseFailure = CaseFailed | CaseCancelled | CaseDeadlocked

/** Why a result cannot be had. */
export type ResultFailure = CaseFailure | CaseNotFound | CaseUnclaimed | CaseDamaged | StoreError | EngineClosed

/** Why a workflow does not register. */
export type RegisterFailure = StaleExecutor | HandlersRefused | WorkflowTaken | KernelError | StoreError | EngineClosed

/** Why a human work item does not change. */
export type WorkItemFailure =
  | WorkItemNotFound | WorkItemNotActive | WorkItemDone | PayloadRefused | CaseUnclaimed | CaseDamaged | StoreError
  | EngineClosed

/** What every engine takes. */
export interface EngineOptions {
  /** Told of what happens; see `observer.ts`. */
  readonly observer?: Observer
  /**
   * Milliseconds that closing waits for interrupted handlers to let go (their finalizers to run); 10,000 if absent.
   * One that has not by then is left behind: what it still returns is dropped, and its work item starts anew when the
   * engine is opened again.
   */
  readonly closeTimeout?: number
}

/** What this engine runs on. `kernels`: by workflow. */
export interface EngineInfo {
  readonly store: "memory" | "sqlite"
  readonly kernel: "portable" | "native" | undefined
  readonly kernels: Readonly<Record<string, "portable" | "native">>
}

/** What the `Engine` service can do. Cases of all registered workflows, by case id. */
export interface EngineShape {
  /** Starts a case, or finds the one that was started under this `id`. Done when the start is on disk. */
  readonly start: (
    workflow: string,
    options: { readonly id?: string; readonly input: unknown },
  ) => Effect.Effect<Started, StartFailure>
  /** Waits for the end of a case; done when the end is on disk. */
  readonly result: (caseId: string) => Effect.Effect<unknown, ResultFailure>
  /** Cancels a case: what is enabled is withdrawn, what runs is interrupted. Done when that is on disk. */
  readonly cancel: (
    caseId: string,
    reason?: string,
  ) => Effect.Effect<void, CaseNotFound | CaseEnded | CaseUnclaimed | CaseDamaged | StoreError | EngineClosed>
  /** A page of cases, newest first. */
  readonly list: (options?: ListOptions) => Effect.Effect<CasePage, FilterRefused | StoreError>
  /** One case with its marking, work items and history, as it is on disk. */
  readonly show: (caseId: string) => Effect.Effect<CaseView, CaseNotFound | CaseDamaged | StoreError>
  /** Human tasks that wait, oldest first. */
  readonly workItems: (
    options?: WorklistOptions,
  ) => Effect.Effect<readonly WorklistItem[], FilterRefused | StoreError>
  /** Starts a human task, so that others see somebody is at it. */
  readonly startWorkItem: (workItemId: string) => Effect.Effect<void, WorkItemFailure>
  /** Completes a human task with its output; starts it first if nobody did. Done when it is on disk. */
  readonly complete: (workItemId: string, output: unknown) => Effect.Effect<void, WorkItemFailure>
  /** Running cases that this engine leaves alone, because no registered executor has their definition. */
  readonly unclaimed: Effect.Effect<readonly RunningCount[], StoreError>
  /** Running cases that do not hold together in the store, found when their workflow registered. Left alone as well. */
  readonly damaged: () => readonly CaseDamaged[]
  readonly info: () => EngineInfo
  /** Registers a workflow for as long as the scope is open, and goes on with its running cases. Used by executors. */
  readonly register: (
    parts: ExecutorParts, handlers: AnyHandlers, services: Context.Context<never>,
  ) => Effect.Effect<void, RegisterFailure, Scope.Scope>
}
