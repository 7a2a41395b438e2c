/**
 * Why a replay cannot be done although log and definition are fine by themselves. `states`: the definition
 * allows more states of one case than replay will hold. `map`: the map of activities names what is not
 * there or cannot be read. `workflow`: it is not clear which workflow of the file is meant, or it has tasks that are
 * done several times at once or as a case of their own.
 */
export class ReplayFailure extends Error {
  readonly _tag = "ReplayFailure"
  readonly reason: "states" | "map" | "workflow"

  constructor(reason: "states" | "map" | "workflow", sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = "ReplayFailure"
    this.reason = reason
  }
}
