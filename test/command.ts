/** `knhk` as a process: what the tests of the command line share. */
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll } from "vitest"

export const root = join(import.meta.dirname, "..")

/** Inside of the repository, so that `import ... from "knhk"` finds this package. */
const scratch = mkdtempSync(join(root, "test", ".tmp-cli-"))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let folders = 0

/** A folder of its own with these files in it. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(scratch, String(++folders))
  mkdirSync(path)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return path
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

interface Setting {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** What a process needs before the arguments of `knhk`. */
const flags = ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning"]
export const command = [...flags, join(root, "compiler", "bin.ts")]

/** Runs `knhk` with these arguments in a folder, to its end. */
export function knhk(args: readonly string[], cwd = scratch, { env = {}, input = "" }: Setting = {}): Promise<Ended> {
  const options = { cwd, env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: undefined, ...env }, timeout: 180_000 }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...command, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr }))
    child.stdin?.end(input)
  })
}

/** A workflow with a payload schema of its own and no package but knhk. */
export const leave = `
import { decision, flow, task, workflow, xor } from "knhk"

interface Request { readonly days: number }
const isRequest = (value: unknown): value is Request => typeof (value as Partial<Request> | null)?.days === "number"
const Request = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  isRequest(value) ? { value } : { issues: [{ message: "days must be a number" }] } } }

export const Leave = workflow("leave")
  .tasks({
    file: task({ input: Request, output: Request }),
    decide: decision({ input: Request, outcomes: { granted: Request, refused: Request } }),
    book: task({ input: Request, output: Request }),
    explain: task({ input: Request, output: Request }),
  })
  .start("file")
  .flows((t) => [flow(t.file, t.decide), xor(t.decide, { granted: t.book, refused: t.explain })])
  .end("book", "explain")
  .build()
`

/** A sound workflow of so many branches, with a task that cancels them, that no search sees all of it. */
export const wide = `
import { and, cancels, flow, human, join, workflow } from "knhk"

const any = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) => ({ value }) } }
const step = () => human({ input: any, output: any })
const branches = Array.from({ length: 12 }, (_, i) => [\`a\${i}\`, \`b\${i}\`, \`c\${i}\`] as const)

export const Wide = workflow("wide", { termination: "implicit" })
  .tasks({ begin: step(), stop: step(), end: step(), ...Object.fromEntries(branches.flat().map((n) => [n, step()])) })
  .start("begin")
  .flows((t) => [
    and(t.begin, [t.stop, ...branches.map(([a]) => t[a])]),
    ...branches.flatMap(([a, b, c]) => [flow(t[a], t[b]), flow(t[b], t[c])]),
    join(Object.fromEntries(branches.map(([, , c]) => [c, t[c]])), t.end),
    cancels(t.stop, [...branches.flat().map((n) => t[n]), t.end]),
    cancels(t.end, [t.stop]),
  ])
  .end("stop", "end")
  .build()
`
