/** What the machine itself gives: syncs of the disk, and what importing costs. */
import { spawnSync } from "node:child_process"
import { closeSync, existsSync, fdatasyncSync, openSync, writeSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

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

/** Times of importing, each in a process of its own. */
export interface ImportTimes {
  readonly runs: number
  /** What is imported: the built package if there is one, else the sources, which Node has to strip of types. */
  readonly from: "built" | "sources"
  readonly of: readonly { readonly name: string; readonly millis: number }[]
}

/** Milliseconds that `await import` takes in a fresh process; median. */
export function importTimes(runs = 7): ImportTimes {
  const built = existsSync(fileURLToPath(new URL("../../dist/src/runtime.js", import.meta.url)))
  const flags = [...(built ? [] : ["--conditions=knhk-source"]), "--input-type=module", "--eval"]
  const once = (name: string): number => {
    const code =
      `const from = performance.now(); await import(${JSON.stringify(name)}); ` +
      "console.log(performance.now() - from)"
    return Number(spawnSync(process.execPath, [...flags, code], { encoding: "utf8" }).stdout)
  }
  const of = ["effect/Effect", "knhk", "knhk/runtime"].map((name) => {
    const times = Array.from({ length: runs }, () => once(name)).sort((a, b) => a - b)
    return { name, millis: Math.round(times[runs >> 1]! * 10) / 10 }
  })
  return { runs, from: built ? "built" : "sources", of }
}
