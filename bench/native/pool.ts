/** What a task of the pool costs to spawn, steal and run, beside rayon and crossbeam-deque: `npm run bench:pool`. */
import { cargoBench } from "./cargo.ts"
import { table } from "./table.ts"

interface Cost {
  readonly name: string
  readonly least: number
  readonly median: number
}

/** Of two workers: task work in percent of their processor time, and the speed-up over one loop. */
interface Utilisation {
  readonly microseconds: number
  readonly tasks: number
  readonly shares: Readonly<Record<string, readonly [percent: number, speedUp: number]>>
}

interface Figures {
  readonly text: string
  readonly costs: readonly Cost[]
  readonly utilisation: readonly Utilisation[]
}

const RUNNERS = ["knhk spawn", "knhk chunks", "knhk by tens", "rayon spawn", "rayon par_iter"]

export const pool = table("pool", measure, ({ text }) => text.split("\n"))

function measure(): Figures {
  const text = cargoBench("--manifest-path", "pool/lab/Cargo.toml", "--target-dir", "target/lab")
  const costs = [...text.matchAll(/^(.{64}) +([\d.]+) +([\d.]+)$/gm)]
    .map(([, name, least, median]) => ({ name: name!.trim(), least: Number(least), median: Number(median) }))
  const utilisation = [...text.matchAll(/^([\d.]+) us +(\d+)((?: +[\d.]+ % [\d.]+)+)$/gm)]
    .map(([, microseconds, tasks, rest]): Utilisation => {
      const pairs = [...rest!.matchAll(/([\d.]+) % ([\d.]+)/g)]
      const all = pairs.map(([, share, speed]) => [Number(share), Number(speed)] as const)
      const shares = Object.fromEntries(RUNNERS.map((runner, i) => [runner, all[i]!]))
      return { microseconds: Number(microseconds), tasks: Number(tasks), shares }
    })
  if (costs.length === 0 || utilisation.length === 0) throw new Error("the bench of the pool says something else")
  return { text, costs, utilisation }
}
