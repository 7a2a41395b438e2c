/** What the machine itself gives: syncs of the disk, and what importing costs. */
import { spawnSync } from "node:child_process"
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs"
import { join } from "node:path"

/** Writes of 256 bytes with fdatasync, each second. */
export function diskSyncs(folder: string): number {
  const file = openSync(join(folder, "sync"), "w")
  const from = performance.now()
  let syncs = 0
  while (performance.now() - from < 1_000) {
    writeSync(file, Buffer.alloc(256))
    fdatasyncSync(file)
    syncs++
  }
  closeSync(file)
  return syncs
}

/** Milliseconds from a bare process to having imported, the bare process taken off; median. */
export function importTimes(runs = 7): {
  readonly runs: number
  readonly of: readonly { readonly name: string; readonly millis: number }[]
} {
  const modules = ["effect/Effect", "knhk", "knhk/runtime"]
  const once = (name: string): number => {
    const code = `const from = performance.now(); await import(${JSON.stringify(name)}); console.log(performance.now() - from)`
    const child = spawnSync(process.execPath, ["--conditions=knhk-source", "--input-type=module", "--eval", code], {
      encoding: "utf8",
    })
    return Number(child.stdout)
  }
  const of = modules.map((name) => {
    const times = Array.from({ length: runs }, () => once(name)).sort((a, b) => a - b)
    return { name, millis: Math.round(times[runs >> 1]! * 10) / 10 }
  })
  return { runs, of }
}
