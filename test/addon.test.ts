/**
 * Where the native kernel is looked for: each branch with the files that lead there, in a folder that is laid out as a
 * checkout is, by a process that loads what it finds.
 */
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { LAYOUT_HASH } from "../src/kernel/layout.generated.ts"
import { kernelInfo, type KernelInfo } from "../src/runtime/binding.ts"

const root = join(import.meta.dirname, "..")
const { path: real, abi } = kernelInfo()
const missing = abi === undefined
if (missing) console.info("the places of an addon: those with one are not looked at, for there is none")

const checkouts: string[] = []
afterAll(() => checkouts.forEach((path) => rmSync(path, { recursive: true })))

/** Name of the addon of this platform, as the loader tells it where there is none. */
const name = real === undefined ? /native\/(knhk\.[^/ ]+\.node)/.exec(kernelInfo().warning!)![1]! : basename(real)
const platform = name.slice("knhk.".length, -".node".length)

/** A checkout with these files: of the addon built there, and of the package of this platform. */
function checkout(built?: Uint8Array, packaged?: Readonly<Record<string, string | Uint8Array>>) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "knhk-addon-")))
  checkouts.push(path)
  cpSync(join(root, "src/kernel"), join(path, "src/kernel"), { recursive: true })
  for (const file of ["addon.ts", "binding.ts"]) {
    cpSync(join(root, "src/runtime", file), join(path, "src/runtime", file))
  }
  writeFileSync(join(path, "package.json"), `{ "type": "module" }`)
  writeFileSync(join(path, "ask.ts"), `
import { kernelInfo, loadKernel } from "./src/runtime/binding.ts"
import { readTable } from "./src/kernel/table.ts"
const info = kernelInfo()
const table = readTable(Buffer.from(process.argv[2]!, "base64"))
let kind: string
try {
  kind = loadKernel(table).kind
} catch (error) {
  kind = \`\${(error as Error).name}: \${(error as Error).message}\`
}
console.log(JSON.stringify({ info, kind }))`)
  const put = (at: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(path, at)), { recursive: true })
    writeFileSync(join(path, at), content)
  }
  if (built !== undefined) put(join("native", name), built)
  const home = `node_modules/@knhk/native-${platform}`
  if (packaged !== undefined) {
    put(join(home, "package.json"), JSON.stringify({ name: `@knhk/native-${platform}`, main: "knhk.node" }))
    for (const [at, content] of Object.entries(packaged)) put(join(home, at), content)
  }
  const ask = (wish?: string, simd?: string) => {
    const { KNHK_KERNEL: _, KNHK_SIMD: __, ...env } = process.env
    const asked = { ...env, ...(wish !== undefined && { KNHK_KERNEL: wish }), ...(simd && { KNHK_SIMD: simd }) }
    const options = { cwd: path, env: asked, encoding: "utf8" } as const
    const { stdout, stderr } = spawnSync(process.execPath, ["ask.ts", table], options)
    if (stdout === "") throw new Error(stderr)
    return JSON.parse(stdout) as { readonly info: KernelInfo; readonly kind: string }
  }
  return { path, ask, built: join(path, "native", name), packaged: join(path, home, "knhk.node"), put }
}

const table = Buffer.from(await anyTable()).toString("base64")

async function anyTable(): Promise<Uint8Array> {
  const [{ parseNet }, { tableOf }] = await Promise.all([
    import("../compiler/ir/text.ts"), import("./corpus/stepper.ts"),
  ])
  return tableOf(parseNet("net n\ncondition i input\ncondition o output\ntask t in i -> done: o\n")).bytes
}

const addon = missing ? new Uint8Array() : readFileSync(real!)
const text = Buffer.from("not an addon")
const none = "there is no native kernel that can be used"

/** The real addon, of another layout of tables: its hash is another one. */
function ofAnotherLayout(): Uint8Array {
  const other = Buffer.from(addon)
  const at = other.indexOf(LAYOUT_HASH)
  expect(at).toBeGreaterThan(0)
  for (let from = at; from >= 0; from = other.indexOf(LAYOUT_HASH)) other[from]! ^= 1
  return other
}

/** Stands for an addon of another version: its interface has another number and nothing else that is the same. */
const ofAnotherAbi = { "knhk.node": text, "package.json": `{ "main": "old.cjs" }`, "old.cjs": "exports.abi = () => 1" }

