/** What a call throws; a test fails whose call throws nothing. */
export function caught(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  throw new Error("nothing was thrown")
}
