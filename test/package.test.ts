/** The package as users get it: packed, installed in an empty folder, type-checked, built and run there. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { root } from "./command.ts"
import { examplesOf } from "./document.ts"

interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

interface Manifest {
  readonly version: string
  readonly dependencies: { readonly effect: string }
}

const cwd = mkdtempSync(join(tmpdir(), "knhk-package-"))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** What `npm test` leaves in the environment would make a child npm work on this repository. */
const ours = /^(NODE_OPTIONS|npm_(package|lifecycle|command|config_local_prefix|config_prefix).*)$/
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
const sh = (program: string, args: readonly string[], folder = cwd): string =>
  execFileSync(program, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

const { files, output } = examplesOf(readFileSync(join(root, "README.md"), "utf8"))
const { version, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest
let packed: Packed

beforeAll(() => {
  const said = sh("npm", ["pack", "--json", "--silent", "--pack-destination", cwd], root)
  packed = (JSON.parse(said.slice(said.indexOf("[\n"))) as readonly [Packed])[0]
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "shop", private: true, type: "module" }))
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify({
    compilerOptions: {
      target: "es2023", module: "nodenext", strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [],
      erasableSyntaxOnly: true, verbatimModuleSyntax: true, isolatedModules: true, allowImportingTsExtensions: true,
    },
  }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  const wanted = [join(cwd, packed.filename), `effect@${dependencies.effect}`]
  sh("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...wanted])
}, 180_000)

const bin = "node_modules/knhk/dist/compiler/bin.js"
const knhk = (...args: readonly string[]): string => sh(process.execPath, [bin, ...args])

test("the package holds the built code with its declarations and no sources, tests or maps", () => {
  const paths = packed.files.map(({ path }) => path)
  const top = "(README|ARCHITECTURE|CHANGELOG)\\.md|LICENSE|package\\.json"
  const usual = new RegExp(`^(dist/.+\\.(js|d\\.ts|node)|docs/.+\\.(md|svg|schema\\.json)|${top})$`)
  expect(paths.filter((path) => !usual.test(path))).toEqual([])
  expect(paths).toEqual(expect.arrayContaining(["dist/src/index.js", "dist/src/index.d.ts", "dist/src/runtime.js"]))
  // Without a native kernel the code itself is a few hundred kilobytes.
  expect(packed.size).toBeLessThan(2_000_000)
})

test("the command line runs and finds its kernel", () => {
  expect(knhk("--version")).toBe(`knhk v${version}\n`)
  const addon = packed.files.find(({ path }) => path.endsWith(".node"))
  const kernel = addon === undefined ? /^portable/ : /^native .+: from the package$/
  expect(JSON.parse(knhk("doctor", "--json"))).toMatchObject({
    version,
    findings: [{ name: "node" }, { name: "sqlite" }, { name: "kernel", value: expect.stringMatching(kernel) }, {}],
  })
})

test("the plugins load from the package, and oxlint checks with it what a page of the docs sets up", () => {
  const page = readFileSync(join(root, "docs/editor.md"), "utf8")
  writeFileSync(join(cwd, ".oxlintrc.json"), /^```json\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "")
  const twice = "flow(t.file, t.decide), flow(t.file, t.book)"
  const wrong = files["leave.workflow.ts"]!.replace("flow(t.file, t.decide)", twice)
  writeFileSync(join(cwd, "wrong.workflow.ts"), wrong)
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint")
  const args = [oxlint, "-f", "json", "wrong.workflow.ts"]
  const { stdout } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; message: string }[] }
  const said = diagnostics.filter(({ code }) => code === "knhk(sound)").map(({ message }) => message.slice(0, 8))
  rmSync(join(cwd, "wrong.workflow.ts"))
  expect(said).toEqual(["KNHK2004"])
  expect(knhk("explain", "KNHK2004")).toContain("KNHK2004: two ways out\n")
})

test("README's first workflow builds, type-checks on TypeScript 6 and 7, runs, and does so again", () => {
  const workflow = Object.keys(files).find((name) => name.endsWith(".workflow.ts")) ?? ""
  expect(knhk("build", workflow)).toMatch(/^written +\S+\.executor\.ts \(LeaveExecutor\)\n$/)
  for (const tsc of ["@typescript/native/bin/tsc", "typescript/bin/tsc6"]) {
    sh(process.execPath, [join(root, "node_modules", tsc), "-p", "tsconfig.json"])
  }
  const promised = `${output.join("\n")}\n`
  expect(sh(process.execPath, ["main.ts"])).toBe(promised)
  expect(sh(process.execPath, ["main.ts"])).toBe(promised)
  const { cases } = JSON.parse(knhk("cases", "--store", "leave.db", "--json")) as { cases: readonly object[] }
  expect(cases).toMatchObject([{ workflow: "leave", status: "ok" }])
  expect(statSync(join(cwd, "leave.db")).isFile()).toBe(true)
})
