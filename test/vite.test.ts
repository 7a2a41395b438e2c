/** The Vite plugin in a real Vite: what a build writes and refuses, and what the dev server shows while one edits. */
import { once } from "node:events"
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { build, createServer, type HotPayload, type InlineConfig, type Logger } from "vite"
import knhk from "../compiler/vite/plugin.ts"
import { folder, leave } from "./command.ts"

/** Two ways out of one task: KNHK2004 at the second of them. */
const wrong = leave.replace("flow(t.file, t.decide)", "flow(t.file, t.decide), flow(t.file, t.book)")
const line = wrong.split("\n").findIndex((text) => text.includes("flow(t.file, t.book)"))
const place = { line: line + 1, column: wrong.split("\n")[line]!.indexOf("t.file, t.book") + 1 }

const app = {
  "index.html": `<script type="module" src="/main.ts"></script>`,
  "main.ts": `import { Leave } from "./leave.workflow.ts"\ndocument.title = Leave.id\n`,
}

/** What Vite logs, in place of the terminal. */
function listener(): { readonly lines: string[]; readonly logger: Logger } {
  const lines: string[] = []
  const note = (message: string) => void lines.push(message)
  const logger = { info: () => {}, warn: note, warnOnce: note, error: note, clearScreen: () => {}, hasWarned: false }
  return { lines, logger: { ...logger, hasErrorLogged: () => false } }
}

const settings = (root: string, customLogger: Logger): InlineConfig => ({
  root, customLogger, configFile: false, logLevel: "silent", plugins: [knhk()],
  resolve: { conditions: ["knhk-source"] }, optimizeDeps: { noDiscovery: true },
})

describe("vite build", () => {
  const run = (root: string) => {
    const { lines, logger } = listener()
    return build(settings(root, logger)).then(() => lines)
  }

  test("writes executors first, and bundles", async () => {
    const main = `import { LeaveExecutor } from "./leave.executor.ts"\ndocument.title = LeaveExecutor.name\n`
    const root = folder({ ...app, "leave.workflow.ts": leave, "main.ts": main })
    const { logger } = listener()
    const external = [/^knhk/, /\/src\/runtime/]
    await build({ ...settings(root, logger), build: { rolldownOptions: { external } } })
    expect(readFileSync(join(root, "leave.executor.ts"), "utf8")).toContain("export const LeaveExecutor")
    expect(existsSync(join(root, "dist/index.html"))).toBe(true)
  })

  test("does not touch an executor that is up to date", async () => {
    const root = folder({ ...app, "leave.workflow.ts": leave })
    await run(root)
    const { mtimeMs, ino } = statSync(join(root, "leave.executor.ts"))
    await run(root)
    const after = statSync(join(root, "leave.executor.ts"))
    expect([after.mtimeMs, after.ino]).toEqual([mtimeMs, ino])
  })

  test("fails with the finding, its place and its line, and writes nothing", async () => {
    const root = folder({ ...app, "deep/leave.workflow.ts": wrong, "main.ts": "" })
    const failed = await run(root).then(() => undefined, (error: { readonly errors: readonly unknown[] }) => error)
    expect(failed?.errors).toHaveLength(1)
    expect(failed?.errors[0]).toMatchObject({
      plugin: "knhk", pluginCode: "KNHK2004", id: join(root, "deep/leave.workflow.ts"),
      message: expect.stringContaining(`KNHK2004: task "file": this is a second way out`),
      loc: place, frame: expect.stringContaining("flow(t.file, t.book)"),
    })
    expect(existsSync(join(root, "deep/leave.executor.ts"))).toBe(false)
    expect(existsSync(join(root, "dist"))).toBe(false)
  })

  test("warns and goes on", async () => {
    const chain = leave.slice(leave.indexOf("export const Leave"))
    const second = chain.replace("export const Leave", "const Second").replace(`("leave")`, `("second")`)
    const root = folder({ ...app, "leave.workflow.ts": leave + second })
    expect((await run(root)).join("\n")).toContain("KNHK1017")
    expect(existsSync(join(root, "leave.executor.ts"))).toBe(true)
  })

  test("says why an executor cannot be written", async () => {
    const root = folder({ ...app, "leave.workflow.ts": leave, "leave.executor.ts": "mine\n" })
    await expect(run(root)).rejects.toThrow(/leave\.executor\.ts is not written: a file not made by build stands there/)
  })
})

