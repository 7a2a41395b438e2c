/**
 * What is generated beside a definition: its executor. Returns text and writes nothing. `compiler/emit`
 * imports `compiler/source`, `compiler/diagnostic` and types of the phases before it.
 */
import { existsSync } from "node:fs"
import { basename, dirname, extname, join, relative, resolve } from "node:path"
import type { Definition } from "../../src/definition/definition.ts"
import type { Compiled } from "../compile.ts"
import type { Checked, Diagnostic } from "../diagnostic.ts"
import { withInner } from "../source/extract.ts"
import type { SignatureText, SignatureTexts } from "../source/signature-text.ts"
import { widen } from "../source/widen.ts"
import { executorText, type ExecutorPart, type SignalsPart, type TasksPart } from "./executor.ts"

/** A file to write. */
export interface Artefact {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/** An executor module, and what is worth saying of it. */
export interface ExecutorModule extends Artefact {
  /** Names of the executors in it. */
  readonly exports: readonly string[]
  /** Why its imports end in `.js`, where that is so: this tsconfig.json allows no `.ts`. */
  readonly tsconfig?: string
}

/** How an executor is made. */
export interface EmitOptions {
  /**
   * Whether a copy may stand beside the module for a moment, which TypeScript 7 wants. Default true; without it
   * version 6 prints the types, which takes longer.
   */
  readonly isWritable?: boolean
}

/**
 * The executor of a module's workflows: `order.workflow.ts` gets `order.executor.ts` beside it, with
 * the table, the hash and the payload types of every task. The same input gives the same bytes, on
 * every machine. Payload types that TypeScript cannot print become `unknown`, with a warning. A
 * JavaScript module gets a JavaScript executor without types.
 *
 * @example
 * const { value } = await compile("order.workflow.ts")
 * if (value !== undefined) await write((await emit(value, "order.workflow.ts")).value ?? [])
 */
export async function emit(
  compiled: readonly Compiled[], file: string, { isWritable = true }: EmitOptions = {},
): Promise<Checked<readonly ExecutorModule[]>> {
  const module = resolve(file)
  const path = executorPath(module)
  const mend = `npx knhk build ${relative(projectFolder(module), module).replaceAll("\\", "/")}`
  const names = new Names(["executor", "Signature"])
  const bases = compiled.map((c) => typeName(c.exportName === "default" ? c.definition.id : c.exportName))
  // A capital begins no keyword, and an export may be named by any text.
  const values = bases.map((base) => names.fresh(base))
  const parts = compiled.map((c, i): ExecutorPart => {
    const [tasks, executor] = [names.fresh(`${bases[i]}Tasks`), names.fresh(`${bases[i]}Executor`)]
    const signals = takesSignals(c.definition) ? names.fresh(`${bases[i]}Signals`) : "{}"
    return { compiled: c, value: values[i]!, tasks, signals, executor }
  })
  const exports = parts.map(({ executor }) => executor)
  if (/js$/.test(extname(module))) {
    return { value: [{ path, text: executorText(`./${basename(module)}`, mend, parts), exports }], diagnostics: [] }
  }
  const [{ signatureTexts }, { declarationsFor }, { importEnding }] = await printing()
  const tasksName = new Map(parts.map((part) => [part.compiled.definition, part.tasks]))
  const definitions = withInner(compiled.map((c) => c.definition))
  for (const inner of definitions) {
    if (!tasksName.has(inner)) tasksName.set(inner, names.fresh(`${typeName(inner.id)}Tasks`))
  }
  const { ending, tsconfig } = importEnding(module)
  const declarations = await declarationsFor(module, { isWritable })
  const texts = await signatureTexts({ definitions, into: path, ending, reserved: names.all() }, declarations)
  const tasks = [...texts.signatures].map(([definition, signatures]): TasksPart => ({
    workflow: definition.id,
    name: tasksName.get(definition)!,
    exported: compiled.some((c) => c.definition === definition),
    tasks: signatures.map((s) => ({ name: s.task, type: signatureType(s, s.inner && tasksName.get(s.inner)) })),
  }))
  const signals = parts.filter(({ signals: name }) => name !== "{}").map((part): SignalsPart => {
    const types = signalTypes(part.compiled.definition, texts, tasksName)
    const { id } = part.compiled.definition
    return { workflow: id, name: part.signals, signals: [...types].map(([name, type]) => ({ name, type })) }
  })
  const specifier = `./${basename(module).replace(/ts$/, ending.slice(1))}`
  return {
    value: [{
      path, text: executorText(specifier, mend, parts, { tasks, signals, borrowed: texts.borrowed }), exports,
      ...(tsconfig && { tsconfig }),
    }],
    diagnostics: await widen(warnings(texts)),
  }
}

/**
 * Loads what `emit` needs, TypeScript above all, and parses the module with it: for who waits for the module's children
 * meanwhile. Fails at nothing: `emit` meets the same again.
 */
export async function prepare(file: string): Promise<void> {
  const [, , { importEnding }] = await printing()
  if (existsSync(file)) importEnding(resolve(file))
}

function printing() {
  return Promise.all([
    import("../source/signature-text.ts"), import("../source/declarations.ts"), import("../source/ending.ts"),
  ])
}

/** Where the executor of a module stands: beside it. */
export function executorPath(module: string): string {
  const extension = extname(module)
  return join(dirname(module), `${basename(module, extension).replace(/\.workflow$/, "")}.executor${extension}`)
}

/** Names of the text, each given once. */
class Names {
  readonly #used: Set<string>

