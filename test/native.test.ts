import { spawnSync } from "node:child_process"
import {
  chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, it } from "vitest"

const root = dirname(dirname(fileURLToPath(import.meta.url)))

describe.skipIf(process.platform === "win32")("building the native kernel", () => {
  const folders: string[] = []
  afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

  /** A repository with the build and one source, and a machine whose `cargo` is this shell script (or is not there). */
  function machine(cargo?: string) {
    const folder = mkdtempSync(join(tmpdir(), "knhk-build-"))
    folders.push(folder)
    const [bin, native, script] = [join(folder, "bin"), join(folder, "native"), join(folder, ".ci", "build-native.mjs")]
    for (const path of [bin, join(native, "target", "release")]) mkdirSync(path, { recursive: true })
    cpSync(join(root, ".ci", "build-native.mjs"), script)
    writeFileSync(join(native, "Cargo.toml"), "[workspace]\n")
    const set = (text: string) => {
      writeFileSync(join(bin, "cargo"), `#!/bin/sh\necho "$*" >> ${folder}/calls\n${text}\n`)
      chmodSync(join(bin, "cargo"), 0o755)
    }
    if (cargo !== undefined) set(cargo)
    const build = () => {
      const done = spawnSync(process.execPath, [script], { env: { PATH: bin }, encoding: "utf8" })
      const addons = readdirSync(native).filter((name) => name.includes(".node"))
      const contents = addons.map((name) => readFileSync(join(native, name), "utf8"))
      return { status: done.status, said: done.stderr.trim(), addons: contents }
    }
    const change = () => writeFileSync(join(native, "Cargo.toml"), "[workspace] # changed\n")
    const calls = () => readFileSync(join(folder, "calls"), "utf8").split("\n").length
    return { set, build, change, calls }
  }

  const works = `
if [ "$1" = build ]; then
  for name in libknhk_binding.so libknhk_binding.dylib; do echo "addon" > target/release/$name; done
fi`
  const fails = `
if [ "$1" = build ]; then echo "  Compiling" >&2; echo "error: edition 2024 is not known" >&2; exit 101; fi`

  it("puts the addon in its place, once for the same sources", () => {
    const { build, change, calls } = machine(works)
    expect(build()).toEqual({ status: 0, said: "knhk: building the native kernel (cargo, once)", addons: ["addon\n"] })
    const before = calls()
    expect(build()).toEqual({ status: 0, said: "", addons: ["addon\n"] })
    expect(calls()).toBe(before)
    change()
    expect(build().said).toBe("knhk: building the native kernel (cargo, once)")
  })

  it("says one line without cargo, and goes on", () => {
    const said = "knhk: no native kernel (cargo is not there or does not start); the portable kernel runs."
    expect(machine().build()).toEqual({ status: 0, said, addons: [] })
  })

  it("says one line when the build fails, and leaves no addon of older sources", () => {
    const { set, build, change } = machine(works)
    build()
    set(fails)
    change()
    expect(build()).toEqual({
      status: 0, addons: [],
      said: "knhk: building the native kernel (cargo, once)\n" +
        "knhk: no native kernel (its build fails: error: edition 2024 is not known); the portable kernel runs.",
    })
  })

  it("says one line when crates cannot be fetched", () => {
    const { build } = machine(`if [ "$1" = fetch ]; then echo "error: no network" >&2; exit 101; fi`)
    expect(build().said).toContain("knhk: no native kernel (its crates cannot be fetched: error: no network)")
  })
})
