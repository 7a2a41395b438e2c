/**
 * The types of task payloads as text, for the executor. `Workflow<Id, In, Out>` does not carry them, so
 * they are asked of TypeScript's own declaration emitter: a copy of the author's module gets
 * one exported constant for each workflow, and nothing else of it is exported or checked. Where the emitter refuses
 * that for one of the tasks, each gets a constant of its own.
 */
import { ts } from "ts-morph"
import type { Definition } from "../../src/definition/definition.ts"
import { borrow, type Borrowed } from "./borrow.ts"
import type { Copy, Declarations, Printed } from "./declarations.ts"
import { callAt, find, parse } from "./locate.ts"
import { declaredNames } from "./reference.ts"

/** What is wanted: every task of these workflows. Workflows inside them have to be named too. */
export interface SignatureRequest {
  readonly definitions: readonly Definition[]
  /** Absolute path of the module that will hold the text. */
  readonly into: string
  /** Ending of relative imports in the text. */
  readonly ending: ".ts" | ".js"
  /** Names that the text may not declare. */
  readonly reserved: readonly string[]
}

/** Types of one task. `unknown` types where `problem` says why they could not be printed. */
export interface SignatureText {
  readonly task: string
  readonly kind: string
  readonly input: string
  readonly outcomes: string
  /** The workflow inside, for `sub`. */
  readonly inner?: Definition
  readonly problem?: string
}

export interface SignatureTexts {
  readonly signatures: ReadonlyMap<Definition, readonly SignatureText[]>
  /** Imports and declarations that the types refer to. */
  readonly borrowed: Borrowed
}

/** The types of all tasks of the definitions, and what these types refer to. Tasks without a handler are left out. */
export async function signatureTexts(request: SignatureRequest, declarations: Declarations): Promise<SignatureTexts> {
  const files = new Set(request.definitions.map(fileOf))
  const asked = [...files].map((file) => ask(file, request.definitions.filter((d) => fileOf(d) === file)))
  // The global types that a tsconfig.json names (Node's, mostly) are most of what there is to parse, and payloads
  // hardly ever need them. Where something then reads `any`, it is asked again with them.
  const quick = await print(request, asked, declarations, false)
  return quick.doubtful ? print(request, asked, declarations, true) : quick
}

async function print(
  request: SignatureRequest, asked: readonly Asked[], declarations: Declarations, globals: boolean,
): Promise<SignatureTexts & { readonly doubtful: boolean }> {
  const printed = await emitted(asked.flatMap(({ text }) => text ?? []), (copies) => declarations(copies, globals))
  const modules = asked.map(({ file, text, calls, exported }) => {
    const { text: declared = "", scope } = (text && printed.get(text)) ?? {}
    return { file, calls, exported, source: parse(file, declared), isGlobal: (name: string) => isGlobal(name, scope) }
  })
  const store = borrow({ ...request, modules })
  const signatures = new Map<Definition, SignatureText[]>()
  let doubtful = false
  for (const module of modules) {
    const { source, calls } = module
    const types = constantTypes(source)
    doubtful ||= find(source, isAny) !== undefined || store.strangers(module).length > 0
    for (const [i, [definition, call]] of [...calls].entries()) {
      signatures.set(definition, handled(definition).map((task, j) => {
        const type = types.get(`${whole(i)} ${task.name}`) ?? types.get(constant(i, j))
        // Handlers are those of the tasks inside: a sub-workflow's own types decide nothing.
        const decides = task.kind !== "sub"
        doubtful ||= decides && typeof call === "string" && type === undefined
        const taken = type === undefined ? notFound : store.take(module, type)
        const known = { task: task.name, kind: task.kind, ...(task.workflow !== undefined && { inner: task.workflow }) }
        if ("text" in taken) return { ...known, ...taken.text }
        const problem = typeof call === "string" ? taken.problem : call.problem
        return { ...known, input: "unknown", outcomes: unknownOutcomes(task.outcomes), ...(decides && { problem }) }
      }))
    }
  }
  return { signatures, borrowed: store.borrowed(), doubtful }
}

