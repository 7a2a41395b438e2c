/**
 * Threads come and go while all of them step kernels, and a panic in Rust is a failure of one kernel. Each test is a
 * process of its own: what it would see of a border that is not sound is that the process dies.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { CommandKind } from "../src/kernel/command.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { addonWith } from "./addon.ts"
import { tableOf } from "./corpus/stepper.ts"
import type { Plan, Told } from "./workers.ts"

const table = tableOf(parseNet("net n\ncondition i input\ncondition o output\ntask t in i -> done: o\n"))
const kinds = kernelInfo().abi === undefined ? (["portable"] as const) : (["portable", "native"] as const)

function played(of: Omit<Plan, "table">, addon?: string): Told {
  const plan: Plan = { ...of, table: Buffer.from(table.bytes).toString("base64") }
  const args = ["--conditions=knhk-source", join(import.meta.dirname, "workers.ts"), JSON.stringify(plan)]
  const env = addon === undefined ? process.env : { ...process.env, KNHK_KERNEL: addon }
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env })
  if (status !== 0 || signal !== null) expect.fail(`status ${status}, signal ${signal}: ${stderr.slice(-2_000)}`)
  return JSON.parse(stdout) as Told
}

/** The portable kernel is beside the native one to tell what is Node's part, not to be hunted. */
const COUNTS = { native: 100, portable: 10 } as const

test.each(kinds)("workers start, step and end, half of them in the middle of a step (%s)", (kind) => {
  const workers = COUNTS[kind]
  const told = played({ kind, workers, abreast: 4, defects: 0 })
  console.info(JSON.stringify(told))
  const half = workers / 2
  expect(told).toMatchObject({ kind, terminated: half, stopped: half, agree: true, defects: 0 })
  expect(told.leastBatches).toBeGreaterThanOrEqual(20)
  expect(told.mainBatches).toBeGreaterThan(100)
}, 180_000)

const defective = kernelInfo().abi === undefined ? { missing: "a native kernel" } : addonWith("defect")
const missing = "missing" in defective ? defective.missing : undefined
if (missing !== undefined) console.info(`defects of the native kernel: not looked at, for want of ${missing}`)

test.skipIf(missing !== undefined)("a panic is a defect of one kernel, in a worker and in main; others step", () => {
  const { path } = defective as { readonly path: string }
  const told = played({ kind: "native", workers: 12, abreast: 3, defects: 2 }, path)
  // Main, and every second of twelve workers.
  expect(told).toMatchObject({ terminated: 6, stopped: 6, agree: true, defects: 7 })
}, 300_000)

test.runIf(kernelInfo().abi !== undefined)("the addon that is shipped has no defect on demand", () => {
  expect(readFileSync(kernelInfo().path!).includes("a defect was asked for")).toBe(false)
  const kernel = loadKernel(table, { kind: "native" })
  const slot = kernel.slot(kernel.allocate())
  kernel.events.set([slot, 0xdefec7ed, 0, 0])
  expect(kernel.step(1)).toBe(1)
  expect(Array.from(kernel.commands.subarray(0, 2))).toEqual([slot, CommandKind.refuse])
})
