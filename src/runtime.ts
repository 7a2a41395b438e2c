/** The door "knhk/runtime": the engine, executors and stores. */
export type { AttemptContext } from "./runtime/attempt.ts"
export { KernelError, kernelInfo, type KernelInfo } from "./runtime/binding.ts"
export type {
  CasePage, CaseStatus, CaseSummary, CaseView, Happening, HistoryLine, ListOptions, WorkItemView, WorklistItem,
  WorklistOptions,
} from "./runtime/case-view.ts"
export * from "./runtime/engine-error.ts"
export { Engine } from "./runtime/engine.ts"
export type {
  CaseFailure, EngineInfo, EngineOptions, EngineShape, RegisterFailure, ResultFailure, StartFailure, WorkItemFailure,
} from "./runtime/engine-shape.ts"
export {
  type AnyWorkflow, type Bound, type CaseHandle, executor, type Executor, type InputOf, type OutputOf,
  type Registered, type StartOptions,
} from "./runtime/executor.ts"
export type { Decided, Fitting, Handler, Handlers, Misfit, RequirementsOf, Returned } from "./runtime/handler.ts"
export type {
  AttemptFailureFacts, CaseEndFacts, CaseFacts, CommitFacts, Observer, StepFacts, WorkItemFacts,
} from "./runtime/observer.ts"
export {
  type CallOptions, type CaseReader, open, openReader, type OpenOptions, type PromisedCase, type PromisedEngine,
} from "./runtime/promise.ts"
export { MemoryStore } from "./runtime/store-memory.ts"
export { type SqliteOptions, SqliteReader, SqliteStore } from "./runtime/store-sqlite.ts"
export type { Store, StoreReader } from "./runtime/store.ts"
