/** What the kernel's commands make of work items: each change once, for the journal, the worklist and whoever acts. */
import { EventKind } from "../kernel/event.ts"
import { TaskKind } from "../kernel/table.ts"
import type { Case } from "./case.ts"
import type { CaseRows } from "./case-rows.ts"
import { cancelChild, openChild } from "./children.ts"
import { listOf, type Payload, recordOf, valueOf } from "./payload.ts"
import type { Pending } from "./pending.ts"
import { timerAlarm } from "./timers.ts"
import type { Taken, TokenFlow } from "./token-flow.ts"
import type { Turn } from "./turn.ts"
import { WorkItem } from "./work-item.ts"

/** Work items of one turn. */
export class WorkItems {
  readonly #turn: Turn
  readonly #flow: TokenFlow
  readonly #rows: CaseRows
  /** What the engine starts by itself and may be started now. */
  starts: WorkItem[] = []
  /** Work items with instances some of which may begin now. */
  readonly crowds = new Set<WorkItem>()
  /** The firing that received, and its signal. */
  #received: { readonly item: WorkItem; readonly signal: Payload | undefined } | undefined

  constructor(turn: Turn, flow: TokenFlow, rows: CaseRows) {
    this.#turn = turn
    this.#flow = flow
    this.#rows = rows
  }

