/**
 * From the place of a call to the piece of source text a reader should look at. Syntax only, one
 * file at a time. TypeScript is loaded with this file (250 ms), so it is imported when there is
 * something to say, never before.
 */
import { readFileSync } from "node:fs"
import { ts } from "ts-morph"
import type { Place } from "../../src/definition/definition.ts"
import type { Location } from "../diagnostic.ts"

/** The call at a place: `flow(t.a, t.b)`, of a chain the last link; the word at it where no call begins there. */
export function spanOfCall(place: Place, text?: string): Location {
  const source = parse(place.file, text)
  const call = callAt(source, place)
  if (call === undefined) return word(source, place)
  const { expression } = call
  const short = ts.isPropertyAccessExpression(expression) && !ts.isIdentifier(expression.expression)
  return span(source, (short ? nameOf(call) : call).getStart(source), call.end)
}

/**
 * The name as the call at the place mentions it: the property key that the call is the value of,
 * else the argument that carries it (`t.ship`, `"ship"`, `{ ship: ... }`), else the string or key
 * in the chain that the call begins (`.end("ship")`), else the call. Of a task of a sub-workflow, `outer/inner`, that
 * is the last name.
 */
export function spanOfName(place: Place, name: string, text?: string): Location {
  const source = parse(place.file, text)
  const call = callAt(source, place)
  if (call === undefined) return word(source, place)
  const later = chain(call).flatMap((c) => [...c.arguments])
  const nodeOf = (one: string) => keyOf(call, one) ?? mention(call.arguments, one) ?? mention(later, one)
  const node = nodeOf(name) ?? nodeOf(lastOf(name))
  return node === undefined ? spanOfCall(place, text) : span(source, node.getStart(source), node.end)
}

/**
 * Where the chain that has a call at the place names a task that `declaration` made: the key of it in `.tasks({...})`,
 * also where that is, or spreads, a `const` of the file; else, if some other function made it, where a flow or an end
 * names it. Undefined where neither is written there.
 */
export function spanOfTask(place: Place, name: string, declaration: Place, text?: string): Location | undefined {
  const source = parse(place.file, text)
  let first = callAt(source, place)
  if (first === undefined) return undefined
  while (ts.isPropertyAccessExpression(first.expression) && ts.isCallExpression(first.expression.expression)) {
    first = first.expression.expression
  }
  const calls = chain(first)
  const tasks = calls.find((call) => nameOf(call).getText(source) === "tasks")
  const [record] = tasks?.arguments ?? []
  if (record === undefined) return undefined
  const key = propertyOf(record, name) ?? propertyOf(record, lastOf(name))
  if (key !== undefined) return span(source, key.getStart(source), key.end)
  const made = declaration.file === place.file ? callAt(source, declaration) : undefined
  if (made !== undefined && made.pos >= record.pos && made.end <= record.end) return undefined
  const later = calls.slice(calls.indexOf(tasks!) + 1).flatMap((call) => [...call.arguments])
  const named = mention(later, name) ?? mention(later, lastOf(name))
  return named && span(source, named.getStart(source), named.end)
}

/** The key of a property in an object literal, or in a `const` of the file that is one, with what they spread. */
function propertyOf(record: ts.Expression, name: string): ts.PropertyName | undefined {
  if (ts.isAsExpression(record) || ts.isSatisfiesExpression(record) || ts.isParenthesizedExpression(record)) {
    return propertyOf(record.expression, name)
  }
  if (ts.isIdentifier(record)) {
    const constant = record.getSourceFile().statements.filter((one) => ts.isVariableStatement(one))
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .find((one) => ts.isIdentifier(one.name) && one.name.text === record.text)?.initializer
    return constant && !ts.isIdentifier(constant) ? propertyOf(constant, name) : undefined
  }
  if (!ts.isObjectLiteralExpression(record)) return undefined
  for (const property of [...record.properties].reverse()) {
    if (property.name !== undefined && textOf(property.name) === name) return property.name
    const spread = ts.isSpreadAssignment(property) ? propertyOf(property.expression, name) : undefined
    if (spread !== undefined) return spread
  }
  return undefined
}

