/** The text of an executor module. */
import type { Compiled } from "../compile.ts"
import type { Borrowed } from "../source/borrow.ts"
import { named } from "../source/named.ts"

/** One workflow of the module, with the names that its executor uses. */
export interface ExecutorPart {
  readonly compiled: Compiled
  /** Under which the definition is imported. */
  readonly value: string
  /** Of the interface of its tasks. */
  readonly tasks: string
  /** Of the interface of its signals; `{}` if there are none. */
  readonly signals: string
  /** Of the exported executor. */
  readonly executor: string
}

/** The tasks of one workflow, as an interface. */
export interface TasksPart {
  readonly workflow: string
  readonly name: string
  readonly exported: boolean
  readonly tasks: readonly { readonly name: string; readonly type: string }[]
}

/** The signals that a case of one workflow takes, as an interface. */
export interface SignalsPart {
  readonly workflow: string
  readonly name: string
  readonly signals: readonly { readonly name: string; readonly type: string }[]
}

/** The module's text; without `types`, it is JavaScript. */
export function executorText(
  module: string, mend: string, parts: readonly ExecutorPart[],
  types?: {
    readonly tasks: readonly TasksPart[]
    readonly signals: readonly SignalsPart[]
    readonly borrowed: Borrowed
  },
): string {
  const values = parts.map(({ compiled, value }) =>
    compiled.exportName === value ? value : `${named(compiled.exportName)} as ${value}`)
  const usesSignature = types?.tasks.some((part) => part.tasks.length > 0) ?? false
  return [
    `// Made by \`${mend}\`. Do not edit: change the definition and run that again.`,
    ...(usesSignature ? ['import type { Signature } from "knhk"'] : []),
    'import { executor } from "knhk/runtime"',
    ...(types?.borrowed.imports ?? []),
    `import { ${values.join(", ")} } from ${JSON.stringify(module)}`,
    "",
    ...(types?.borrowed.declarations.flatMap((text) => [tidy(text, ""), ""]) ?? []),
    ...(types?.tasks.flatMap((part) => [tasksText(part), ""]) ?? []),
    ...(types?.signals.flatMap((part) => [signalsText(part), ""]) ?? []),
    ...parts.flatMap((part, i) => [...(i > 0 ? [""] : []), partText(part, mend, types !== undefined)]),
    "",
  ].join("\n")
}

function tasksText({ workflow, name, exported, tasks }: TasksPart): string {
  return [
    `/** What the tasks of workflow "${comment(workflow)}" take and give. */`,
    `${exported ? "export " : ""}interface ${name} {`,
    ...tasks.map((task) => `  readonly ${named(task.name)}: ${tidy(task.type, "  ")}`),
    "}",
  ].join("\n")
}

function signalsText({ workflow, name, signals }: SignalsPart): string {
  const about = `/** What cases of workflow "${comment(workflow)}" may be sent, by the name of the signal. */`
  const lines = signals.map((signal) => `  readonly ${named(signal.name)}: ${signal.type}`)
  return [about, `export interface ${name} {`, ...lines, "}"].join("\n")
}

function partText({ compiled, value, tasks, signals, executor }: ExecutorPart, mend: string, typed: boolean): string {
  return [
    `/** Workflow "${comment(compiled.definition.id)}": \`.layer({...})\` or \`.with({...})\` takes its handlers. */`,
    `export const ${executor} = executor${typed ? `<typeof ${value}, ${tasks}, ${signals}>` : ""}(${value}, {`,
    `  hash: "${compiled.hash}",`,
    `  mend: ${JSON.stringify(mend)},`,
    `  table: "${Buffer.from(compiled.table).toString("base64")}",`,
    "})",
  ].join("\n")
}

/** What TypeScript printed, with two spaces a level, no line-end semicolons, and short literals on one line. */
function tidy(text: string, indent: string): string {
  const line = text.replace(/\s*\n\s*/g, " ").replace(/; \}/g, " }")
  if (/^Signature</.test(text) && line.length <= 100) return line
  return text.split("\n").map((part, i) => {
    const inner = /^ */.exec(part)![0].length / 2
    return (i === 0 ? "" : indent + " ".repeat(inner)) + part.trim().replace(/;$/, "")
  }).join("\n")
}

function comment(text: string): string {
  return text.replaceAll("*/", "*\\/")
}
