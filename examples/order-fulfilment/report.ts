/** What a person sees of the main job: a bar while it runs, a table when it is done. */

export class Progress {
  readonly #total: number
  readonly #shown: boolean
  readonly #began = performance.now()
  #done = 0
  #drawn = 0

  constructor(total: number, shown: boolean) {
    this.#total = total
    this.#shown = shown && process.stderr.isTTY
  }

  tick(): void {
    this.#done++
    if (!this.#shown || performance.now() - this.#drawn < 100) return
    this.#drawn = performance.now()
    const share = this.#done / this.#total
    const bar = "█".repeat(Math.round(share * 30)).padEnd(30, "░")
    const rate = Math.round(this.#done / ((performance.now() - this.#began) / 1000))
    process.stderr.write(`\r${bar} ${this.#done}/${this.#total} orders  ${rate}/s `)
  }

  stop(): void {
    if (this.#shown) process.stderr.write("\r\x1b[K")
  }
}

export interface Outcome {
  readonly orders: number
  readonly endings: ReadonlyMap<string, number>
  /** Orders that an earlier run had started. */
  readonly resumed: number
  readonly seconds: number
  /** Milliseconds from start to result, of the orders that this run started. */
  readonly latencies: readonly number[]
  readonly kernel: { readonly kind: string; readonly reason: string }
  readonly store: string
  readonly json: boolean
}

export function report(outcome: Outcome): void {
  const sorted = [...outcome.latencies].sort((a, b) => a - b)
  const percentile = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0
  const figures = {
    orders: outcome.orders,
    endings: Object.fromEntries([...outcome.endings].sort()),
    resumed: outcome.resumed,
    seconds: round(outcome.seconds),
    casesPerSecond: Math.round(outcome.orders / outcome.seconds),
    p50: round(percentile(0.5)),
    p99: round(percentile(0.99)),
    peakMemory: Math.round(process.resourceUsage().maxRSS / 1024),
    kernel: outcome.kernel,
    store: outcome.store,
  }
  if (outcome.json) {
    console.log(JSON.stringify(figures))
    return
  }
  const rows: [string, string][] = [
    ...Object.entries(figures.endings).map(([ending, count]): [string, string] => [`  ${ending}`, String(count)]),
    ["orders", `${figures.orders}${figures.resumed > 0 ? `, ${figures.resumed} of them begun by an earlier run` : ""}`],
    ["time", `${figures.seconds} s, ${figures.casesPerSecond} orders a second`],
    ["latency", `p50 ${figures.p50} ms, p99 ${figures.p99} ms, from start to result`],
    ["peak memory", `${figures.peakMemory} MiB`],
    ["kernel", `${figures.kernel.kind} (${figures.kernel.reason})`],
    ["store", figures.store],
  ]
  for (const [name, value] of rows) console.log(`${name.padEnd(18)}${value}`)
  const show = "npm run -s knhk -- show order-00042 --workflow order-fulfilment"
  console.log(`\nLook at one case:  ${show} --store ${figures.store}`)
  console.log("Run it all again:  npm start -- --fresh")
}

const round = (value: number): number => Math.round(value * 100) / 100
