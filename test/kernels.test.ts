/** Native kernels that nobody holds are collected before they fill the machine, for V8 is told what they weigh. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { kernelInfo } from "../src/runtime/binding.ts"
import { tableOf } from "./corpus/stepper.ts"

const TASKS = 1_000
const KERNELS = 2_000
/** A kernel of that many tasks takes 0.75 MB, as resident memory tells; all of them 1.5 GB. */
const MOST = 500e6

test.runIf(kernelInfo().abi !== undefined)(`${KERNELS} kernels come and go in a third of their memory`, () => {
  const names = ["i", ...Array.from({ length: TASKS - 1 }, (_, i) => `c${i}`), "o"]
  const inner = names.slice(1, -1).map((name) => `condition ${name}`)
  const tasks = names.slice(1).map((name, i) => `task t${i} in ${names[i]} -> done: ${name}`)
  const text = ["net chain", "condition i input", ...inner, "condition o output", ...tasks].join("\n")
  const table = Buffer.from(tableOf(parseNet(`${text}\n`)).bytes)
  const args = ["--conditions=knhk-source", join(import.meta.dirname, "kernels.ts"), String(KERNELS)]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", input: table.toString("base64") })
  if (stdout === "") throw new Error(stderr)
  console.info(`${(Number(stdout) / 1e6).toFixed(0)} MB at most`)
  expect(Number(stdout)).toBeLessThan(MOST)
}, 120_000)
