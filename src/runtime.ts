/** The door "knhk/runtime": the engine, executors and stores. */
export type { AttemptContext } from "./runtime/attempt-context.ts"
export { KernelDefect, KernelError, kernelInfo, type KernelInfo } from "./runtime/binding.ts"
export { CancellationSource, CancellationToken } from "./runtime/cancellation.ts"
export {
  AttemptEnded, AttemptSuperseded, type CancellationReason, WorkItemCancelled,
} from "./runtime/cancellation-reason.ts"
export type { Happening, HistoryLine } from "./runtime/case-history.ts"
export type { CasePage, CaseStatus, CaseSummary, ListOptions } from "./runtime/case-list.ts"
export type { CaseView, ChildCase, WorkItemView } from "./runtime/case-view.ts"
export type { DrainOptions, DrainReport } from "./runtime/drain.ts"
export * from "./runtime/engine-error.ts"
export { Engine } from "./runtime/engine.ts"
export type {
  AddFailure, CaseEventFailure, CaseFailure, CaseRef, EngineInfo, EngineOptions, EngineShape, RegisterFailure,
  ResultFailure, SignalFailure, StartFailure, StopFailure, WorkItemFailure,
} from "./runtime/engine-shape.ts"
export {
  type AnyWorkflow, type Bound, type CaseHandle, executor, type Executor, type InputOf, type OutputOf,
  type Registered, type StartOptions,
} from "./runtime/executor.ts"
export type { Decided, Fitting, Handler, Handlers, Misfit, RequirementsOf, Returned } from "./runtime/handler.ts"
export type {
  AttemptFailureFacts, CaseEndFacts, CaseFacts, CommitFacts, Observer, SignalFacts, StepFacts, WorkItemFacts, WorkKind,
} from "./runtime/observer.ts"
export {
  type CallOptions, type CaseReader, open, openReader, type OpenOptions, type PromisedCase, type PromisedEngine,
} from "./runtime/promise.ts"
export type { Deterministic } from "./runtime/sequencer.ts"
export type { AnySignals, Sent, SentTo } from "./runtime/signals.ts"
export { MemoryStore } from "./runtime/store-memory.ts"
export { type SqliteOptions, SqliteReader } from "./runtime/sqlite-reader.ts"
export { SqliteStore } from "./runtime/store-sqlite.ts"
export type { Store, StoreReader } from "./runtime/store.ts"
export type { StoreTally, TallyOptions } from "./runtime/store-tally.ts"
export type { ConditionTally, TaskTally, WorkflowTally } from "./runtime/tally.ts"
export type { WorklistItem, WorklistOptions } from "./runtime/worklist.ts"
