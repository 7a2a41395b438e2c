/** Whether words from outside are a state that a kernel may go on with: asked whenever one is written into an arena. */
import { Status } from "./command.ts"
import { Enabling } from "./enabling.ts"
import { NONE } from "./layout.generated.ts"
import { Instance, Phase, type StateLayout } from "./state.ts"
import { Multi, TaskKind } from "./kinds.ts"
import type { Table } from "./table.ts"

/** By layout: what of a table can be asked of any state takes several times as long to make as one state to check. */
const enablings = new WeakMap<StateLayout, Enabling>()

function enablingOf(table: Table, layout: StateLayout): Enabling {
  let enabling = enablings.get(layout)
  if (enabling === undefined) enablings.set(layout, (enabling = new Enabling(table, layout)))
  return enabling
}

/**
 * Says what keeps words from being a settled state of this table, or nothing. A state that passes can be stepped:
 * no count passes its bound, and enabled are exactly the tasks that the firing rule enables.
 */
export function stateFault(table: Table, layout: StateLayout, words: Uint32Array): string | undefined {
  if (words.length !== layout.words) return `it has ${words.length} words and a case of this table has ${layout.words}`
  const status = words[0]!
  if (status > Status.failed) return `its status ${status} is none`
  if (status === Status.empty) return words.some((word) => word !== 0) ? "it is empty but holds something" : undefined
  const enabling = enablingOf(table, layout)
  enabling.state = new Int32Array(words)
  const { conditionBound } = table
  if (conditionBound.some((bound, condition) => enabling.tokens(condition) > bound)) {
    return "a condition holds more than its bound"
  }
  if (reservedBits(table, layout, words)) return "reserved bits are set"
  let items = 0
  for (let task = 0; task < table.taskKind.length; task++) {
    items += enabling.running(task) + (enabling.isEnabled(task) ? 1 : 0)
    if (table.taskMulti[task] !== NONE) {
      if (!instancesFit(table, task, words, layout.multiWord[task]!)) return "its instances contradict each other"
    } else if (enabling.running(task) > layout.taskBound[task]!) return "a task runs more often than its bound"
    const fault = status === Status.running ? enablingFault(table, layout, enabling, task) : undefined
    if (fault !== undefined) return fault
  }
  return (status === Status.running) === items > 0 ? undefined : "its work items do not go with its status"
}

function enablingFault(table: Table, layout: StateLayout, enabling: Enabling, task: number): string | undefined {
  const kind = table.taskKind[task]
  const isSelfish = kind === TaskKind.silent || kind === TaskKind.receive
  if (isSelfish && enabling.fires(task)) return "a task that goes by itself is left to fire"
  const isRoom = enabling.running(task) < layout.taskBound[task]!
  const wanted = kind !== TaskKind.silent && isRoom && enabling.satisfied(task)
  return enabling.isEnabled(task) === wanted ? undefined : "its enabled tasks are not those its marking enables"
}

function instancesFit(table: Table, task: number, words: Uint32Array, at: number): boolean {
  const [phase, pending, running, finished] = words.subarray(at, at + Instance.words) as unknown as number[]
  const multi = table.taskMulti[task]!
  const all = pending! + running! + finished!
  if (phase === Phase.idle) return all === 0
  if (all > table.multiMax[multi]! || all < table.multiMin[multi]!) return false
  if (phase === Phase.absorbing) return pending! + running! > 0 && (table.multiFlags[multi]! & Multi.cancel) === 0
  return phase === Phase.busy
}

/** Whether bits are set that belong to nothing. */
function reservedBits(table: Table, layout: StateLayout, words: Uint32Array): boolean {
  const rest = words.slice(0, layout.instancesAt)
  rest[0] = 0
  for (let c = 0; c < table.conditionBound.length; c++) {
    rest[layout.conditionWord[c]!]! &= ~(layout.conditionMask[c]! << layout.conditionShift[c]!)
  }
  for (let task = 0; task < table.taskKind.length; task++) {
    rest[layout.enabledAt + (task >>> 5)]! &= ~(1 << (task & 31))
    if (table.taskMulti[task] === NONE) {
      rest[layout.runningWord[task]!]! &= ~(layout.runningMask[task]! << layout.runningShift[task]!)
    }
  }
  return rest.some((word) => word !== 0)
}
