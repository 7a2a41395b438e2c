/** `knhk check --watch`: a round for each change, of the file or of what it imports, until Ctrl-C. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { command, folder, leave } from "./command.ts"

const wrong = leave.replace("flow(t.file, t.decide)", "flow(t.file, t.decide), flow(t.file, t.book)")
const fine = "1 workflow: sound"

interface Watch {
  readonly child: ChildProcess
  /** What the next round prints. */
  next(): Promise<string>
  write(name: string, text: string): void
  readonly cwd: string
}

/** Starts the command; it is ended with the test. A round ends where `end` fits. */
function watch(cwd: string, args: readonly string[], end: RegExp): Watch {
  const env = { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", FORCE_COLOR: undefined }
  const child = spawn(process.execPath, [...command, "check", "--watch", ...args], { cwd, env })
  onTestFinished(() => void child.kill("SIGKILL"))
  let text = ""
  const waiting = new Set<() => void>()
  child.stdout.on("data", (data: Buffer) => {
    text += data.toString()
    for (const look of waiting) look()
  })
  const next = () => new Promise<string>((resolve) => {
    const look = () => {
      const [round] = end.exec(text) ?? []
      if (round === undefined) return
      waiting.delete(look)
      text = text.slice(round.length)
      resolve(round)
    }
    waiting.add(look)
    look()
  })
  // In one step, so that no round sees half of it.
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, `${name}.new`), content)
    renameSync(join(cwd, `${name}.new`), join(cwd, name))
  }
  return { child, next, write, cwd }
}

const inText = (files: Readonly<Record<string, string>>, ...names: readonly string[]) =>
  watch(folder(files), names, /^[\s\S]*?^watching \d+ files?\n\n/m)
const inJson = (files: Readonly<Record<string, string>>, ...names: readonly string[]) =>
  watch(folder(files), ["--json", ...names], /^.*\n/)

/** Codes by file, and how many files are watched. */
async function codes({ next }: Watch): Promise<readonly [...(readonly string[])[], number]> {
  const { files, watching } = JSON.parse(await next()) as {
    readonly files: readonly { readonly diagnostics: readonly { readonly code: string }[] }[]
    readonly watching: number
  }
  return [...files.map(({ diagnostics }) => diagnostics.map(({ code }) => code)), watching]
}

/** Stops it as Ctrl-C does. */
async function stop({ child }: Watch, signal: NodeJS.Signals = "SIGINT") {
  const ended = once(child, "exit")
  child.kill(signal)
  return ended
}

test("it prints findings as they come and go, clears nothing, and ends with 0", async () => {
  const it = inText({ "a.workflow.ts": leave }, "a.workflow.ts")
  expect(await it.next()).toMatch(new RegExp(`^${fine}.*\nwatching 1 file\n\n$`))
  it.write("a.workflow.ts", wrong)
  const said = await it.next()
  expect(said).toMatch(/^a\.workflow\.ts:\d+:\d+ - error KNHK2004: [\s\S]*\n1 error in 1 file\nwatching 1 file\n\n$/)
  expect(said).not.toContain("\u001b")
  // Written where it stands, it may be seen while it is empty.
  writeFileSync(join(it.cwd, "a.workflow.ts"), leave)
  let last = await it.next()
  while (last.includes("error")) last = await it.next()
  expect(last).toContain(fine)
  expect(await stop(it)).toEqual([0, null])
})

test("SIGTERM ends it well, too", async () => {
  const it = inText({ "a.workflow.ts": leave }, "a.workflow.ts")
  await it.next()
  expect(await stop(it, "SIGTERM")).toEqual([0, null])
})