  enable(case_: Case, task: number): void {
    const { program, now, told, acts } = this.#turn
    const item = new WorkItem(case_, task, ++case_.activations, now)
    case_.offer(item)
    happened(item, "e")
    if (program.startsByItself(task)) this.starts.push(item)
    else item.input = this.#flow.offered(case_, task)
    if (program.table.taskKind[task] === TaskKind.timer) {
      item.due = now + program.tasks[task]!.after!
      acts.alarms.push(timerAlarm(item, this.#turn.later))
    }
    this.#list(item)
    told?.enabled(acts.tell, item, now)
  }

  /** A task has taken its tokens. */
  started({ case: case_, task, input, signal }: Taken): void {
    const kind = this.#turn.program.table.taskKind[task]
    if (kind === TaskKind.silent) return
    const item = case_.enabled(task)!
    item.input = input
    if (kind === TaskKind.receive) this.#received = { item, signal }
    this.begun(item)
  }

  /** A work item or an instance is started: whoever does its work may go. */
  begun(item: WorkItem): void {
    const { program, acts, next, told, now } = this.#turn
    item.started = true
    if (item.parent !== undefined) item.parent.instances!.running++
    happened(item, "s")
    this.#rows.instance(item)
    // Of handlers that are about to go no attempt begins; the next engine begins the first.
    item.attempt = program.leaving ? 0 : 1
    this.#list(item)
    if (item.instances === undefined) {
      switch (program.table.taskKind[item.task]) {
        case TaskKind.automatic: if (!program.leaving) acts.run.push(item); break
        case TaskKind.timer: next.push(completed(item, item.input)); break
        case TaskKind.call: next.push(openChild(item, this.#turn.caseFor)); break
      }
    }
    told?.workStarted(acts.tell, item, now)
  }

  /** So many instances of a task are there to begin. Their inputs came with the start, or the only one just now. */
  spawn(case_: Case, task: number, count: number): void {
    const { program, now, told, acts } = this.#turn
    const parent = case_.parentOf(task)!
    const instances = parent.instances!
    const added = case_.current!.kind === EventKind.add
    if (!added) instances.first = count
    const list = added || !program.takesList(task) ? undefined : (valueOf(parent.input) as readonly unknown[])
    for (let left = count; left > 0; left--) {
      const item = new WorkItem(case_, task, parent.activation, now, parent, ++instances.spawned)
      item.added = added
      item.input = added ? case_.current!.payload
        : list === undefined ? parent.input : JSON.stringify(list[item.instance - 1])
      instances.add(item)
      happened(item, "e")
      this.#rows.instance(item)
      this.#list(item)
      told?.enabled(acts.tell, item, now)
    }
    this.crowds.add(parent)
  }

  /** Instances that begin now: as many as may run at once, in order. People begin theirs when they like. */
  beginning(): WorkItem[] {
    const { program } = this.#turn
    const begin = [...this.crowds].flatMap((parent) =>
      !parent.active || program.table.taskKind[parent.task] === TaskKind.manual ? []
        : parent.instances!.room(program.tasks[parent.task]?.instances?.concurrency ?? Infinity))
    this.crowds.clear()
    return begin
  }

  /** The kernel completed a task by itself: its signal came, or enough of its instances are done. */
  done(case_: Case, task: number): void {
    const { told, acts, now } = this.#turn
    const received = this.#received
    const item = received?.item ?? case_.parentOf(task)!
    this.#received = undefined
    item.completed = true
    if (received !== undefined) {
      const signal = received.signal ?? case_.current!.payload
      this.#flow.made(case_, task, recordOf([["payload", item.input], ["signal", signal]]))
    } else {
      this.#flow.made(case_, task, listOf(item.instances!.takeResults()))
    }
    happened(item, "d")
    if (received !== undefined) this.#unlist(item)
    if (received !== undefined || item.instances!.live.size === 0) this.#drop(item)
    told?.left(acts.tell, item, now, 0, undefined)
  }

  /** The work item of a `complete`, `finish` or `fail` is gone before its commands arrive. */
  leave({ kind, outcome, payload, fault }: Pending, item: WorkItem): void {
    const { told, acts, now } = this.#turn
    const { parent } = item
    item.completed = kind !== EventKind.fail
    this.#drop(item)
    happened(item, item.completed ? "d" : "f")
    this.#unlist(item)
    told?.left(acts.tell, item, now, outcome, fault)
    if (parent === undefined || !item.completed) return
    if (!parent.completed) parent.instances!.finish(item.instance, payload)
    else if (parent.instances!.live.size === 0) this.#drop(parent)
    this.crowds.add(parent)
  }

  /** The offered work item of a task is withdrawn, or so many instances that have not begun. */
  withdraw(case_: Case, task: number, instances: number): void {
    if (instances === 0) return this.gone(case_.enabled(task)!)
    this.#thin(case_.parentOf(task)!, (item) => !item.started)
  }

  /** What runs of a task is cancelled. */
  cancel(case_: Case, task: number): void {
    const parent = this.#turn.program.isMulti(task) ? case_.parentOf(task)! : undefined
    if (parent !== undefined) return this.#thin(parent, (item) => item.started)
    for (const item of case_.items.filter((one) => one.task === task && one.started)) this.gone(item)
  }

  /** A work item is withdrawn, or cancelled if it had started. */
  gone(item: WorkItem): void {
    const { acts, told, now, next } = this.#turn
    this.#drop(item)
    if (item.completed) return
    happened(item, item.started ? "c" : "w")
    this.#unlist(item)
    if (item.started) acts.interrupt.push(item)
    if (item.child !== undefined) next.push(cancelChild(item, item.child))
    told?.dropped(acts.tell, item, now)
  }

  /** Some instances are gone, and with the last of them the work item of all. */
  #thin(parent: WorkItem, which: (item: WorkItem) => boolean): void {
    const { live } = parent.instances!
    for (const item of [...live.values()].filter(which)) this.gone(item)
    if (live.size === 0) this.gone(parent)
  }

  #drop(item: WorkItem): void {
    item.case.drop(item)
    this.#rows.instance(item)
  }

  /** Puts the work item on the worklist, as it is now. */
  #list(item: WorkItem): void {
    const { case: case_, task, instance, started, enabledAt, input } = item
    const { program, batch } = this.#turn
    if (!program.isListed(task) || item.instances !== undefined) return
    const said = program.tasks[task]
    const due = said?.due === undefined ? undefined : enabledAt + said.due
    batch.putWorkItem(
      case_.number, item.activation, instance, program.table.taskNames[task]!, started ? 2 : 1, said?.role, enabledAt,
      due, input === "" ? undefined : input, said?.signal?.name,
    )
  }

  #unlist(item: WorkItem): void {
    const { program, batch, acts } = this.#turn
    if (!program.isListed(item.task) || item.instances !== undefined) return
    const { case: case_, activation, instance } = item
    batch.dropWorkItem(case_.number, activation, instance)
    if (program.table.taskKind[item.task] !== TaskKind.manual) return
    const gone = case_.gone ??= new Map()
    gone.set(item.number, item)
    // From then on its journal tells.
    acts.tell.push(() => {
      gone.delete(item.number)
      if (gone.size === 0 && case_.gone === gone) case_.gone = undefined
    })
  }
}

/** Notes for the journal what became of a work item. */
function happened(item: WorkItem, effect: "e" | "s" | "d" | "f" | "w" | "c"): void {
  item.case.effects += `${effect}${item.task}.${item.number} `
}

/** The event that completes a work item whose payload passes on. */
const completed = (item: WorkItem, payload: Payload): Pending =>
  ({ kind: EventKind.complete, case: item.case, item, outcome: 0, payload })