/** Global types of the language itself. Others may be a project's own, or be missing. */
const language = new Set([
  "Array", "ArrayBuffer", "ArrayLike", "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaited", "BigInt64Array",
  "BigUint64Array", "Boolean", "Capitalize", "ConstructorParameters", "DataView", "Date", "Error", "Exclude", "Extract",
  "Float32Array", "Float64Array", "Function", "Generator", "InstanceType", "Int16Array", "Int32Array", "Int8Array",
  "Iterable", "IterableIterator", "Iterator", "Lowercase", "Map", "NoInfer", "NonNullable", "Number", "Object", "Omit",
  "Parameters", "Partial", "Pick", "Promise", "PromiseLike", "PropertyKey", "Readonly", "ReadonlyArray", "ReadonlyMap",
  "ReadonlySet", "Record", "RegExp", "Required", "ReturnType", "Set", "SharedArrayBuffer", "String", "Symbol",
  "ThisType", "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "Uncapitalize", "Uppercase", "WeakMap",
  "WeakSet", "globalThis",
])

const isGlobal = (name: string, scope: ReadonlySet<string> | undefined): boolean =>
  language.has(name) || scope?.has(name) === true

function isAny(node: ts.Node): node is ts.KeywordTypeNode {
  return node.kind === ts.SyntaxKind.AnyKeyword
}

const notFound = { problem: "TypeScript finds no type for it" }

function fileOf(definition: Definition): string {
  return definition.at?.file ?? ""
}

/** Tasks that somebody runs. */
function handled(definition: Definition) {
  return definition.tasks.filter((task) => task.kind !== "silent")
}

function unknownOutcomes(outcomes: object): string {
  return `{ ${Object.keys(outcomes).map((name) => `${JSON.stringify(name)}: unknown`).join("; ")} }`
}

/** Text of `workflow("order").tasks({...})`, if its names can be seen: at the top level of a TypeScript module. */
function tasksCall(file: string, definition: Definition): string | { readonly problem: string } {
  if (definition.at === undefined) return { problem: "it is not known where it was written" }
  if (!/\.m?ts$/.test(file) || /[\\/]node_modules[\\/]/.test(file)) {
    return { problem: "its module is not TypeScript of this project" }
  }
  const source = parse(file)
  const call = callAt(source, definition.at)
  const method = call?.parent
  const isTasks = method !== undefined && ts.isPropertyAccessExpression(method) && method.name.text === "tasks"
  const tasks = isTasks ? method.parent : undefined
  if (tasks === undefined || !ts.isCallExpression(tasks)) {
    return { problem: ".tasks({...}) does not follow workflow(...) directly" }
  }
  for (let at: ts.Node = tasks; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) {
      return { problem: "workflow(...).tasks({...}) is not at the top level of its module" }
    }
  }
  return tasks.getText(source)
}

/** The copy of a module: with a constant for each workflow, or for each task. */
interface Text {
  readonly file: string
  readonly whole: string
  readonly apart: string
}

interface Asked {
  readonly file: string
  /** Absent if nothing can be asked. */
  readonly text?: Text
  readonly calls: ReadonlyMap<Definition, string | { readonly problem: string }>
  readonly exported: ReadonlyMap<string, string>
}

/** The copies of a module. */
function ask(file: string, definitions: readonly Definition[]): Asked {
  const calls = new Map(definitions.map((definition) => [definition, tasksCall(file, definition)]))
  const known = [...calls].flatMap(([definition, call], i) =>
    (typeof call === "string" ? [{ definition, i, signatures: `(${call})["~signatures"]` }] : []))
  if (known.length === 0) return { file, calls, exported: new Map() }
  const all = known.map(({ i, signatures }) => `export const ${whole(i)} = { ...${signatures} }`)
  const each = known.flatMap(({ definition, i, signatures }) => [
    `const knhk$$${i} = ${signatures}`,
    ...handled(definition).map((task, j) =>
      `export const ${constant(i, j)} = knhk$$${i}[${JSON.stringify(task.name)}]`),
  ])
  const source = parse(file)
  const rest = withoutValueExports(source)
  const copy = (lines: readonly string[]) => `${rest}\n${lines.join("\n")}\n`
  return { file, text: { file, whole: copy(all), apart: copy(each) }, calls, exported: exportedNames(source) }
}

