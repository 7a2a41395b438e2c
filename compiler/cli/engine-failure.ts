/** The run time's typed failures as failures of a command: which exit code, and the causes beneath. */
import type * as errors from "../../src/runtime/engine-error.ts"
import { ExitCode } from "../main.ts"
import { CommandFailure } from "./failure.ts"

/** The tags of a module's error classes. */
type Tags<Module> = {
  [K in keyof Module]: Module[K] extends new (...args: never) => { readonly _tag: infer Tag } ? Tag & string : never
}[keyof Module]

const exits: Readonly<Record<Tags<typeof errors> | "KernelError", ExitCode>> = {
  StoreError: ExitCode.environment,
  KernelError: ExitCode.environment,
  CaseFailed: ExitCode.findings,
  CaseCancelled: ExitCode.findings,
  CaseDeadlocked: ExitCode.findings,
  AttemptTimeout: ExitCode.findings,
  StaleExecutor: ExitCode.usage,
  WorkflowTaken: ExitCode.usage,
  WorkflowNotRegistered: ExitCode.usage,
  HandlersRefused: ExitCode.usage,
  PayloadRefused: ExitCode.usage,
  FilterRefused: ExitCode.usage,
  IdRefused: ExitCode.usage,
  OptionRefused: ExitCode.usage,
  CaseConflict: ExitCode.usage,
  CaseNotFound: ExitCode.usage,
  CaseEnded: ExitCode.usage,
  CaseUnclaimed: ExitCode.usage,
  CaseDamaged: ExitCode.environment,
  WorkItemNotFound: ExitCode.usage,
  WorkItemNotActive: ExitCode.usage,
  WorkItemDone: ExitCode.usage,
  WorkItemBlocked: ExitCode.usage,
  SignalLost: ExitCode.usage,
  SignalFull: ExitCode.usage,
  SignalUnknown: ExitCode.usage,
  TaskUnknown: ExitCode.usage,
  TaskNotActive: ExitCode.usage,
  InstancesClosed: ExitCode.usage,
  EngineClosed: ExitCode.interrupted,
  EngineDraining: ExitCode.interrupted,
}

/** A command's failure from one of the run time's; `undefined` for whatever else was thrown, which is a bug. */
export function engineFailure(error: unknown): CommandFailure | undefined {
  if (!(error instanceof Error) || !("_tag" in error)) return undefined
  const { _tag, cause } = error
  // An engine that Ctrl-C closes has a closed store; one that stopped by itself has a cause, which is a bug.
  const closed = _tag === "StoreError" && "reason" in error && error.reason === "closed"
  if (_tag === "EngineClosed" && cause !== undefined) return undefined
  const exit = closed ? ExitCode.interrupted : exits[_tag as keyof typeof exits]
  return exit === undefined ? undefined : new CommandFailure(exit, error.message, "", error)
}

/** Runs work on the engine or a store; its typed failures become the command's. */
export async function onEngine<A>(work: () => Promise<A>): Promise<A> {
  try {
    return await work()
  } catch (error) {
    throw engineFailure(error) ?? error
  }
}
