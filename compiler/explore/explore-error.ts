/** Options of an exploration that do not fit the workflow. The message is one sentence with the next step. */
export class ExploreError extends Error {
  readonly _tag = "ExploreError"
  override readonly name = "ExploreError"
}