describe("without an addon", () => {
  test("the portable kernel runs, and both places are named", () => {
    const { ask, built } = checkout()
    const { info, kind } = ask()
    expect(kind).toBe("portable")
    expect(info).toEqual({
      kind: "portable", source: "none", reason: none,
      warning: `There is no native kernel for ${platform}: neither ${built} nor @knhk/native-${platform} is there; ` +
        "build it with `node .ci/build-native.mjs` in a checkout of knhk, or set KNHK_KERNEL=portable",
    })
  })

  test("it is a failure where KNHK_KERNEL demands one, and none where it asks for the portable kernel", () => {
    const { ask } = checkout()
    expect(ask("native").kind).toMatch(/^KernelError: There is no native kernel for .+ KNHK_KERNEL=portable\.$/)
    const info = { kind: "portable", source: "environment", reason: "KNHK_KERNEL asks for it" }
    expect(ask("portable")).toEqual({ kind: "portable", info })
  })

  test("files that are none are told of, both of them", () => {
    const { ask, built } = checkout(text, { "knhk.node": text })
    const { info, kind } = ask()
    expect(kind).toBe("portable")
    expect(info).toMatchObject({ kind: "portable", source: "none", reason: none })
    expect(info.warning).toContain(`The native kernel ${built} cannot be loaded (`)
    expect(info.warning).toContain(`The native kernel @knhk/native-${platform} cannot be loaded (`)
  })

  test("a package of another version is not taken", () => {
    const { ask, packaged } = checkout(undefined, ofAnotherAbi)
    const { info, kind } = ask()
    expect(kind).toBe("portable")
    expect(info).toMatchObject({ source: "none" })
    expect(info.warning).toContain(`${dirname(packaged)}/old.cjs belongs to another version of knhk; build it with`)
  })

  test.each([
    [`exports.abi = () => ${abi ?? 0}`, "belongs to another version"],
    ["module.exports = null", "belongs to another version"],
    ["exports.abi = () => { throw new Error('no\\nmore') }", "cannot be loaded (no)"],
  ])("a package that does %s takes nothing down", (code, sentence) => {
    const { ask } = checkout(undefined, { ...ofAnotherAbi, "old.cjs": code })
    const { info, kind } = ask()
    expect(kind).toBe("portable")
    expect(info.warning).toContain(sentence)
  })
})

describe.skipIf(missing)("with an addon", () => {
  test("what is built here comes first", () => {
    const { ask, built } = checkout(addon, { "knhk.node": addon })
    const { info, kind } = ask()
    expect(kind).toBe("native")
    expect(info).toMatchObject({ kind: "native", source: "build", reason: "it was built here", abi, path: built })
    expect(info.warning).toBeUndefined()
  })

  test("the package of this platform comes next", () => {
    const { ask, packaged } = checkout(undefined, { "knhk.node": addon })
    const { info, kind } = ask()
    expect(kind).toBe("native")
    const reason = `from @knhk/native-${platform}`
    expect(info).toMatchObject({ kind: "native", source: "package", reason, path: packaged })
    expect(info.warning).toBeUndefined()
  })

  test("one of another layout is passed over for the package, and told of", () => {
    const { ask, built } = checkout(ofAnotherLayout(), { "knhk.node": addon })
    const { info, kind } = ask()
    expect(kind).toBe("native")
    const warning = `The native kernel ${built} belongs to another version of knhk`
    expect(info).toMatchObject({ kind: "native", source: "package", warning })
  })

  test("KNHK_KERNEL comes before both: a path, the native one, the portable one", () => {
    const { ask, put, path, built } = checkout(addon)
    put("elsewhere/mine.node", addon)
    const reason = "KNHK_KERNEL asks for it"
    expect(ask("elsewhere/mine.node")).toMatchObject({
      kind: "native", info: { kind: "native", source: "environment", reason, path: join(path, "elsewhere/mine.node") },
    })
    expect(ask("native")).toMatchObject({ kind: "native", info: { source: "build", reason, path: built } })
    const info = { kind: "portable", source: "environment", reason }
    expect(ask("portable")).toMatchObject({ kind: "portable", info })
  })

  test("a path that leads to none is a failure, whatever else is there", () => {
    const { ask, put, path } = checkout(addon)
    put("other.node", ofAnotherLayout())
    put("text.node", text)
    for (const [wish, sentence] of [
      ["none.node", "cannot be loaded (it is not there); build it with"], ["text.node", "cannot be loaded ("],
      ["other.node", "belongs to another version of knhk; build it with"],
    ] as const) {
      const { info, kind } = ask(wish)
      expect(kind).toContain(`KernelError: The native kernel ${join(path, wish)} ${sentence}`)
      expect(info).toMatchObject({ kind: "portable", source: "none", reason: none })
    }
  })

  test("instructions that are not to be had are told of, and others taken", () => {
    const { info, kind } = checkout(addon).ask(undefined, "abacus")
    expect(kind).toBe("native")
    expect(info.warning).toBe(
      'KNHK_SIMD asks for "abacus", which is not to be had here: avx512, avx2, neon and scalar are known')
  })
})
