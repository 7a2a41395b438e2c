/** Where benches leave their figures: one line of JSON a run, appended to `bench/record/<name>.jsonl`. */
import { appendFileSync, mkdirSync } from "node:fs"
import { cpus, loadavg, totalmem } from "node:os"
import { fileURLToPath } from "node:url"

/** The machine of a run, and how busy it was when asked. */
export interface Machine {
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  /** Load average of the last minute: figures of a busy machine are worth less. */
  readonly load: number
}

/** This machine, now. */
export function machine(): Machine {
  const [cpu] = cpus()
  return {
    platform: `${process.platform}-${process.arch}`,
    cpu: cpu?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round(loadavg()[0]! * 100) / 100,
  }
}

/** Appends the figures of one run, with the date, the machine and the version of Node. */
export function record(name: string, figures: object): void {
  const folder = fileURLToPath(new URL("record/", import.meta.url))
  mkdirSync(folder, { recursive: true })
  const run = { date: new Date().toISOString(), node: process.version, machine: machine(), ...figures }
  appendFileSync(`${folder}${name}.jsonl`, `${JSON.stringify(run)}\n`)
}
