/** Imported workflows as the text of a module: what `knhk import` writes. */
import type { ImportNote } from "./drawing.ts"
import type { Imported, ImportedPayload, ImportedWorkflow } from "./imported.ts"
import { after, commentLines, key, laid, list, quoted } from "./layout.ts"
import { printFlow, usedByFlow } from "./print-flow.ts"
import { printTask, usedByTask } from "./print-task.ts"

/**
 * The text of a definition module: everything that was carried over, with what was not at its top. It needs `knhk` and
 * `effect`, and compiles as it is; what a person has to fill in is a handler, or a function that throws.
 *
 * @example
 * await writeFile("order.workflow.ts", printDefinition(imported))
 */
export function printDefinition({ source, workflows, payloads, notes }: Imported): string {
  const used = new Set<string>(["workflow"])
  for (const { tasks, flows } of workflows) {
    tasks.flatMap(usedByTask).forEach((name) => used.add(name))
    flows.flatMap(usedByFlow).forEach((name) => used.add(name))
  }
  const needs = (name: string) => used.delete(`#${name}`)
  const helpers = [
    ...(needs("list") ? [LIST] : []), ...(needs("most") ? [MOST] : []), ...(needs("undecided") ? [UNDECIDED] : []),
    ...(needs("routes") ? [ROUTES] : []), ...(needs("anyRoutes") ? [ANY_ROUTES] : []),
  ]
  return [
    head(source, notes),
    `import * as Schema from "effect/Schema"\n${laid(list("import {", [...used].sort(), `} from "knhk"`), 0)}`,
    [PAYLOAD, ...payloads.map(payload)].join("\n"), ...helpers, ...workflows.map(workflow),
  ].join("\n\n") + "\n"
}

const PAYLOAD = `const payload = Schema.toStandardSchemaV1
/** What the model says nothing of: put a schema in its place. */
const Unknown = payload(Schema.Unknown)`

const LIST = `/** A task that is done for each member of a list takes one: make it here of what comes before. */
const list = (before: unknown): readonly unknown[] => {
  if (Array.isArray(before)) return before
  throw new Error("a list is wanted here: make one of what comes before")
}`

const MOST = `/** The model does not say how many there are at most: say it. More end the case as failed. */
const most = 1_000`

const UNDECIDED = `/** A condition that the model has as text: write it as a function of the results so far. */
const undecided = (condition: string): never => {
  throw new Error(\`say when these results are enough; the model has: \${condition}\`)
}`

const ROUTES = `/** What a task gives that takes several ways: the names of one at least, and the value that goes on. */
const routes = <const N extends readonly [string, ...string[]]>(...names: N) =>
  payload(Schema.Struct({ routes: Schema.NonEmptyArray(Schema.Literals(names)), value: Schema.Unknown }))`

const ANY_ROUTES = `/** The names of the ways that are taken, or none for the last one, and the value that goes on. */
const anyRoutes = <const N extends readonly [string, ...string[]]>(...names: N) =>
  payload(Schema.Struct({ routes: Schema.Array(Schema.Literals(names)), value: Schema.Unknown }))`

function head(source: string, notes: readonly ImportNote[]): string {
  const name = source.split(/[/\\]/).at(-1) ?? source
  const first = `Made from ${name} by \`knhk import\`. It is yours from here on: nothing reads the model again.`
  const groups = [
    ["Not carried over, by line and column of the model:", "dropped"],
    ["Carried over with a difference:", "differs"],
  ] as const
  const lines = groups.flatMap(([title, kind]) => {
    const told = notes.filter((note) => note.kind === kind)
    return told.length === 0 ? [] : ["", title, ...told.flatMap((note) => commentLines([noteLine(note)], 0, "  "))]
  })
  return `/**\n${[...commentLines([first], 0), ...lines].map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`
}

/** A note as one line: place, element, what is to be known. */
export function noteLine({ element, name, id, at, message }: ImportNote): string {
  const called = `${name === undefined ? "" : ` ${JSON.stringify(name)}`}${id === undefined ? "" : ` (${id})`}`
  return `- ${at.line}:${at.column} ${element}${called}: ${message}`
}

function payload({ constant, name, type, list: many, comments }: ImportedPayload): string {
  const schema = `Schema.${type[0]!.toUpperCase()}${type.slice(1)}`
  const made = many ? `Schema.Array(${schema})` : schema
  const about = commentLines([`The data object ${JSON.stringify(name)}.`, ...comments], 0)
  return `${block(about)}const ${constant} = payload(${made})`
}

function block(lines: readonly string[]): string {
  if (lines.length === 0) return ""
  return lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`
}

function workflow(one: ImportedWorkflow): string {
  const { id, constant, exported, comments, termination, tasks, start, ends, flows } = one
  const options = termination === "implicit" ? `, { termination: "implicit" }` : ""
  const t = flows.length === 0 ? "()" : "(t)"
  return [
    block(commentLines(comments, 0))
      + `${exported ? "export " : ""}const ${constant} = workflow(${quoted(id)}${options})`,
    `  .tasks({\n${tasks.map(entry).join("")}  })`,
    `  .start(${quoted(start)})`,
    flows.length === 0 ? `  .flows(${t} => [])`
      : `  .flows(${t} => [\n${flows.map((flow) => `    ${laid(printFlow(flow), 4, 1)},\n`).join("")}  ])`,
    `  ${laid(list(".end(", ends.map(quoted), ")"), 2)}`,
    "  .build()",
  ].join("\n")
}

function entry(task: ImportedWorkflow["tasks"][number]): string {
  const ways = task.work.kind === "decision" ? task.work.outcomes : task.work.kind === "choice" ? task.work.routes : []
  const about = ways.flatMap(({ name, comments }) => comments.map((comment) => `${name}: ${comment}`))
  const lines = commentLines([...task.comments, ...about], 4).map((line) => `    // ${line}\n`)
  return `${lines.join("")}    ${laid(after(`${key(task.name)}: `, printTask(task)), 4, 1)},\n`
}
