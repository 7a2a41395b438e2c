/**
 * What can keep a simulation from being done. `compiler/simulate` imports the kernel's door, the readers of logs and
 * replay, durations of `src/definition`, and types.
 */

/**
 * Why a simulation cannot be done although the workflow is sound. `parameters`: they do not fit the workflow.
 * `options`: a number of cases, a seed or a limit that is none. `endless`: a case took more events than it may. `log`:
 * a log from which nothing can be estimated. `message` is one sentence that names the task and ends with the next step.
 *
 * @example
 * try { simulate(order, parameters) } catch (e) { if (e instanceof SimulationFailure) console.error(e.message) }
 */
export class SimulationFailure extends Error {
  readonly _tag = "SimulationFailure"
  readonly reason: "parameters" | "options" | "endless" | "log"

  constructor(reason: SimulationFailure["reason"], sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = "SimulationFailure"
    this.reason = reason
  }
}