/** The name of a task without those of the sub-workflows around it; a name that may be none holds a `/` itself. */
const lastOf = (name: string): string => name.replace(/^.*\//s, "")

/** The import of a module that is not there, by its specifier or by the path it would have led to. */
export function spanOfImport(
  file: string, wanted: string,
): { readonly specifier: string; readonly at: Location } | undefined {
  const source = parse(file)
  const found = find(source, (node): node is ts.StringLiteralLike => {
    if (!ts.isStringLiteralLike(node)) return false
    const parent = node.parent
    const imports = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)
      || (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword)
    return imports && (node.text === wanted || node.text.startsWith(`${wanted}/`)
      || (node.text.startsWith(".") && new URL(node.text, `file://${file}`).pathname === wanted))
  })
  return found && { specifier: found.text, at: span(source, found.getStart(source), found.end) }
}

/** Where TypeScript's parser stops first, if that is in the line that is told, which Node knows no more of. */
export function spanOfSyntaxError(place: Place, text = readFileSync(place.file, "utf8")): Location {
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: place.file, reportDiagnostics: true })
  const source = parse(place.file, text)
  const [found] = diagnostics.flatMap(({ start, length = 1 }) =>
    (start === undefined ? [] : [span(source, start, start + length)]))
  return found?.line === place.line ? found : word(source, place)
}

/** Call that begins at the place, as a stack frame names it: at the last name of the callee. */
export function callAt(source: ts.SourceFile, { line, column }: Place): ts.CallExpression | undefined {
  const lines = source.getLineStarts()
  if (line > lines.length) return undefined
  const position = lines[line - 1]! + column - 1
  const at = (node: ts.Node): ts.CallExpression | undefined => {
    if (position < node.pos || position >= node.end) return undefined
    if (ts.isCallExpression(node) && nameOf(node).getStart(source) === position) return node
    return ts.forEachChild(node, at)
  }
  return at(source)
}

/** Syntax tree of a file, or of the text that stands for it. Findings come file by file: the last tree is kept. */
export function parse(file: string, text = readFileSync(file, "utf8")): ts.SourceFile {
  if (last?.fileName !== file || last.text !== text) {
    last = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  }
  return last
}

let last: ts.SourceFile | undefined

/** First node in source order that fits. */
export function find<N extends ts.Node>(from: ts.Node, fits: (node: ts.Node) => node is N): N | undefined {
  return fits(from) ? from : ts.forEachChild(from, (child) => find(child, fits))
}

function nameOf(call: ts.CallExpression): ts.Node {
  return ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression
}

function keyOf(call: ts.CallExpression, name: string): ts.Node | undefined {
  let node: ts.Node = call.parent
  while (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) {
    node = node.parent
  }
  return ts.isPropertyAssignment(node) && textOf(node.name) === name ? node.name : undefined
}

function mention(within: readonly ts.Node[], name: string): ts.Node | undefined {
  for (const node of within) {
    const found = find(node, (n): n is ts.Node =>
      (ts.isStringLiteralLike(n) && !ts.isElementAccessExpression(n.parent) && n.text === name)
      || (ts.isPropertyAccessExpression(n) && n.name.text === name)
      || (ts.isElementAccessExpression(n) && ts.isStringLiteralLike(n.argumentExpression)
        && n.argumentExpression.text === name)
      || (ts.isShorthandPropertyAssignment(n) && n.name.text === name))
    if (found !== undefined) return found
    const key = find(node, (n): n is ts.PropertyAssignment => ts.isPropertyAssignment(n) && textOf(n.name) === name)
    if (key !== undefined) return key.name
  }
  return undefined
}

/** The calls of `workflow("x").tasks(...).start(...)` that follow the first one. */
function chain(call: ts.CallExpression): ts.CallExpression[] {
  const calls: ts.CallExpression[] = []
  for (let at: ts.Node = call; ts.isPropertyAccessExpression(at.parent) && ts.isCallExpression(at.parent.parent);) {
    at = at.parent.parent
    calls.push(at as ts.CallExpression)
  }
  return calls
}

function textOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined
}

function word(source: ts.SourceFile, place: Place): Location {
  const line = source.text.split("\n")[place.line - 1] ?? ""
  return { ...place, length: /^(new )?[\p{L}\p{N}_$]+/u.exec(line.slice(place.column - 1))?.[0].length ?? 1 }
}

function span(source: ts.SourceFile, start: number, end: number): Location {
  const { line, character } = source.getLineAndCharacterOfPosition(start)
  return { file: source.fileName, line: line + 1, column: character + 1, length: end - start }
}
