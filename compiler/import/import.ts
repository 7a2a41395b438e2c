/**
 * From a model to definitions: a reader makes drawings of it (`bpmn/`, `yawl/`), which become forms of knhk
 * (`forms.ts`), which become text (`print.ts`). `compiler/import` imports what is in it, `diagnostic`, `codes` and
 * types of the definition; saxes enters in `xml.ts` and `yawl/tree.ts`, bpmn-moddle in `bpmn/parse.ts`. A reader of
 * another language makes `Drawings`, and all the rest is the same for it.
 *
 * What an author gets is meant to be read and kept. So:
 * - A choice is a task of its own, a decision that goes by the name of the gateway, and its outcomes by those of the
 *   flows. Conditions of a model are texts in some language: they are kept as comments, and what the author writes
 *   instead is the handler, which the types of the executor ask for. A guard that was made up would compile, run, and
 *   be wrong. The picture stays as it was drawn, and the choice is in the history of every case.
 * - A choice of several ways is a task too; its handler gives their names, and the guards of `or` read those.
 * - What only routes is a silent task where it has a name, and no task at all where it has none.
 * - Payloads are `unknown` where the model says nothing of them: types are put in one by one, and each that does not
 *   fit is then found.
 * - What has no form is not made up: it is said, with its place.
 */
import type { Checked, Diagnostic } from "../diagnostic.ts"
import { BOOLEANS, readBpmn } from "./bpmn/bpmn.ts"
import { type Concurrency, concurrencyOf, TooMuchAtOnce } from "./concurrency.ts"
import type { Drawing, Drawings, ImportNote } from "./drawing.ts"
import { malformed, noted, refused, tooLarge } from "./finding.ts"
import { fold } from "./fold.ts"
import { formsOf } from "./forms.ts"
import type { Imported, ImportedPayload } from "./imported.ts"
import { Names } from "./names.ts"
import { fit } from "./payloads.ts"
import { prune } from "./prune.ts"
import { separate } from "./separate.ts"
import { LIMITS, readXml, type XmlDocument } from "./xml.ts"
import { NAMESPACE as YAWL, readYawl } from "./yawl/yawl.ts"

/**
 * The workflows of a model in BPMN 2.0 or YAWL. Without a value where the model cannot be read, or means nothing: then
 * the diagnostics say what is wrong with it, and where. With a value, its notes say what was not carried over; they are
 * among the diagnostics too, as warnings. `file` is only named. Reads and writes nothing.
 *
 * @example
 * const { value, diagnostics } = await importModel(await readFile("order.bpmn"), "order.bpmn")
 * if (value !== undefined) await writeFile("order.workflow.ts", printDefinition(value))
 */
export async function importModel(bytes: Uint8Array, file: string): Promise<Checked<Imported>> {
  const { value: document, diagnostics } = readXml(bytes, file, { booleans: BOOLEANS })
  if (document === undefined) return { diagnostics }
  try {
    return await read(document)
  } catch (error) {
    if (!(error instanceof TooMuchAtOnce)) throw error
    const message = "more of the model may go on at the same time than can be told: divide it"
    return { diagnostics: [refused(message, document.root.at)] }
  }
}

async function read(document: XmlDocument): Promise<Checked<Imported>> {
  if (document.root.namespace === YAWL) {
    const { value, diagnostics } = readYawl(document)
    return value === undefined ? { diagnostics: inOrder(diagnostics) } : imported(value, document.file)
  }
  const { drawings, errors } = await readBpmn(document)
  return drawings === undefined ? { diagnostics: inOrder(errors) } : imported(drawings, document.file)
}

