/** The pipeline, one straight function over all phases. */
import { resolve } from "node:path"
import type { Definition } from "../src/definition/definition.ts"
import { decidedBeforehand } from "./deferred-choice.ts"
import type { Checked, Diagnostic } from "./diagnostic.ts"
import type { SoundNet } from "./ir/net.ts"
import { routesNotTaken } from "./guards/guards.ts"
import { lower } from "./ir/lower.ts"
import type { OrJoin } from "./ir/or-join.ts"
import { definitionHash, extract, type ExtractOptions, withInner } from "./source/extract.ts"
import { widen } from "./source/widen.ts"
import { encode } from "./table/encode.ts"
import { verify } from "./verify/verify.ts"

/** One workflow, ready to run. */
export interface Compiled {
  /** From a file, its schemas are `{ "~standard": true }` and its functions `true`. */
  readonly definition: Definition
  readonly net: SoundNet
  /** How each OR-join was understood: structured, local or general. */
  readonly joins: readonly OrJoin[]
  readonly table: Uint8Array
  /** SHA-256 of the canonical definition, lower-case hex. */
  readonly hash: string
  /** Name under which the module exports it; `""` for a definition in memory. */
  readonly exportName: string
}

/** How a module is read, `overlay`, `timeLimit`, `outputLimit`, and how far each of its workflows is looked at. */
export interface CompileOptions extends ExtractOptions {
  readonly budget?: Budget
}

/** What proving one workflow may cost. What it leaves open is a warning, KNHK3006, and hinders nothing. */
export interface Budget {
  /** Markings that are looked at, at most. Default 1,000,000. */
  readonly states?: number
  /** Milliseconds, at most. Default 10,000. */
  readonly ms?: number
}

/**
 * Compiles every workflow that a module exports, in the order in which it builds them. All findings
 * of all of them are reported, each with the span a reader should look at; there is a value only if
 * none is an error. Writes nothing. Rejects only if the child that runs the module cannot be started.
 *
 * @example
 * const { value, diagnostics } = await compile("order.workflow.ts")
 * if (value === undefined) console.error(render(diagnostics))
 */
export async function compile(file: string, options: CompileOptions = {}): Promise<Checked<readonly Compiled[]>> {
  const extracted = await extract(file, options)
  const workflows = extracted.value?.workflows ?? []
  const compiled = workflows.map((w) => phases(w.definition, w.exportName, w.hash, options.budget))
  const found = [
    ...extracted.diagnostics,
    ...compiled.flatMap(({ diagnostics }, i) => diagnostics.map((d) => housed(d, workflows[i]!.definition))),
  ]
  const diagnostics = once(await widen(found, resolve(file), options.overlay))
  const values = compiled.flatMap(({ value }) => value ?? [])
  const whole = extracted.value !== undefined && values.length === compiled.length
  return whole ? { value: values, diagnostics } : { diagnostics }
}

/**
 * Compiles a definition in memory, for tests and tools: `compileDefinition(Order.definition)`. Its
 * diagnostics have places only if it was built while a compiler ran its module.
 */
export function compileDefinition(definition: Definition): Checked<Compiled> {
  return phases(definition, "")
}

/** The finding, its notes and its run, with the chains that declare the tasks that they are about. */
function housed(diagnostic: Diagnostic, definition: Definition): Diagnostic {
  const all = withInner([definition])
  const within = <Of extends Pick<Diagnostic, "at" | "name">>(of: Of): Of => {
    const { at, name } = of
    if (at === undefined || name === undefined) return of
    const house = all.find(({ tasks }) => tasks.some((task) => `/${name}`.endsWith(`/${task.name}`)
      && task.at?.file === at.file && task.at.line === at.line && task.at.column === at.column))
    return house?.at === undefined ? of : { ...of, within: house.at }
  }
  const { notes, run } = diagnostic
  return { ...within(diagnostic), notes: notes.map(within), ...(run !== undefined && { run: run.map(within) }) }
}

/** A mistake in a sub-workflow is one, however often that is used. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const said = new Set<string>()
  return diagnostics.filter(({ code, at, message }) => {
    const key = JSON.stringify([code, at, message.replace(/"[^"]*\//g, '"')])
    return !said.has(key) && said.add(key)
  })
}

function phases(definition: Definition, exportName: string, hash?: string, budget?: Budget): Checked<Compiled> {
  const lowered = lower(definition)
  if (lowered.value === undefined) return { diagnostics: lowered.diagnostics }
  const verified = verify(lowered.value, { ...budget, givesUp: lowered.givesUp })
  const diagnostics = [...lowered.diagnostics, ...decidedBeforehand(definition), ...routesNotTaken(definition),
    ...verified.diagnostics.map((found) => ({ ...(definition.at && { at: definition.at }), ...found }))]
  if (verified.value === undefined) return { diagnostics }
  const net = verified.value
  const tied = hash ?? definitionHash(definition)
  const { joins } = lowered
  return { value: { definition, net, joins, table: encode(net, tied), hash: tied, exportName }, diagnostics }
}
