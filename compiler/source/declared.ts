/** What a module declares under a name, with all that it refers to, as text to be compared with another's. */
import { existsSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { ts } from "ts-morph"
import { parse } from "./locate.ts"
import { declaredNames } from "./reference.ts"

/**
 * The text of a declaration and, one after the other, of those that it names: of its own module and of others that are
 * imported by path. What comes from a package is told by the package's name. `*` is the module itself. Two that are
 * equal declare the same; two that differ may as well.
 */
export function declared(file: string, name: string): string {
  const told = new Map<string, string>()
  tell(file, name)
  return [...told.values()].join("\n")

  function tell(file: string, name: string): void {
    const key = `${file}#${name}`
    if (told.has(key)) return
    told.set(key, name)
    const source = parse(file)
    if (name === "*" || name === "default") {
      told.set(key, tokens(source.text))
      return
    }
    const statements = source.statements.filter((statement) => declaredNames(statement).includes(name))
    told.set(key, statements.map((statement) => tokens(statement.getText(source))).join("\n"))
    if (statements.length === 0) exportedElsewhere(source, file, name)
    for (const one of new Set(statements.flatMap(identifiers))) if (one !== name) refer(source, file, one)
  }

  /** Goes on with a name that the module declares or imports; any other is global, a member or a parameter. */
  function refer(source: ts.SourceFile, file: string, name: string): void {
    if (source.statements.some((statement) => declaredNames(statement).includes(name))) return tell(file, name)
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement)) continue
      const exported = importedAs(statement.importClause, name)
      if (exported !== undefined) return other(file, statement.moduleSpecifier, exported)
    }
  }

  function exportedElsewhere(source: ts.SourceFile, file: string, name: string): void {
    for (const statement of source.statements) {
      if (!ts.isExportDeclaration(statement)) continue
      const { exportClause, moduleSpecifier } = statement
      if (exportClause === undefined || ts.isNamespaceExport(exportClause)) {
        const path = exportClause === undefined ? modulePath(file, moduleSpecifier!) : undefined
        if (path !== undefined) tell(path, name)
        continue
      }
      const element = exportClause.elements.find((e) => e.name.text === name)
      if (element === undefined) continue
      const inner = (element.propertyName ?? element.name).text
      if (moduleSpecifier === undefined) refer(source, file, inner)
      else other(file, moduleSpecifier, inner)
    }
  }

  function other(file: string, specifier: ts.Expression, name: string): void {
    const path = modulePath(file, specifier)
    if (path !== undefined) return tell(path, name)
    const { text } = specifier as ts.StringLiteral
    told.set(`${text}#${name}`, `${text}#${name}`)
  }
}

/** The text without comments, layout and semicolons. */
function tokens(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text)
  const words: string[] = []
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token !== ts.SyntaxKind.SemicolonToken) words.push(scanner.getTokenText())
  }
  return words.join(" ")
}

/** Under which name a module exports what is called `name` here. */
function importedAs(clause: ts.ImportClause | undefined, name: string): string | undefined {
  if (clause?.name?.text === name) return "default"
  const bindings = clause?.namedBindings
  if (bindings === undefined) return undefined
  if (ts.isNamespaceImport(bindings)) return bindings.name.text === name ? "*" : undefined
  const element = bindings.elements.find((e) => e.name.text === name)
  return element && (element.propertyName ?? element.name).text
}

/** The file of a module that is imported by path, if it is there. */
function modulePath(file: string, specifier: ts.Expression): string | undefined {
  const { text } = specifier as ts.StringLiteral
  if (!/^\.\.?\//.test(text)) return undefined
  const path = resolve(dirname(file), text)
  return [path.replace(/\.(m?)js$/, ".$1ts"), path].find((one) => existsSync(one))
}

function identifiers(node: ts.Node): readonly string[] {
  const found: string[] = []
  const walk = (at: ts.Node) => {
    if (ts.isIdentifier(at)) found.push(at.text)
    ts.forEachChild(at, walk)
  }
  walk(node)
  return found
}
