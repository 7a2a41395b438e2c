/**
 * The table of what types cost, by size and checker, and of what each form costs: `npm run bench:types -- [--json]
 * [--record]`. `--json` prints the rows with the versions instead; `--record` appends them to
 * `bench/record/types.jsonl`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { machine, record } from "./record.ts"
import { type Cost, declare, type Form, measure, measureForms, type Style, type Version } from "./type-cost.ts"

const SIZES = [10, 100, 300, 1_000, 3_000]
const json = process.argv.includes("--json")
const folder = mkdtempSync(join(tmpdir(), "knhk-types-"))
const rows: Cost[] = []
const forms: { readonly form: Form; readonly version: Version; readonly instantiations: number }[] = []
if (!json) console.log(line(["style", "tasks", "TypeScript", "instantiations", "per task", "check s", "memory MB"]))
try {
  declare(folder)
  for (const style of ["edges", "blocks"] satisfies Style[]) {
    for (const version of [6, 7] satisfies Version[]) {
      for (const tasks of SIZES) {
        const cost = measure(folder, style, tasks, version)
        rows.push(cost)
        const { instantiations, checkSeconds, memoryMegabytes } = cost
        const perTask = (instantiations / tasks).toFixed(1)
        const figures = [instantiations, perTask, checkSeconds.toFixed(2), memoryMegabytes.toFixed(0)]
        if (!json) console.log(line([style, tasks, version, ...figures]))
      }
    }
  }
  for (const version of [6, 7] satisfies Version[]) {
    for (const [form, instantiations] of measureForms(folder, version)) {
      forms.push({ form, version, instantiations })
      if (!json) console.log(line([form, "one use", version, instantiations]))
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const typescript = { 6: installed("typescript"), 7: installed("@typescript/native") }
if (json) console.log(JSON.stringify({ node: process.version, machine: machine(), typescript, rows, forms }))
if (process.argv.includes("--record")) record("types", { typescript, rows, forms })

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell, i) => (i === 0 ? String(cell).padEnd(14) : String(cell).padStart(14))).join("")
}

function installed(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}