/** The constant of a workflow. */
function whole(workflow: number): string {
  return `knhk$${workflow}`
}

function constant(workflow: number, task: number): string {
  return `knhk$${workflow}$${task}`
}

/** By the name of a constant its type, and by the name of a constant and a task that of the task. */
function constantTypes(source: ts.SourceFile): ReadonlyMap<string, ts.TypeNode> {
  const types = new Map<string, ts.TypeNode>()
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, type } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || type === undefined) continue
      types.set(name.text, type)
      for (const member of ts.isTypeLiteralNode(type) ? type.members : []) {
        if (!ts.isPropertySignature(member) || member.type === undefined) continue
        const key = member.name
        if (ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key)) {
          types.set(`${name.text} ${key.text}`, member.type)
        }
      }
    }
  }
  return types
}

/** Declarations of the texts. Constants that the emitter refuses to print are taken out, and it is asked again. */
async function emitted(
  texts: readonly Text[], declarations: (copies: readonly Copy[]) => Promise<readonly Printed[]>,
): Promise<ReadonlyMap<Text, Printed>> {
  const done = new Map<Text, Printed>()
  let open = texts.map((of) => ({ of, file: of.file, text: of.whole, isWhole: true }))
  while (open.length > 0) {
    const printed = await declarations(open)
    open = open.flatMap((one, i) => {
      const { text, refused, ...rest } = printed[i]!
      if (text !== undefined) {
        done.set(one.of, { text: one.isWhole ? unnested(text) : text, refused, ...rest })
        return []
      }
      const lines = (one.isWhole ? one.of.apart : one.text).split("\n")
      for (const line of one.isWhole ? [] : refused) if (lines[line]?.startsWith("export const knhk$")) lines[line] = ""
      const less = lines.join("\n")
      return less === one.text ? [] : [{ ...one, text: less, isWhole: false }]
    })
  }
  return done
}

/** Types of tasks as far to the left as if each stood alone. */
function unnested(text: string): string {
  return text.replace(/^(export declare const knhk\$\d+: \{\n)([^]*?)^\};/gm, (_, head: string, body: string) =>
    `${head}${body.replace(/^ {4}/gm, "")}};`)
}

/** The text with `export` blanked before all values, so that the emitter prints no type that nobody asked for. */
function withoutValueExports(source: ts.SourceFile): string {
  let text = source.text
  const blank = (start: number, end: number) => {
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end)
  }
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) {
      for (const modifier of statement.modifiers ?? []) {
        if (/^(export|default)$/.test(modifier.getText(source))) blank(modifier.getStart(source), modifier.end)
      }
    } else if (ts.isExportAssignment(statement) || ts.isExportDeclaration(statement)) {
      blank(statement.getStart(source), statement.end)
    }
  }
  return text
}

/** Exported name by the name inside the module. */
function exportedNames(source: ts.SourceFile): Map<string, string> {
  const names = new Map<string, string>()
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement
      if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause)) continue
      for (const { name, propertyName } of exportClause.elements) names.set((propertyName ?? name).text, name.text)
    } else if (ts.canHaveModifiers(statement)) {
      const modifiers = (ts.getModifiers(statement) ?? []).map((modifier) => modifier.kind)
      if (!modifiers.includes(ts.SyntaxKind.ExportKeyword)) continue
      const isDefault = modifiers.includes(ts.SyntaxKind.DefaultKeyword)
      for (const name of declaredNames(statement)) names.set(name, isDefault ? "default" : name)
    }
  }
  return names
}