  constructor(reserved: readonly string[]) {
    this.#used = new Set(reserved)
  }

  fresh(name: string): string {
    let fresh = name
    while (this.#used.has(fresh)) fresh += "_"
    this.#used.add(fresh)
    return fresh
  }

  all(): string[] {
    return [...this.#used]
  }
}

function signatureType({ kind, input, outcomes }: SignatureText, inner: string | undefined): string {
  return `Signature<"${kind}", ${input}, ${outcomes}${inner === undefined ? "" : `, ${inner}`}>`
}

/** Whether a case of the workflow itself waits for signals. */
function takesSignals({ tasks }: Definition): boolean {
  return tasks.some(({ signal, workflow, instances }) =>
    signal !== undefined || (workflow !== undefined && instances === undefined && takesSignals(workflow)))
}

/**
 * By the name of each signal that a case of the workflow takes the type of what it brings: of the first task that waits
 * for it, its own before those of sub-workflows. Instances of a sub-workflow are cases of their own.
 */
function signalTypes(
  definition: Definition, texts: SignatureTexts, tasksName: ReadonlyMap<Definition, string>,
): ReadonlyMap<string, string> {
  const types = new Map<string, string>()
  const signatures = texts.signatures.get(definition) ?? []
  for (const { name, signal } of definition.tasks) {
    if (signal === undefined || types.has(signal.name)) continue
    const isPrinted = signatures.some(({ task, problem }) => task === name && problem === undefined)
    const done = `${tasksName.get(definition)}[${JSON.stringify(name)}]["outcomes"]["done"]`
    types.set(signal.name, isPrinted ? `${done}["signal"]` : "unknown")
  }
  for (const { workflow, instances } of definition.tasks) {
    if (workflow === undefined || instances !== undefined) continue
    for (const [name, type] of signalTypes(workflow, texts, tasksName)) if (!types.has(name)) types.set(name, type)
  }
  return types
}

/** One warning for each workflow and reason: a thousand tasks may have the same one. */
function warnings(texts: SignatureTexts): Diagnostic[] {
  return [...texts.signatures].flatMap(([definition, signatures]) => {
    const byProblem = new Map<string, string[]>()
    for (const { task, problem } of signatures) {
      if (problem !== undefined) byProblem.set(problem, [...byProblem.get(problem) ?? [], task])
    }
    return [...byProblem].map(([problem, tasks]): Diagnostic => {
      const first = definition.tasks.find((task) => task.name === tasks[0])
      const more = tasks.length > 1 ? ` and ${tasks.length - 1} more` : ""
      const what = `task "${tasks[0]}"${more} of workflow "${definition.id}"`
      const one = tasks.length < signatures.length && first !== undefined
      const at = one ? first.at : definition.at
      return {
        code: "KNHK4001", severity: "warning", notes: [],
        message: `${what}: payloads are unknown in the executor, because ${problem}`,
        ...(at !== undefined && { at }),
        ...(one && { name: first.name, ...(definition.at && { within: definition.at }) }),
      }
    })
  })
}

/** A name for a type: `order-fulfilment` becomes `OrderFulfilment`. */
function typeName(id: string): string {
  const words = id.split(/[^\p{ID_Continue}$]+/u).filter((word) => word !== "")
  const joined = words.map((word) => word.replace(/^./u, (first) => first.toUpperCase())).join("")
  return joined.replace(/^(?![\p{ID_Start}_$])/u, "W")
}

/** The folder that commands are given in: where the nearest package.json stands, else the module's. */
function projectFolder(module: string): string {
  for (let folder = dirname(module); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder
    if (dirname(folder) === folder) return dirname(module)
  }
}
