/** How many cases of each workflow are where: counted in the kernels' memory, without a look at the store. */
import { Status } from "../kernel/command.ts"
import { TaskKind } from "../kernel/kinds.ts"
import { type CaseTally, summed } from "../kernel/tally.ts"
import type { Program } from "./program.ts"

/** How the running cases of a workflow stand. */
export interface WorkflowTally {
  readonly workflow: string
  /** Cases that run here, those that run for work items of others included. */
  readonly running: number
  /** Every task that does work, in the order of the definition; of a sub-workflow as `outer/inner`. */
  readonly tasks: readonly TaskTally[]
}

/** In how many places a task stands. */
export interface TaskTally {
  readonly task: string
  /** Cases in which it could start. */
  readonly enabled: number
  /** Work items of it that are started; of a task with instances, cases in which some are. */
  readonly started: number
}

/** One for each workflow, cases on tables of other compilers included. */
export function tallyPrograms(programs: readonly Program[]): readonly WorkflowTally[] {
  const tallies = new Map<string, { running: number; readonly tasks: Map<string, TaskTally> }>()
  for (const program of programs) {
    const { workflow, kernel, table: { taskNames, taskKind } } = program
    const tally = kernel.tally()
    const sum = tallies.get(workflow) ?? { running: 0, tasks: new Map<string, TaskTally>() }
    tallies.set(workflow, sum)
    sum.running += tally.statuses[Status.running]!
    for (const [t, task] of taskNames.entries()) {
      if (taskKind[t] === TaskKind.silent) continue
      const { enabled, started } = sum.tasks.get(task) ?? { enabled: 0, started: 0 }
      const here = taskTally(program, tally, t)
      sum.tasks.set(task, { task, enabled: enabled + here.enabled, started: started + here.started })
    }
  }
  return [...tallies].map(([workflow, { running, tasks }]) => ({ workflow, running, tasks: [...tasks.values()] }))
}

function taskTally({ layout }: Program, tally: CaseTally, task: number): Omit<TaskTally, "task"> {
  const { enabledAt, runningWord, runningShift, runningMask, multiWord } = layout
  const enabled = summed(tally, enabledAt + (task >>> 5), task & 31, 1)
  const [word, shift] = [runningWord[task]!, runningShift[task]!]
  // The count of a task with instances is its phase, of which only whether there is one matters here.
  const started = multiWord[task] === 0 ? summed(tally, word, shift, runningMask[task]!)
    : summed(tally, word, shift, 1) + summed(tally, word, shift + 1, 1)
  return { enabled, started }
}
