/** Why two files cannot be compared, where nothing is wrong with either of them. */
export class DiffFailure extends Error {
  readonly _tag = "DiffFailure"

  constructor(message: string) {
    super(message)
    this.name = "DiffFailure"
  }
}
