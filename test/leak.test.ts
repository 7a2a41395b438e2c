/** No step leaks: ten million of each kernel, in a process of their own whose collector is called by hand. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"
import { kernelInfo } from "../src/runtime/binding.ts"

const kinds = kernelInfo().abi === undefined ? ["portable"] : ["portable", "native"]

test.each(kinds)("ten million steps of the %s kernel leave no memory behind", (kind) => {
  const args = ["--expose-gc", "--conditions=knhk-source", join(import.meta.dirname, "leak.ts"), kind, "10000000"]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  if (stdout === "") throw new Error(stderr)
  type Said = { readonly steps: number; readonly leaks: readonly string[]; readonly grown: object }
  const said = JSON.parse(stdout) as Said
  console.info(`${kind}: ${said.steps} steps, grown by ${JSON.stringify(said.grown)} bytes`)
  expect(said).toMatchObject({ leaks: [] })
  expect(said.steps).toBeGreaterThanOrEqual(10_000_000)
}, 120_000)