describe("it sees", () => {
  const ends = (...names: readonly string[]) => `export const ends = ${JSON.stringify(names)} as ["book", "explain"]\n`
  const importing = leave.replace("import", `import { ends } from "./parts/ends.js"\nimport`)
    .replace(`.end("book", "explain")`, ".end(...ends)")

  test("what the files import, and what those import", async () => {
    const it = inJson({
      "a.workflow.ts": importing, "parts/ends.ts": `export * from "../deep/ends.ts"\n`,
      "deep/ends.ts": ends("book", "explain"),
    }, "a.workflow.ts")
    // The path that ends in .js and means .ts is looked for as well.
    expect(await codes(it)).toEqual([[], 4])
    it.write("deep/ends.ts", ends("book"))
    expect(await codes(it)).toEqual([["KNHK1102"], 4])
    it.write("parts/ends.ts", ends("book", "explain"))
    expect(await codes(it)).toEqual([[], 3])
  })

  test("an import that was missing and comes", async () => {
    const it = inJson({ "a.workflow.ts": importing }, "a.workflow.ts")
    expect((await codes(it))[0]).toEqual(["KNHK1013"])
    it.write("parts/ends.ts", ends("book", "explain"))
    expect(await codes(it)).toEqual([[], 3])
  })

  test("a file that is removed and made again, and one that another replaces", async () => {
    const it = inJson({ "a.workflow.ts": leave, "b.workflow.ts": wrong.replace(`"leave"`, `"b"`) },
      "a.workflow.ts", "b.workflow.ts")
    expect(await codes(it)).toEqual([[], ["KNHK2004"], 2])
    rmSync(join(it.cwd, "b.workflow.ts"))
    expect(await codes(it)).toEqual([[], ["KNHK1001"], 2])
    it.write("b.workflow.ts", leave.replace(`"leave"`, `"b"`))
    expect(await codes(it)).toEqual([[], [], 2])
    it.write("a.workflow.ts", wrong)
    expect(await codes(it)).toEqual([["KNHK2004"], [], 2])
  })

  test("a folder that is removed and made again", async () => {
    const it = inJson({ "flows/in/a.workflow.ts": leave }, "flows/in/a.workflow.ts")
    expect(await codes(it)).toEqual([[], 1])
    rmSync(join(it.cwd, "flows"), { recursive: true })
    expect(await codes(it)).toEqual([["KNHK1001"], 1])
    it.write("flows/in/a.workflow.ts", leave)
    expect(await codes(it)).toEqual([[], 1])
    it.write("flows/in/a.workflow.ts", wrong)
    expect(await codes(it)).toEqual([["KNHK2004"], 1])
  })

  test("an id that another file takes, and a syntax error, and both mended", async () => {
    const it = inJson({ "a.workflow.ts": leave, "b.workflow.ts": leave.replace(`"leave"`, `"b"`) },
      "a.workflow.ts", "b.workflow.ts")
    expect(await codes(it)).toEqual([[], [], 2])
    it.write("b.workflow.ts", leave)
    expect(await codes(it)).toEqual([[], ["KNHK1012"], 2])
    it.write("b.workflow.ts", "export const = 1\n")
    expect(await codes(it)).toEqual([[], ["KNHK1003"], 2])
    it.write("b.workflow.ts", leave.replace(`"leave"`, `"b"`))
    expect(await codes(it)).toEqual([[], [], 2])
  })
})

test("a change that comes while it reads is not lost", async () => {
  const slow = `${leave}await new Promise((resolve) => setTimeout(resolve, 700))\n`
  const it = inJson({ "a.workflow.ts": slow }, "a.workflow.ts")
  expect(await codes(it)).toEqual([[], 1])
  it.write("a.workflow.ts", `${slow}\n`)
  it.write("a.workflow.ts", wrong)
  let round = await codes(it)
  while ((round[0] as readonly string[]).length === 0) round = await codes(it)
  expect(round).toEqual([["KNHK2004"], 1])
})

test("what is not watched, or touched alone, starts no round", async () => {
  const it = inJson({ "a.workflow.ts": leave, "b.ts": "" }, "a.workflow.ts")
  expect(await codes(it)).toEqual([[], 1])
  it.write("b.ts", "export {}\n")
  it.write("a.workflow.ts.tmp", "")
  it.write("a.workflow.ts", wrong)
  expect(await codes(it)).toEqual([["KNHK2004"], 1])
})
