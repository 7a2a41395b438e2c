/** The run time's typed failures as failures of a command: which code, and the causes beneath. */
import type * as errors from "../../src/runtime/engine-error.ts"
import { CommandFailure, type FailureCode } from "./failure.ts"

/** The tags of a module's error classes. */
type Tags<Module> = {
  [K in keyof Module]: Module[K] extends new (...args: never) => { readonly _tag: infer Tag } ? Tag & string : never
}[keyof Module]

const codes: Readonly<Record<Exclude<Tags<typeof errors>, "StoreError"> | "KernelError", FailureCode>> = {
  KernelError: "kernel-refused",
  CaseFailed: "case-failed",
  CaseCancelled: "case-failed",
  CaseDeadlocked: "case-failed",
  AttemptTimeout: "case-failed",
  StaleExecutor: "executor-stale",
  WorkflowTaken: "module-refused",
  WorkflowNotRegistered: "module-refused",
  HandlersRefused: "module-refused",
  PayloadRefused: "payload-refused",
  FilterRefused: "command-line",
  IdRefused: "command-line",
  OptionRefused: "command-line",
  CaseConflict: "case-conflict",
  CaseNotFound: "case-not-found",
  CaseEnded: "case-ended",
  CaseUnclaimed: "case-unclaimed",
  CaseDamaged: "case-damaged",
  WorkItemNotFound: "work-item-not-found",
  WorkItemNotActive: "work-item-not-active",
  WorkItemDone: "work-item-done",
  WorkItemBlocked: "work-item-blocked",
  SignalLost: "signal-lost",
  SignalFull: "signal-full",
  SignalUnknown: "signal-unknown",
  TaskUnknown: "command-line",
  TaskNotActive: "command-line",
  InstancesClosed: "command-line",
  EngineClosed: "stopped",
  EngineDraining: "stopped",
}

/** Of a store, by the reason. An engine that Ctrl-C closes has a closed one. */
const codesOfStores: Readonly<Record<errors.StoreError["reason"], FailureCode>> = {
  locked: "store-locked", missing: "store-missing", full: "store-full", corrupt: "store-damaged",
  "not-a-database": "store-foreign", foreign: "store-foreign", newer: "store-foreign", older: "store-foreign",
  "read-only": "store-failed", "old-sqlite": "store-failed", io: "store-failed", path: "store-failed",
  other: "store-failed", closed: "stopped",
}

/** A command's failure from one of the run time's; `undefined` for whatever else was thrown, which is a bug. */
export function engineFailure(error: unknown): CommandFailure | undefined {
  if (!(error instanceof Error) || !("_tag" in error)) return undefined
  const { _tag, cause } = error
  // An engine that stopped by itself has a cause, which is a bug.
  if (_tag === "EngineClosed" && cause !== undefined) return undefined
  const code = _tag === "StoreError" && "reason" in error ? codesOfStores[error.reason as errors.StoreError["reason"]]
    : codes[_tag as keyof typeof codes]
  return code === undefined ? undefined : new CommandFailure(code, error.message, "", error)
}

/** Runs work on the engine or a store; its typed failures become the command's. */
export async function onEngine<A>(work: () => Promise<A>): Promise<A> {
  try {
    return await work()
  } catch (error) {
    throw engineFailure(error) ?? error
  }
}
