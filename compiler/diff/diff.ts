/**
 * What changed between two versions of a workflow, and whether the cases that run under the old one can move to the
 * new one. `compiler/diff` imports `compile`, `diagnostic`, `emit`, `ir`, `source`, `verify` and the kernel. From the
 * door inwards:
 *
 * 1. `aligned` names what blocks made alike, `side` has a version by these names
 * 2. `changes` lists what the author changed; `types-of` and `payloads` know the types
 * 3. `cases` searches: a `space` of states by the kernel's `moves` and what was chosen alike (`choices`), each laid
 *    into the new version by the `mover`, and what becomes of it there by `fates`
 * 4. `cause` and `wrong` say why one cannot move; `played` plays what is shown; `render` is for people
 */
import { compile, type Compiled } from "../compile.ts"
import type { Checked } from "../diagnostic.ts"
import { aligned } from "./aligned.ts"
import { type Movability, casesOf } from "./cases.ts"
import { type DefinitionChange, changesOf } from "./changes.ts"
import { DiffFailure } from "./failure.ts"
import { Payloads } from "./payloads.ts"
import { sideOf } from "./side.ts"
import { type ModuleTypes, typesOf } from "./types-of.ts"

/** One workflow in both versions. */
export interface WorkflowDiff {
  readonly workflow: string
  /** `same`: nothing that the compiler or the run time reads has changed, but for schemas and functions. */
  readonly state: "same" | "changed" | "added" | "removed"
  readonly changes: readonly DefinitionChange[]
  /** Absent where one version does not have the workflow. Of the `same` one nothing is counted: all can move. */
  readonly cases?: Movability
  /** Tasks of both versions whose types were not compared, because TypeScript cannot print them. */
  readonly untyped?: readonly string[]
}

/** How far a comparison looks. */
export interface DiffOptions {
  /** Markings that are looked at in each version, at most. 200,000 if absent. */
  readonly states?: number
}

const STATES = 200_000

/**
 * Compares two compiled versions of a workflow, whatever their ids. Types of payloads are compared where `types` has
 * them, which `diffFiles` sees to.
 *
 * @example
 * const [old, next] = [compileDefinition(Order.definition), compileDefinition(Order2.definition)]
 * if (old.value && next.value) console.log(diff(old.value, next.value).cases?.movable)
 */
export function diff(
  old: Compiled, next: Compiled, { states = STATES }: DiffOptions = {},
  types?: { readonly old: ModuleTypes; readonly next: ModuleTypes },
): WorkflowDiff {
  const payloads = types && new Payloads(old.definition, types.old, next.definition, types.next)
  const definition = aligned(old.definition, next.definition)
  const listed = changesOf(old.definition, definition, payloads)
  const workflow = next.definition.id
  const reordered: DefinitionChange = { change: "changed", what: "workflow", name: workflow, detail: "order" }
  const changes = listed.length === 0 && old.hash !== next.hash ? [reordered] : listed
  const untyped = payloads?.untyped() ?? []
  const more = untyped.length === 0 ? {} : { untyped }
  if (old.hash === next.hash && payloads?.isSame !== false) {
    const cases: Movability = { movable: "all", markings: 0, moving: 0, complete: true, obstacles: [], warnings: [] }
    return { workflow, state: changes.length === 0 ? "same" : "changed", changes, cases, ...more }
  }
  const cases = casesOf(sideOf(old, old.definition), sideOf(next, definition), { states, payloads })
  return { workflow, state: "changed", changes, cases, ...more }
}

/** How far a comparison of files looks, and how they are read. */
export interface DiffFilesOptions extends DiffOptions {
  /** Milliseconds that reading one file may take. 10,000 if absent. */
  readonly timeLimit?: number
}

/** Two modules, workflow by workflow. */
export interface Diff {
  readonly workflows: readonly WorkflowDiff[]
}

/**
 * Compares the workflows of two modules by their ids; where each has one, whatever its id. `FILE#NAME` means one of
 * them, by the name of its export or its id. Without a value where a definition has errors; its findings come as
 * diagnostics. Rejects with a `DiffFailure` for a name that is not there. Writes nothing.
 *
 * @example
 * const { value } = await diffFiles("old/order.workflow.ts", "order.workflow.ts")
 * for (const { workflow, cases } of value?.workflows ?? []) console.log(workflow, cases?.movable)
 */
export async function diffFiles(
  old: string, next: string, { timeLimit, ...options }: DiffFilesOptions = {},
): Promise<Checked<Diff>> {
  const [before, after] = [await read(old, timeLimit), await read(next, timeLimit)]
  const diagnostics = [...before.diagnostics, ...after.diagnostics]
  if (before.value === undefined || after.value === undefined) return { diagnostics }
  const [olds, nexts] = [before.value, after.value]
  const isOne = olds.length === 1 && nexts.length === 1
  const partner = (one: Compiled, others: readonly Compiled[]) =>
    (isOne ? others[0] : others.find(({ definition }) => definition.id === one.definition.id))
  const isPaired = olds.some((one) => partner(one, nexts) !== undefined)
  const types = isPaired ? {
    old: await typesOf(olds.map(({ definition }) => definition), before.file),
    next: await typesOf(nexts.map(({ definition }) => definition), after.file),
  } : undefined
  const lone = (one: Compiled, state: "added" | "removed"): WorkflowDiff =>
    ({ workflow: one.definition.id, state, changes: [] })
  const workflows = [
    ...olds.map((one) => {
      const now = partner(one, nexts)
      return now === undefined ? lone(one, "removed") : diff(one, now, options, types)
    }),
    ...nexts.filter((one) => partner(one, olds) === undefined).map((one) => lone(one, "added")),
  ]
  return { value: { workflows }, diagnostics }
}

async function read(
  path: string, timeLimit: number | undefined,
): Promise<Checked<readonly Compiled[]> & { readonly file: string }> {
  const [, file = path, name] = /^(.*\.m?[jt]s)#(.+)$/s.exec(path) ?? []
  const { value, diagnostics } = await compile(file, timeLimit === undefined ? {} : { timeLimit })
  if (value === undefined || name === undefined) return { file, diagnostics, ...(value && { value }) }
  const found = value.filter(({ exportName, definition }) => exportName === name || definition.id === name)
  if (found.length > 0) return { file, diagnostics, value: found }
  const there = value.map(({ exportName }) => `${file}#${exportName}`).join(", ")
  throw new DiffFailure(`${file} exports no workflow "${name}"; take one of ${there}.`)
}
