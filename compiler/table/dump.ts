/** A table as text for people: what a kernel would run, with indices and names. */
import { Choice, Gather, Join, Multi, readTable, Role, type Table, TaskKind } from "../../src/kernel/table.ts"
import { NONE, VERSION } from "./layout.ts"

const nameIn = (of: Readonly<Record<string, number>>, value: number) =>
  Object.keys(of).find((key) => of[key] === value)!
const list = (parts: readonly string[]) => parts.join(", ")
const part = (starts: Uint32Array, index: number) => {
  const [from, to] = [starts[index]!, starts[index + 1]!]
  return Array.from({ length: to - from }, (_, i) => from + i)
}
const flow = (index: number) => (index === NONE ? "" : ` @${index}`)

/** What the bytes of a table say, one thing a line. Throws `TableError` if they are not a table. */
export function dump(bytes: Uint8Array): string {
  const t = readTable(bytes)
  const condition = (index: number) => `c${index} ${t.conditionNames[index]}`
  const task = (index: number) => `t${index} ${t.taskNames[index]}`
  const lines = [
    `table of ${t.workflow}, ${bytes.length} bytes, version ${VERSION.major}.${VERSION.minor}`,
    `definition ${t.definitionHash}`,
    ...Array.from({ length: t.entryStart.length - 1 }, (_, e) =>
      `entry e${e} marks ${list(part(t.entryStart, e).map((at) => condition(t.marks[at]!)))}`),
    ...t.scopePaths.slice(1).map((path, i) => `scope s${i + 1} ${path}: ${t.scopeWorkflows[i + 1]}`),
    ...t.triggerNames.map((name, i) => {
      const kept = t.triggerCondition[i]!
      return `trigger g${i} ${name}${kept === NONE ? "" : `, kept in ${condition(kept)}`}`
    }),
    `${t.conditionNames.length} conditions`,
    ...t.conditionNames.map((_, c) => {
      const consumers = list(part(t.consumerStart, c).map((i) => task(t.consumers[i]!)))
      const role = t.conditionRole[c] === Role.work ? "" : `, ${nameIn(Role, t.conditionRole[c]!)}`
      return `  ${condition(c)}, bound ${t.conditionBound[c]}${role}${consumers === "" ? "" : `, into ${consumers}`}`
    }),
    `${t.taskNames.length} tasks`,
    ...t.taskNames.flatMap((_, i) => taskLines(t, i, condition, task)),
  ]
  return `${lines.join("\n")}\n`
}

type Name = (index: number) => string

function taskLines(t: Table, i: number, condition: Name, task: Name): readonly string[] {
  const choice = `${nameIn(Choice, t.taskChoice[i]!)}${flow(t.taskGuardFlow[i]!)}`
  const inputs = part(t.inputStart, i).map((input) => {
    const key = t.inputKeys[input]
    const weight = t.inputWeight[input]! === 1 ? "" : ` x${t.inputWeight[input]}`
    return `${key === "" ? "" : `${key}=`}${condition(t.inputConditions[input]!)}${weight}`
  })
  const arc = (index: number) => `a${index} ${condition(t.arcCondition[index]!)}${flow(t.arcFlow[index]!)}`
  const said = (word: string, parts: readonly string[]) => (parts.length === 0 ? [] : [`    ${word} ${list(parts)}`])
  const of = (starts: Uint32Array, flat: Uint32Array, name: Name) => part(starts, i).map((at) => name(flat[at]!))
  const blockers = [
    ...of(t.blockConditionStart, t.blockConditions, condition), ...of(t.blockTaskStart, t.blockTasks, task),
  ]
  return [
    `  ${task(i)}, ${nameIn(TaskKind, t.taskKind[i]!)}, ${choice}, scope s${t.taskScope[i]}`,
    `    ${nameIn(Join, t.taskJoin[i]!)} ${list(inputs)}, ${nameIn(Gather, t.taskGather[i]!)}`,
    ...part(t.outcomeStart, i).map((outcome) =>
      `    -> ${t.outcomeNames[outcome]}: ${list(part(t.arcStart, outcome).map(arc))}`),
    ...said("clears", of(t.cancelConditionStart, t.cancelConditions, condition)),
    ...said("cancels", of(t.cancelTaskStart, t.cancelTasks, task)),
    ...said("completes", of(t.completedStart, t.completed, task)),
    ...said("reads", of(t.readStart, t.reads, condition)),
    ...said("blocked by", blockers),
    ...part(t.waitStart, i).map((wait) => `    ${waitText(t, i, wait, condition, task)}`),
    ...(t.taskCancelsCase[i] === 1 ? ["    cancels the case"] : []),
    ...(t.taskEntry[i] === NONE ? [] : [`    calls e${t.taskEntry[i]}`]),
    ...(t.taskTrigger[i] === NONE ? [] : [`    waits for g${t.taskTrigger[i]}`]),
    ...(t.taskMulti[i] === NONE ? [] : [`    ${instancesText(t, t.taskMulti[i]!)}`]),
  ]
}

function waitText(t: Table, i: number, wait: number, condition: Name, task: Name): string {
  const input = (index: number) => condition(t.inputConditions[t.inputStart[i]! + index]!)
  const marked = t.waitMarked[wait]!
  const held = part(t.inputStart, i).flatMap((_, index) => (marked >>> index & 1 ? [input(index)] : []))
  const needs = part(t.needStart, wait).map((need) => {
    const place = t.needCondition[need] === NONE ? task(t.needTask[need]!) : condition(t.needCondition[need]!)
    return t.needCount[need] === 1 ? place : `${place} x${t.needCount[need]}`
  })
  const beside = marked === NONE ? "" : ` beside ${list(held)}`
  return `waits for ${input(t.waitMissing[wait]!)}${beside} while ${list(needs)}`
}

function instancesText(t: Table, multi: number): string {
  const fixed = t.multiCount[multi] === NONE ? `${t.multiMin[multi]} to ${t.multiMax[multi]}` : `${t.multiCount[multi]}`
  const enough = t.multiThreshold[multi] === NONE ? "all" : `${t.multiThreshold[multi]}`
  const flags = Object.entries(Multi).flatMap(([name, bit]) => (t.multiFlags[multi]! & bit ? [name] : []))
  return `instances ${fixed}, ${enough} done${flags.length === 0 ? "" : `, ${list(flags)}`}`
}
