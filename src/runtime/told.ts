/** Turns what happens in the loop into facts for the observer. Made only when there is one. */
import type { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import { TaskKind } from "../kernel/table.ts"
import type { Case } from "./case.ts"
import { type CaseFault, failureOf, statusName } from "./failure.ts"
import type {
  AttemptFailureFacts, CaseFacts, Observer, SignalFacts, WorkItemFacts, WorkKind,
} from "./observer.ts"
import type { Program } from "./program.ts"
import { taskOutcome } from "./task-outcome.ts"
import type { WorkItem } from "./work-item.ts"

type Tell = (() => void)[]

/** One for each engine that has an observer. Facts of cases wait in a list until they are on disk. */
export class Told {
  readonly observer: Observer
  readonly #clock: Clock

  constructor(observer: Observer, clock: Clock) {
    this.observer = observer
    this.#clock = clock
  }

  traceOf(
    workflow: string, caseId: string, id: string | undefined, at: number, parent: WorkItem | undefined,
  ): string | undefined {
    const about = { workflow, caseId, id, at, trace: undefined, parentWorkItemId: parent?.id }
    return quietly(() => this.observer.traceOf?.(about))
  }

  started(tell: Tell, case_: Case): void {
    const facts = this.#case(case_, case_.startedAt)
    tell.push(() => quietly(() => this.observer.caseStarted(facts)))
  }

  resumed(tell: Tell, case_: Case): void {
    const facts = this.#case(case_, this.#clock.currentTimeMillisUnsafe())
    tell.push(() => quietly(() => this.observer.caseResumed(facts)))
  }

  ended(tell: Tell, case_: Case, at: number): void {
    const status = statusName(case_.status) as "ok" | "cancelled" | "deadlock" | "failed"
    const { program: { workflow }, caseId, fault, reason, startedAt } = case_
    const failure = status === "ok" ? undefined : failureOf(workflow, caseId, case_.status, fault, reason).message
    const facts = { ...this.#case(case_, at), status, failure, startedAt }
    tell.push(() => quietly(() => this.observer.caseEnded(facts)))
  }

  enabled(tell: Tell, item: WorkItem, at: number): void {
    const facts = this.item(item, at)
    tell.push(() => quietly(() => this.observer.workItemEnabled(facts)))
  }

  workStarted(tell: Tell, item: WorkItem, at: number): void {
    const facts = this.item(item, at)
    tell.push(() => quietly(() => this.observer.workItemStarted(facts)))
  }

  /** It was completed, or failed for good. */
  left(tell: Tell, item: WorkItem, at: number, outcome: number, fault: CaseFault | undefined): void {
    const { table } = item.case.program
    const facts = this.item(item, at)
    if (item.completed) {
      const name = taskOutcome(table, item.task, outcome)
      tell.push(() => quietly(() => this.observer.workItemCompleted({ ...facts, outcome: name })))
    } else {
      tell.push(() => quietly(() => this.observer.workItemFailed({ ...facts, cause: fault?.cause })))
    }
  }

  /** It was withdrawn, or cancelled if it had started. */
  dropped(tell: Tell, item: WorkItem, at: number): void {
    const facts = this.item(item, at)
    if (item.started) tell.push(() => quietly(() => this.observer.workItemCancelled(facts)))
    else tell.push(() => quietly(() => this.observer.workItemWithdrawn(facts)))
  }

  /** A signal comes, or is dropped. What became of it is known a little later, and told before what it caused. */
  signalled(tell: Tell, case_: Case, trigger: number, at: number): (result: SignalFacts["result"]) => void {
    const facts = { ...this.#case(case_, at), signal: case_.program.table.triggerNames[trigger]! }
    let result: SignalFacts["result"] | undefined
    tell.push(() => {
      if (result !== undefined) quietly(() => this.observer.signalled?.({ ...facts, result: result! }))
    })
    return (became) => { result = became }
  }

  attemptStarted(item: WorkItem): void {
    const { observer } = this
    if (observer.attemptStarted === undefined) return
    quietly(() => observer.attemptStarted!(this.item(item, this.#clock.currentTimeMillisUnsafe())))
  }

  /** The handler's effect as the observer wraps it, undefined if it does not. */
  attempt(
    item: WorkItem, effect: Effect.Effect<unknown, unknown>,
  ): Effect.Effect<unknown, unknown> | undefined {
    const { observer } = this
    if (observer.attempt === undefined) return undefined
    const now = this.#clock.currentTimeMillisUnsafe()
    const wrapped = quietly(() => observer.attempt!(this.item(item, now), effect))
    return Effect.isEffect(wrapped) ? wrapped : undefined
  }

  attemptFailed(
    item: WorkItem,
    failure: Pick<AttemptFailureFacts, "cause" | "defect" | "timeout" | "retryIn">,
  ): void {
    quietly(() =>
      this.observer.attemptFailed({ ...this.item(item, this.#clock.currentTimeMillisUnsafe()), ...failure }),
    )
  }

  committed(store: "memory" | "sqlite", events: number, cases: number, bytes: number, duration: number): void {
    quietly(() => this.observer.batchCommitted({ store, events, cases, bytes, duration }))
  }

  stepped(program: Program, events: number, commands: number, refused: number, duration: number): void {
    const { workflow, kernel: { kind } } = program
    quietly(() => this.observer.kernelStepped({ workflow, kernel: kind, events, commands, refused, duration }))
  }

  /** The facts of a work item as they are now. */
  item(item: WorkItem, at: number): WorkItemFacts {
    const { table } = item.case.program
    return {
      ...this.#case(item.case, at), task: table.taskNames[item.task]!, workItemId: item.id,
      kind: item.instances === undefined ? kinds[table.taskKind[item.task]!]! : "instances",
      instanceOf: item.parent?.id, attempt: item.attempt,
    }
  }

  #case({ program: { workflow }, caseId, id, trace, parent }: Case, at: number): CaseFacts {
    return { workflow, caseId, id, at, trace, parentWorkItemId: parent?.id }
  }
}

const kinds: Readonly<Record<number, WorkKind>> = {
  [TaskKind.automatic]: "automatic", [TaskKind.manual]: "manual", [TaskKind.receive]: "receive",
  [TaskKind.timer]: "timer", [TaskKind.call]: "call",
}

/** What an observer throws is its own defect and changes nothing here. */
function quietly<T>(tell: () => T): T | undefined {
  try {
    return tell()
  } catch {
    return undefined
  }
}
