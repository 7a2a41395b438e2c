/** Nanoseconds an event: the fastest and the middle of the rounds. */
export interface Times {
  readonly best: number
  readonly median: number
}

/** One more round, the first, is not counted; nor is what prepares a round. */
export function time(rounds: number, events: number, prepare: () => unknown, run: () => void): Times {
  const nanos = Array.from({ length: rounds + 1 }, () => {
    prepare()
    const begin = process.hrtime.bigint()
    run()
    return Number(process.hrtime.bigint() - begin) / events
  })
  return timesOf(nanos)
}

/** As `time`, where preparing a round takes a promise. */
export async function timeAfter(
  rounds: number, events: number, prepare: () => Promise<unknown>, run: () => void,
): Promise<Times> {
  const nanos: number[] = []
  for (let round = 0; round <= rounds; round++) {
    await prepare()
    const begin = process.hrtime.bigint()
    run()
    nanos.push(Number(process.hrtime.bigint() - begin) / events)
  }
  return timesOf(nanos)
}

function timesOf(nanos: readonly number[]): Times {
  const sorted = nanos.slice(1).sort((a, b) => a - b)
  return { best: sorted[0]!, median: sorted[sorted.length >> 1]! }
}
