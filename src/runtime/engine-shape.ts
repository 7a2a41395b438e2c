/** What an engine can do, as types: the service's shape and the failures of each of its calls. */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { CaseId } from "../definition/id.ts"
import type { KernelError } from "./binding.ts"
import type { CasePage, ListOptions } from "./case-list.ts"
import type { CaseView } from "./case-view.ts"
import type { DrainOptions, DrainReport } from "./drain.ts"
import type {
  CaseCancelled, CaseConflict, CaseDamaged, CaseDeadlocked, CaseEnded, CaseFailed, CaseNotFound, CaseUnclaimed,
  EngineClosed, EngineDraining, FilterRefused, HandlersRefused, IdRefused, InstancesClosed, OptionRefused,
  PayloadRefused, SignalFull, SignalLost, SignalUnknown, StaleExecutor, StoreError, TaskNotActive, TaskUnknown,
  WorkflowNotRegistered, WorkflowTaken, WorkItemBlocked, WorkItemDone, WorkItemNotActive, WorkItemNotFound,
} from "./engine-error.ts"
import type { Observer } from "./observer.ts"
import type { AnyHandlers, ExecutorParts } from "./program.ts"
import type { Deterministic } from "./sequencer.ts"
import type { SentTo } from "./signals.ts"
import type { Started } from "./starter.ts"
import type { RunningCount } from "./store.ts"
import type { WorkflowTally } from "./tally.ts"
import type { WorklistItem, WorklistOptions } from "./worklist.ts"

/** Why a case is not there to be started. */
export type StartFailure =
  | PayloadRefused | IdRefused | CaseConflict | CaseDamaged | WorkflowNotRegistered | StoreError | EngineClosed
  | EngineDraining

/** How a case ends other than `ok`. */
export type CaseFailure = CaseFailed | CaseCancelled | CaseDeadlocked

/** Why a result cannot be had. */
export type ResultFailure = CaseFailure | CaseNotFound | CaseUnclaimed | CaseDamaged | StoreError | EngineClosed

/** Why a workflow does not register. */
export type RegisterFailure =
  | StaleExecutor | HandlersRefused | WorkflowTaken | KernelError | StoreError | EngineClosed | EngineDraining

/** Why a human work item does not change. */
export type WorkItemFailure =
  | WorkItemNotFound | WorkItemNotActive | WorkItemDone | WorkItemBlocked | PayloadRefused | CaseUnclaimed
  | CaseDamaged | StoreError | EngineClosed

/** Why a case takes no event from outside. */
export type CaseEventFailure = CaseNotFound | CaseEnded | CaseUnclaimed | CaseDamaged | StoreError | EngineClosed

/** Why a signal is not taken. */
export type SignalFailure = SignalLost | SignalFull | SignalUnknown | PayloadRefused | CaseEventFailure

/** Why no instance is added. */
export type AddFailure = InstancesClosed | TaskNotActive | TaskUnknown | PayloadRefused | CaseEventFailure

/** Why a task is not stopped. */
export type StopFailure = TaskNotActive | TaskUnknown | CaseEventFailure

/** A case: its id, or anything that has it, such as what starting it returned. */
export type CaseRef = string | { readonly caseId: string }

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
  /** Runs in deterministic mode: the same seed, the same journal. Absent: as the world goes. See `sequencer.ts`. */
  readonly deterministic?: Deterministic
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
  readonly result: (of: CaseRef) => Effect.Effect<unknown, ResultFailure>
  /** The case that was started under this id, running or over; undefined if there is none on disk. */
  readonly find: (workflow: string, id: string) => Effect.Effect<CaseId | undefined, StoreError>
  /** Cancels a case: what is enabled is withdrawn, what runs is interrupted. Done when that is on disk. */
  readonly cancel: (
    of: CaseRef,
    reason?: string,
  ) => Effect.Effect<void, CaseEventFailure>
  /**
   * Sends a signal to a case: to the task that waits for it, else to be kept, if it is one that is kept. Done when that
   * is on disk. If neither, it fails: nothing is kept, nothing was changed.
   */
  readonly signal: <R extends CaseRef>(of: R, ...sent: SentTo<R>) => Effect.Effect<void, SignalFailure>
  /** Adds an instance to a task that runs and takes more of them. Done when that is on disk. */
  readonly add: (of: CaseRef, task: string, input: unknown) => Effect.Effect<void, AddFailure>
  /** Cancels one task of a case: what is offered is withdrawn, what runs is interrupted, nothing follows it. */
  readonly stop: (of: CaseRef, task: string) => Effect.Effect<void, StopFailure>
  /** A page of cases, newest first. */
  readonly list: (options?: ListOptions) => Effect.Effect<CasePage, FilterRefused | StoreError>
  /** One case with its marking, work items and history, as it is on disk. */
  readonly show: (of: CaseRef) => Effect.Effect<CaseView, CaseNotFound | CaseDamaged | StoreError>
  /** A page of the human tasks that wait, or of what waits for a signal: of the oldest cases first. */
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
  /**
   * How many cases of each registered workflow run here, and how many are at each task and condition. Counted in
   * memory, about a millisecond for a million cases, so it may be ahead of the disk by what is being committed.
   */
  readonly tally: () => readonly WorkflowTally[]
  readonly info: () => EngineInfo
  /**
   * Takes no new starts, begins no attempt, lets the running ones finish until the deadline, interrupts what is left,
   * and stops as closing does. Human work is taken meanwhile. A second call gets the report of the first; leaving the
   * layer's scope cuts it short. A deadline that is no duration is `OptionRefused`, and nothing happens.
   */
  readonly drain: (options?: DrainOptions) => Effect.Effect<DrainReport, OptionRefused | StoreError | EngineClosed>
  /** Registers a workflow for as long as the scope is open, and goes on with its running cases. Used by executors. */
  readonly register: (
    parts: ExecutorParts, handlers: AnyHandlers, services: Context.Context<never>,
  ) => Effect.Effect<void, RegisterFailure, Scope.Scope>
}
