/** The pipeline, one straight function over all phases. */
import { resolve } from "node:path"
import type { Definition } from "../src/definition/definition.ts"
import { decidedBeforehand } from "./deferred-choice.ts"
import type { Checked, Diagnostic } from "./diagnostic.ts"
import type { Net, SoundNet } from "./ir/net.ts"
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
  const { phased, diagnostics } = await phasesOf(file, options)
  const values = phased?.flatMap(({ value }) => value ?? [])
  return values !== undefined && values.length === phased?.length ? { value: values, diagnostics } : { diagnostics }
}

/** A workflow as far as it can be drawn: its net, sound or not. */
export type Drawable = Pick<Compiled, "definition"> & { readonly net: Net }

/** As `compile`, for pictures: a workflow with errors has a value too, if it could be lowered. */
export async function compileToDraw(file: string, options: CompileOptions = {}): Promise<Checked<readonly Drawable[]>> {
  const { phased, diagnostics } = await phasesOf(file, options)
  const value = phased?.flatMap(({ definition, net }) => (net === undefined ? [] : [{ definition, net }]))
  return value === undefined || value.length === 0 ? { diagnostics } : { value, diagnostics }
}

async function phasesOf(file: string, options: CompileOptions) {
  const extracted = await extract(file, options)
  const phased = extracted.value?.workflows.map((w) => phases(w.definition, w.exportName, w.hash, options.budget))
  const found = [
    ...extracted.diagnostics,
    ...phased?.flatMap(({ definition, diagnostics }) => diagnostics.map((d) => housed(d, definition))) ?? [],
  ]
  return { phased, diagnostics: once(await widen(found, resolve(file), options.overlay)) }
}

/**
 * Compiles a definition in memory, for tests and tools: `compileDefinition(Order.definition)`. Its
 * diagnostics have places only if it was built while a compiler ran its module.
 */
export function compileDefinition(definition: Definition): Checked<Compiled> {
  const { value, diagnostics } = phases(definition, "")
  return value === undefined ? { diagnostics } : { value, diagnostics }
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

/** One workflow: its net if it could be lowered, and what it is compiled to if nothing is wrong. */
type Phased = Checked<Compiled> & { readonly definition: Definition; readonly net?: Net }

function phases(definition: Definition, exportName: string, hash?: string, budget?: Budget): Phased {
  const lowered = lower(definition)
  if (lowered.value === undefined) return { definition, diagnostics: lowered.diagnostics }
  const verified = verify(lowered.value, { ...budget, givesUp: lowered.givesUp })
  const diagnostics = [...lowered.diagnostics, ...decidedBeforehand(definition), ...routesNotTaken(definition),
    ...verified.diagnostics.map((found) => ({ ...(definition.at && { at: definition.at }), ...found }))]
  const net = verified.value
  if (net === undefined) return { definition, net: lowered.value, diagnostics }
  const tied = hash ?? definitionHash(definition)
  const { joins } = lowered
  const value = { definition, net, joins, table: encode(net, tied), hash: tied, exportName }
  return { definition, net, value, diagnostics }
}
