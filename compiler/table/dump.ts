/** A table as text for people: what a kernel would run, with indices and names. */
import { readTable } from "../../src/kernel/table.ts"
import { NONE, VERSION } from "./layout.ts"

const KINDS = ["automatic", "manual", "silent"]
const JOINS = ["and", "xor"]
const CHOICES = ["single", "outcome", "guard"]

/** What the bytes of a table say, one thing a line. Throws `TableError` if they are not a table. */
export function dump(bytes: Uint8Array): string {
  const t = readTable(bytes)
  const part = (starts: Uint32Array, index: number) => {
    const [from, to] = [starts[index]!, starts[index + 1]!]
    return Array.from({ length: to - from }, (_, i) => from + i)
  }
  const condition = (index: number) => `c${index} ${t.conditionNames[index]}`
  const task = (index: number) => `t${index} ${t.taskNames[index]}`
  const list = (parts: readonly string[]) => parts.join(", ")
  const flow = (index: number) => (index === NONE ? "" : ` @${index}`)
  const outputs = [...t.outputConditions].map(condition)
  const lines = [
    `table of ${t.workflow}, ${bytes.length} bytes, version ${VERSION.major}.${VERSION.minor}`,
    `definition ${t.definitionHash}`,
    `${t.termination} termination, input ${condition(t.openCondition)}, output ${list(outputs)}`,
    ...t.scopePaths.slice(1).map((path, i) => `scope s${i + 1} ${path}: ${t.scopeWorkflows[i + 1]}`),
    `${t.conditionNames.length} conditions`,
    ...t.conditionNames.map((_, c) => {
      const consumers = list(part(t.consumerStart, c).map((i) => task(t.consumers[i]!)))
      return `  ${condition(c)}, bound ${t.conditionBound[c]}${consumers === "" ? "" : `, into ${consumers}`}`
    }),
    `${t.taskNames.length} tasks`,
    ...t.taskNames.flatMap((_, i) => {
      const choice = `${CHOICES[t.taskChoice[i]!]}${flow(t.taskGuardFlow[i]!)}`
      const inputs = part(t.inputStart, i).map((input) => {
        const key = t.inputKeys[input]
        return `${key === "" ? "" : `${key}=`}${condition(t.inputConditions[input]!)}`
      })
      const clears = part(t.cancelConditionStart, i).map((at) => condition(t.cancelConditions[at]!))
      const cancels = part(t.cancelTaskStart, i).map((at) => task(t.cancelTasks[at]!))
      return [
        `  ${task(i)}, ${KINDS[t.taskKind[i]!]}, ${choice}, scope s${t.taskScope[i]}`,
        `    ${JOINS[t.taskJoin[i]!]} ${list(inputs)}`,
        ...part(t.outcomeStart, i).map((outcome) => {
          const arc = (index: number) => `a${index} ${condition(t.arcCondition[index]!)}${flow(t.arcFlow[index]!)}`
          return `    -> ${t.outcomeNames[outcome]}: ${list(part(t.arcStart, outcome).map(arc))}`
        }),
        ...(clears.length === 0 ? [] : [`    clears ${list(clears)}`]),
        ...(cancels.length === 0 ? [] : [`    cancels ${list(cancels)}`]),
      ]
    }),
  ]
  return `${lines.join("\n")}\n`
}
