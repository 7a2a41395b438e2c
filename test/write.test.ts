/** How artefacts come to disk: whole or not at all, whoever reads or kills meanwhile, and synced with their names. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterEach, expect, test } from "vitest"
import { write, WriteFailure } from "../compiler/index.ts"
import { mulberry } from "../bench/random.ts"
import { seed } from "./random.ts"

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "knhk-write-"))
  folders.push(path)
  return path
}

const isWindows = process.platform === "win32"
const head = "// Made by `knhk build`\n"

/** What was done to files, in order, while `work` ran. `fail`: what syncing a folder throws. */
async function calls(work: () => Promise<unknown>, fail?: Error): Promise<readonly string[]> {
  const said: string[] = []
  const { open, rename } = fs.promises
  const name = (path: unknown) => String(path).replace(/\.[0-9a-f]{12}\.tmp$/, ".tmp").split("/").slice(-2).join("/")
  fs.promises.open = async (path, flags, ...rest) => {
    const handle = await open(path, flags, ...rest)
    const { sync } = handle
    handle.sync = async () => {
      said.push(`sync ${name(path)}`)
      if (fail !== undefined && flags === "r") throw fail
      await sync.call(handle)
    }
    return handle
  }
  fs.promises.rename = async (from, to) => {
    said.push(`rename ${name(from)} ${name(to)}`)
    await rename(from, to)
  }
  syncBuiltinESMExports()
  try {
    await work()
  } finally {
    Object.assign(fs.promises, { open, rename })
    syncBuiltinESMExports()
  }
  return said
}

test.skipIf(isWindows)("files are synced, renamed, and their folders synced, in this order", async () => {
  const path = folder()
  const [one, two] = [join(path, "one"), join(path, "two")]
  for (const each of [one, two]) mkdirSync(each)
  const artefacts = [join(one, "a"), join(one, "b"), join(two, "c")].map((path) => ({ path, text: head }))
  const at = path.split("/").at(-1)!
  expect(await calls(() => write(artefacts))).toEqual([
    "sync one/.a.tmp", "sync one/.b.tmp", "sync two/.c.tmp",
    "rename one/.a.tmp one/a", "rename one/.b.tmp one/b", "rename two/.c.tmp two/c",
    `sync ${at}/one`, `sync ${at}/two`,
  ])
  // What stands there already costs nothing.
  expect(await calls(() => write(artefacts))).toEqual([])
})

test.skipIf(isWindows)("a folder that cannot be synced is passed over, a disk that fails is told", async () => {
  const failure = (code: string) => Object.assign(new Error(`${code}: fsync`), { code })
  const path = join(folder(), "a")
  const artefact = { path, text: head }
  expect(await calls(() => write([artefact]), failure("EINVAL"))).toHaveLength(3)
  expect(readFileSync(path, "utf8")).toBe(head)
  const work = calls(() => write([{ path, text: `${head}more` }]), failure("EIO"))
  await expect(work).rejects.toBeInstanceOf(WriteFailure)
})

test("whoever reads sees one text or the other, also when the writer is killed", async () => {
  const path = folder()
  const target = join(path, "x.executor.ts")
  const texts = ["a", "b"].map((letter) => head + letter.repeat(300_000))
  const script = join(path, "writer.mjs")
  const door = new URL("../compiler/emit/write.ts", import.meta.url).href
  writeFileSync(script, `import { write } from ${JSON.stringify(door)}
const head = ${JSON.stringify(head)}
for (let i = 0; ; i++) {
  await write([{ path: ${JSON.stringify(target)}, text: head + "ab"[i % 2].repeat(300_000) }])
  if (i === 0) process.stdout.write("begun")
}`)
  const random = mulberry(seed)
  let reads = 0
  for (let round = 0; round < 4; round++) {
    const writer = spawn(process.execPath, ["--conditions=knhk-source", script])
    const exit = once(writer, "exit")
    await once(writer.stdout, "data")
    const until = performance.now() + 30 + 120 * random()
    while (performance.now() < until) {
      expect(texts).toContain(readFileSync(target, "utf8"))
      reads++
      await setTimeout(0)
    }
    writer.kill("SIGKILL")
    await exit
    expect(texts).toContain(readFileSync(target, "utf8"))
  }
  expect(reads).toBeGreaterThan(20)
  // A killed writer may leave its temporary file; the next one is not stopped by it.
  await write([{ path: target, text: head }])
  expect(readFileSync(target, "utf8")).toBe(head)
  expect(readdirSync(path).filter((name) => !name.endsWith(".tmp")).sort()).toEqual(["writer.mjs", "x.executor.ts"])
}, 60_000)
