/**
 * Reads the workflows of a module by running it: an interpreter of syntax would miss loops, imported
 * functions and spreads, and be silent about it. The module runs twice, in two restricted children,
 * one of them with its clock ahead; what they built must be the same.
 */
import { statSync, type Stats } from "node:fs"
import { basename, extname, resolve } from "node:path"
import { createHash } from "node:crypto"
import { pathToFileURL } from "node:url"
import { canonical, type Definition } from "../../src/definition/definition.ts"
import { top, type Checked, type Diagnostic } from "../diagnostic.ts"
import { type Ended, type Limits, start } from "./child.ts"
import { difference } from "./difference.ts"
import { explain } from "./failure.ts"
import { read, type Readers } from "./readers.ts"
import { guarded } from "./route.ts"

export interface ExtractOptions {
  /** Text to read instead of what the file holds: an unsaved buffer. */
  readonly overlay?: string
  /** Milliseconds a run of the module may take. Default 10,000. */
  readonly timeLimit?: number
  /** Bytes the module may print. Default 1 MiB. */
  readonly outputLimit?: number
  /** Children that are ready, where modules are read again and again. Default: two are started. */
  readonly readers?: Readers
}

/**
 * A workflow that the module exports. In its definition every schema is `{ "~standard": true }` and
 * every guard and mapping is `true`: nothing of the author's runs in the compiler.
 */
export interface Extracted {
  /** Name of the export; `default` where it has no other. */
  readonly exportName: string
  readonly definition: Definition
  /** SHA-256 of the canonical definition, lower-case hex. */
  readonly hash: string
}

/** What a module exports, in the order in which it built it, and the start of what it printed. */
export interface Extraction {
  /** Absolute path. */
  readonly file: string
  readonly workflows: readonly Extracted[]
  readonly printed: string
}

const kinds = [".ts", ".mts", ".js", ".mjs"]

/**
 * The workflows that a module exports. Everything that is the author's mistake is a diagnostic (codes
 * KNHK1001 to 1018) and no value; rejects only when a child process cannot be started.
 */
export async function extract(path: string, options: ExtractOptions = {}): Promise<Checked<Extraction>> {
  const file = resolve(path)
  const unfit = unfitFile(file, path)
  if (unfit !== undefined) return { diagnostics: [unfit] }
  const limits: Limits = { time: options.timeLimit ?? 10_000, output: options.outputLimit ?? 1_048_576 }
  const wanted = { file, overlay: options.overlay }
  const [first, second] = await (options.readers?.read(wanted, limits) ?? read(wanted, limits))
  for (const ended of [first, second]) {
    if (ended.kind !== "answered") return { diagnostics: await explain(file, ended, limits) }
    if ("failure" in ended.answer) return { diagnostics: await explain(file, ended.answer.failure, limits) }
  }
  const built = definitionsOf(first)
  const again = definitionsOf(second)
  const changed = built.definitions === again.definitions ? undefined : difference(file, built, again)
  if (changed !== undefined) return { diagnostics: [changed] }
  const twins = twoOfOneId(built.definitions)
  if (twins.length > 0) return { diagnostics: twins }
  if (built.exports.length === 0) return { diagnostics: [nothing(file, built.definitions)] }
  const exported = new Map<number, string>()
  for (const [name, index] of built.exports) {
    if (!exported.has(index) || exported.get(index) === "default") exported.set(index, name)
  }
  const workflows = [...exported].sort(([a], [b]) => a - b).map(([index, exportName]) => {
    const definition = built.definitions[index]!
    return { exportName, definition, hash: definitionHash(definition) }
  })
  const diagnostics = forgotten(file, built.definitions, workflows.map((w) => w.definition))
  return { value: { file, workflows, printed: built.printed }, diagnostics }
}

/**
 * An extracted definition with guards that can be asked about these outputs, by the path of the task that
 * gives them: the author's own have said it in a third child, where whatever they print or try stays.
 */
