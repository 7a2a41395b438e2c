/** A bar on stderr for work that takes a while: only at a terminal, never with `--json`, gone when done. */

const WIDTH = 28
/** Milliseconds between two drawings. */
const PERIOD = 80

export interface Progress {
  /** How much is done, and of how much where that is known. */
  readonly report: (done: number, total?: number) => void
  readonly done: () => void
}

const silent: Progress = { report: () => {}, done: () => {} }

export function progress(label: string, json: boolean): Progress {
  const stream = process.stderr
  if (json || !stream.isTTY || process.env["TERM"] === "dumb") return silent
  let drawn = 0
  return {
    report(done, total) {
      const now = performance.now()
      if (now - drawn < PERIOD && done !== total) return
      drawn = now
      stream.write(`\r\u001b[K${line(label, done, total)}`)
    },
    done: () => void stream.write("\r\u001b[K"),
  }
}

function line(label: string, done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `${label} ${done.toLocaleString("en")}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * WIDTH)
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled)
  return `${label} ${bar} ${Math.floor(share * 100)} % of ${total.toLocaleString("en")}`
}