describe("the dev server", () => {
  /** A server and a browser's end of its socket; `next` is the first message of a kind that was not asked for yet. */
  async function open(files: Readonly<Record<string, string>>) {
    const root = folder(files)
    const { lines, logger } = listener()
    const server = await createServer({ ...settings(root, logger), server: { port: 0, host: "127.0.0.1" } })
    onTestFinished(() => server.close())
    await server.listen()
    // A change is seen once the file is watched, which Vite does not wait for.
    const watched = (name: string) =>
      server.watcher.getWatched()[dirname(join(root, name))]?.includes(basename(name)) ?? false
    while (!Object.keys(files).every(watched)) await new Promise((resolve) => setImmediate(resolve))
    const { port } = server.httpServer!.address() as { readonly port: number }
    const url = `ws://127.0.0.1:${port}/?token=${server.config.webSocketToken}`
    const socket = new WebSocket(url, "vite-hmr")
    const said: HotPayload[] = []
    const waiting = new Set<() => void>()
    socket.addEventListener("message", ({ data }) => {
      said.push(JSON.parse(String(data)) as HotPayload)
      for (const look of waiting) look()
    })
    await once(socket, "open")
    onTestFinished(() => socket.close())
    const next = <T extends HotPayload["type"]>(type: T) =>
      new Promise<Extract<HotPayload, { type: T }>>((resolve) => {
        const look = () => {
          const index = said.findIndex((payload) => payload.type === type)
          if (index === -1) return
          waiting.delete(look)
          resolve(said.splice(index, 1)[0] as Extract<HotPayload, { type: T }>)
        }
        waiting.add(look)
        look()
      })
    const write = (name: string, text: string) => writeFileSync(join(root, name), text)
    await next("connected")
    return { root, server, lines, next, write, fetch: (path: string) => fetch(`http://127.0.0.1:${port}${path}`) }
  }

  test("shows a mistake when it is made, and reloads when it is mended", async () => {
    const { root, next, write, lines } = await open({ ...app, "leave.workflow.ts": leave })
    const made = readFileSync(join(root, "leave.executor.ts"), "utf8")
    write("leave.workflow.ts", wrong)
    const { err } = await next("error")
    expect(err).toMatchObject({
      plugin: "knhk", pluginCode: "KNHK2004", id: join(root, "leave.workflow.ts"), loc: place,
    })
    expect(err.message).toContain("the first way out is here")
    expect(lines.join("\n")).toContain(`leave.workflow.ts:${place.line}:${place.column} - error KNHK2004`)
    expect(readFileSync(join(root, "leave.executor.ts"), "utf8")).toBe(made)
    write("leave.workflow.ts", leave.replace("days:", "day:").replace("?.days", "?.day"))
    await next("full-reload")
    expect(readFileSync(join(root, "leave.executor.ts"), "utf8")).not.toBe(made)
  })

  test("sees a mistake that came by an import, a definition that is new, and one that is gone", async () => {
    const shared = `export const ends = ["book", "explain"] as const\n`
    const text = leave.replace("import", `import { ends } from "../shared.ts"\nimport`)
      .replace(`"book", "explain"`, "...ends")
    const { root, next, write } = await open({ ...app, "shared.ts": shared, "flows/leave.workflow.ts": text })
    write("shared.ts", `export const ends = ["book"] as const\n`)
    const id = join(root, "flows/leave.workflow.ts")
    expect((await next("error")).err).toMatchObject({ pluginCode: "KNHK1102", id })
    write("shared.ts", shared)
    await next("full-reload")
    write("new.workflow.ts", wrong.replace(`workflow("leave")`, `workflow("new")`))
    expect((await next("error")).err).toMatchObject({ pluginCode: "KNHK2004", id: join(root, "new.workflow.ts") })
    rmSync(join(root, "new.workflow.ts"))
    await next("full-reload")
  })

  test("shows who connects what is wrong, and serves no module of a wrong definition", async () => {
    const { next, fetch, lines } = await open({ ...app, "leave.workflow.ts": wrong })
    expect((await next("error")).err.pluginCode).toBe("KNHK2004")
    expect(lines.join("\n")).toContain("error KNHK2004")
    const answer = await fetch("/leave.workflow.ts")
    expect(answer.status).toBe(500)
    expect(await answer.text()).toContain("KNHK2004")
    expect((await fetch("/main.ts")).status).toBe(200)
  })
})