export async function extractGuards(
  path: string, definition: Definition, outputs: Readonly<Record<string, unknown>>,
): Promise<Checked<Definition>> {
  const file = resolve(path)
  const limits: Limits = { time: 10_000, output: 1_048_576 }
  const given = { workflow: definition.id, outputs }
  const child = start({ clock: 0, output: limits.output, packages: [] })
  const ended = await child.ask({ url: pathToFileURL(file).href, given }, limits)
  if (ended.kind !== "answered") return { diagnostics: await explain(file, ended, limits) }
  if ("failure" in ended.answer) return { diagnostics: await explain(file, ended.answer.failure, limits) }
  if (!("routes" in ended.answer)) throw new Error("this run has no routes")
  return { value: guarded(definition, ended.answer.routes), diagnostics: [] }
}

/** SHA-256 of the canonical text of a definition, lower-case hex: what ties a table and an executor to it. */
export function definitionHash(definition: Definition): string {
  return createHash("sha256").update(canonical(definition)).digest("hex")
}

/** Definitions with those inside them, each once, in the order in which they are met. */
export function withInner(definitions: readonly Definition[]): Definition[] {
  const all = new Set<Definition>()
  const add = (definition: Definition) => {
    if (all.has(definition)) return
    all.add(definition)
    for (const task of definition.tasks) if (task.workflow !== undefined) add(task.workflow)
  }
  definitions.forEach(add)
  return [...all]
}

function definitionsOf(ended: Ended) {
  if (ended.kind !== "answered" || !("definitions" in ended.answer)) throw new Error("this run has no definitions")
  return { ...ended.answer, printed: ended.printed }
}

function unfitFile(file: string, asked: string): Diagnostic | undefined {
  const wrong = (message: string): Diagnostic => ({ code: "KNHK1001", severity: "error", message, notes: [] })
  const mend = "give the path of the module that exports the workflow"
  let stat: Stats | undefined
  try {
    stat = statSync(file, { throwIfNoEntry: false })
  } catch (cause) {
    return wrong(`${JSON.stringify(asked)} cannot be looked at (${(cause as NodeJS.ErrnoException).code}): ${mend}`)
  }
  if (stat === undefined) return wrong(`${asked} does not exist: ${mend}`)
  if (stat.isDirectory()) return wrong(`${asked} is a folder: ${mend}`)
  if (!kinds.includes(extname(file))) {
    return wrong(`${asked} is not a module that can be read: its name must end in ${kinds.join(", ")}`)
  }
  return undefined
}

function nothing(file: string, built: readonly Definition[]): Diagnostic {
  const mine = built.find((definition) => definition.at?.file === file)
  const message = mine === undefined
    ? `${basename(file)} exports no workflow: export what .build() returns`
    : `workflow "${mine.id}" is not exported: write export const ${exportable(mine.id)} = workflow("${mine.id}")`
  return { code: "KNHK1002", severity: "error", message, at: mine?.at ?? top(file), notes: [] }
}

function exportable(id: string): string {
  const words = id.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "")
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("").replace(/^(?=\d)|^$/, "W")
}

function twoOfOneId(built: readonly Definition[]): Diagnostic[] {
  const first = new Map<string, Definition>()
  return built.flatMap((definition): Diagnostic[] => {
    const other = first.get(definition.id)
    if (other === undefined) {
      first.set(definition.id, definition)
      return []
    }
    return [{
      code: "KNHK1012", severity: "error",
      message: `two workflows have the id "${definition.id}": give each an id of its own`,
      ...(definition.at !== undefined && { at: definition.at }),
      notes: [{ message: "the other one is here", ...(other.at !== undefined && { at: other.at }) }],
    }]
  })
}

/** Workflows that the file itself builds, and that nothing will ever be made of. */
function forgotten(file: string, built: readonly Definition[], exported: readonly Definition[]): Diagnostic[] {
  const used = withInner(exported)
  return built.filter((definition) => definition.at?.file === file && !used.includes(definition)).map((definition) => ({
    code: "KNHK1017", severity: "warning", at: definition.at!, notes: [],
    message: `workflow "${definition.id}" is neither exported nor used: export it or remove it`,
  }))
}
