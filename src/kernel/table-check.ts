/** What of a table no single column can tell: the step relies on each of these. */
import { NONE, OR_INPUTS } from "./layout.generated.ts"
import { Choice, Join, TaskKind } from "./kinds.ts"
import type { Table } from "./table.ts"
import { index } from "./table-error.ts"

/** Throws `TableError` if the columns contradict each other. */
export function checkNet(table: Table): void {
  const { entryStart, needCondition, needTask } = table
  if (entryStart.length === 1) throw index("it has no entry")
  for (let entry = 1; entry < entryStart.length; entry++) {
    if (entryStart[entry] === entryStart[entry - 1]) throw index(`entry ${entry - 1} marks no condition`)
  }
  if (table.outputConditions.length === 0) throw index("it has no output condition")
  for (let need = 0; need < needTask.length; need++) {
    if ((needTask[need] === NONE) === (needCondition[need] === NONE)) throw index(`need ${need} names not one thing`)
  }
  const cursor = table.consumerStart.slice()
  for (let task = 0; task < table.taskKind.length; task++) {
    checkInputs(table, task, cursor)
    checkOutcomes(table, task)
    checkKind(table, task)
    checkWaits(table, task)
  }
  for (let multi = 0; multi < table.multiMin.length; multi++) {
    const { multiMin, multiMax, multiCount } = table
    const count = multiCount[multi] === NONE ? multiMax[multi]! : multiCount[multi]!
    const ordered = multiMin[multi]! <= count && count <= multiMax[multi]!
    if (!ordered) throw index(`the counts of instances ${multi} contradict each other`)
  }
}

function checkInputs(table: Table, task: number, cursor: Uint32Array): void {
  const { inputStart, inputConditions, inputWeight, taskJoin, consumers, consumerStart } = table
  const first = inputStart[task]!
  const end = inputStart[task + 1]!
  if (first === end) throw index(`task ${task} has no input`)
  for (let input = first; input < end; input++) {
    const condition = inputConditions[input]!
    const place = cursor[condition]!++
    const mirrored = place < consumerStart[condition + 1]! && consumers[place] === task
    if (!mirrored) throw index(`the consumers of condition ${condition} are not the tasks it feeds`)
    const twice = place > consumerStart[condition]! && consumers[place - 1] === task
    if (twice) throw index(`task ${task} takes twice from condition ${condition}`)
    if (inputWeight[input]! > 1 && taskJoin[task] !== Join.and) throw index(`task ${task} weighs what it takes one of`)
    if (inputWeight[input]! > table.conditionBound[condition]!) throw index(`task ${task} takes more than there can be`)
  }
}

function checkOutcomes(table: Table, task: number): void {
  const { taskKind, taskChoice, outcomeStart, arcStart, arcTask } = table
  const outcomes = outcomeStart[task + 1]! - outcomeStart[task]!
  if (outcomes === 0) throw index(`task ${task} has no outcome`)
  const alone = taskKind[task] === TaskKind.silent || taskKind[task] === TaskKind.receive || isMulti(table, task)
  const chosen = !alone && taskChoice[task] !== Choice.single
  if (outcomes > 1 && !chosen) throw index(`task ${task} has several outcomes and nothing that chooses`)
  if (taskChoice[task] === Choice.several && (alone || outcomes % 2 === 1 || outcomes > 2 * OR_INPUTS)) {
    throw index(`the routes of task ${task} are no pairs`)
  }
  for (let arc = arcStart[outcomeStart[task]!]!; arc < arcStart[outcomeStart[task + 1]!]!; arc++) {
    if (arcTask[arc] !== task) throw index(`arc ${arc} does not leave the task it names`)
  }
}

function checkKind(table: Table, task: number): void {
  const { taskKind, taskEntry, taskTrigger, completedStart, completed } = table
  const kind = taskKind[task]
  if ((kind === TaskKind.call) !== (taskEntry[task] !== NONE)) throw index(`task ${task} calls nothing, or is no call`)
  const receives = kind === TaskKind.receive
  if (receives !== (taskTrigger[task] !== NONE)) throw index(`task ${task} waits for nothing, or does not receive`)
  if (isMulti(table, task)) {
    if (kind === TaskKind.silent || receives || kind === TaskKind.timer) throw index(`task ${task} has no instances`)
  }
  for (let i = completedStart[task]!; i < completedStart[task + 1]!; i++) {
    const other = completed[i]!
    const last = isMulti(table, other) && completedStart[other] === completedStart[other + 1]
    if (!last) throw index(`task ${task} completes task ${other}, which has no instances or completes others`)
  }
}

function checkWaits(table: Table, task: number): void {
  const { waitStart, waitMissing, waitMarked, taskJoin, inputStart } = table
  const inputs = inputStart[task + 1]! - inputStart[task]!
  const isOr = taskJoin[task] === Join.or
  if (isOr ? inputs > OR_INPUTS : waitStart[task] !== waitStart[task + 1]) {
    throw index(`task ${task} waits and is no OR-join, or has too many inputs`)
  }
  for (let wait = waitStart[task]!; wait < waitStart[task + 1]!; wait++) {
    const marked = waitMarked[wait]!
    if (marked !== NONE && marked >= 2 ** inputs) throw index(`task ${task} waits beside inputs that it has not`)
    if (waitMissing[wait]! >= inputs) throw index(`task ${task} waits for an input that it has not`)
  }
}

function isMulti(table: Table, task: number): boolean {
  return table.taskMulti[task] !== NONE
}
