/** What every contender of `bench/durable.ts` is. Each file here imports its contender and nothing of the others. */

/** How one is run: so many cases at a time, for so long, with its data at `path`. */
export interface Round {
  readonly path: string
  readonly at: number
  readonly seconds: number
  /** Called when the measured time begins. */
  readonly onWarm: () => void
}

export interface Contender {
  readonly name: string
  readonly durable: boolean
  /** Not run with more at a time than this. */
  readonly most?: number
  /** Cases that ended in a second. */
  readonly run: (round: Round) => Promise<number>
}

/**
 * Keeps `at` cases under way: `one` runs a case to its end. The first fifth of the time is to warm
 * up and is not counted.
 */
export async function keepBusy({ at, seconds, onWarm }: Round, one: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  const warm = began + (seconds * 1000) / 5
  const end = warm + seconds * 1000
  let counted = 0
  let from = 0
  const worker = async () => {
    for (let now = performance.now(); now < end; now = performance.now()) {
      await one()
      const then = performance.now()
      if (then >= warm && from === 0) {
        from = then
        onWarm()
      }
      if (from > 0 && then <= end) counted++
    }
  }
  await Promise.all(Array.from({ length: at }, worker))
  return counted / ((end - from) / 1000)
}