/** What any reader made, as workflows. */
export function imported({ drawings, payloads, notes }: Drawings, source: string): Checked<Imported> {
  const all: ImportNote[] = [...notes]
  const errors: Diagnostic[] = []
  const shaped = drawings.flatMap((drawing): readonly Drawing[] => {
    if (Math.max(drawing.nodes.length, drawing.arcs.length) > 2 * LIMITS.nodes) {
      errors.push(tooLarge(drawing.name, 2 * LIMITS.nodes, drawing.at))
      return []
    }
    const pruned = prune(drawing)
    all.push(...pruned.notes)
    errors.push(...(pruned.errors.length > 0 ? pruned.errors : endless(pruned.drawing)))
    return [pruned.drawing]
  })
  if (errors.length > 0) return { diagnostics: inOrder(errors) }
  const constants = new Names(["Schema", "Unknown", "Object", "Error", "Array"])
  const ids = new Names()
  const known = new Map(drawings.map(({ key, name }) =>
    [key, { id: ids.give(name), constant: constants.constant(name) }]))
  const made = payloads.map(({ key, at: _, ...rest }): readonly [string, ImportedPayload] =>
    [key, { ...rest, key, constant: constants.constant(rest.name) }])
  const signals = new Map<string, string>()
  const signalNames = new Names()
  const signal = (raw: string) => {
    const name = signals.get(raw) ?? signalNames.give(raw)
    signals.set(raw, name)
    return name
  }
  const works = shaped.flatMap(({ nodes }) => nodes.map(({ work }) => work))
  const inner = new Set(works.flatMap((work) => ("drawing" in work ? work.drawing : [])))
  const constantOf = new Map(made.map(([key, { constant }]) => [key, constant]))
  const ready = made.map(([, payload]) => payload)
  const workflows = shaped.map((drawing) => {
    const folded = withoutIdle(fold(drawing))
    const separated = separate(...folded)
    const concurrency = separated === folded[0] ? folded[1] : concurrencyOf(separated)
    all.push(...crowded(separated, concurrency))
    const workflow = formsOf(separated, concurrency, { known, signal, payload: (key) => constantOf.get(key) })
    return fit(workflow, ready, drawing.exported && !inner.has(drawing.key))
  })
  const used = new Set(workflows.flatMap(({ tasks }) => tasks.flatMap(({ takes, gives }) => [takes, gives])))
  const ordered = all.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
  return {
    value: { source, workflows, payloads: ready.filter(({ constant }) => used.has(constant)), notes: ordered },
    diagnostics: ordered.map(noted),
  }
}

/** A workflow in which every node is left can never end. */
function endless({ nodes, arcs, name, at }: Drawing): readonly Diagnostic[] {
  const left = new Set(arcs.map(({ from }) => from))
  if (nodes.some(({ key, cancelsCase }) => !left.has(key) || cancelsCase === true)) return []
  return [malformed(`${JSON.stringify(name)}: nothing in it is an end, so it never does: lead a way out`, at)]
}

/** What cancels a whole region need not name what is never active then. */
function withoutIdle(drawing: Drawing): readonly [Drawing, Concurrency] {
  const concurrency = concurrencyOf(drawing)
  if (drawing.nodes.every(({ cancels }) => cancels.length === 0)) return [drawing, concurrency]
  const nodes = drawing.nodes.map((node) =>
    ({ ...node, cancels: node.cancels.filter((key) => concurrency.beside(node.key, key)) }))
  return [{ ...drawing, nodes }, concurrency]
}

/** What ends or joins others, and may be there several times at once. */
function crowded(drawing: Drawing, { tokens, tokensOn }: Concurrency): readonly ImportNote[] {
  return drawing.nodes.flatMap((node): readonly ImportNote[] => {
    const { of, name, anonymous, at, cancels, join } = node
    if (of === undefined) return []
    const known = { kind: "differs", ...of, ...(!anonymous && { name }), at } as const
    const joins = join.kind === "some" || join.kind === "enough"
    const several = joins && drawing.arcs.some((arc) => arc.to === node.key && tokensOn(arc) > 1)
    const shared = cancels.length > 0 && tokens(node.key) > 1
    const ends = "it may run several times at once, and each time ends what belongs to all of them"
    const twice = "a branch may come to it twice before the others come, which ends the case as failed"
    return [...(shared ? [{ ...known, message: ends }] : []), ...(several ? [{ ...known, message: twice }] : [])]
  })
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) =>
    (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0))
}
