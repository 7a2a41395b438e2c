/**
 * Carries types from printed declarations of modules into another module's text, with what they
 * refer to: names that the module exports are imported from it, its imports are repeated, and local
 * declarations are copied. Only what is used comes along; names that are taken get a new one.
 */
import { existsSync } from "node:fs"
import { dirname, relative, resolve } from "node:path"
import { ts } from "ts-morph"
import { named } from "./named.ts"
import { declaredIdentifiers, declaredNames, referenceOf, references } from "./reference.ts"

/** Declarations of one module, as TypeScript's emitter printed them. */
export interface Module {
  readonly file: string
  readonly source: ts.SourceFile
  /** What the module exports: exported name by the name inside. */
  readonly exported: ReadonlyMap<string, string>
  /** Whether a name that the module does not declare is known to mean something. */
  readonly isGlobal: (name: string) => boolean
}

/** What the types refer to, as statements. */
export interface Borrowed {
  readonly imports: readonly string[]
  readonly declarations: readonly string[]
}

interface Target {
  /** All modules that will be taken from. */
  readonly modules: readonly Module[]
  readonly into: string
  readonly ending: ".ts" | ".js"
  readonly reserved: readonly string[]
}

type Taken = { readonly text: { readonly input: string; readonly outcomes: string } } | { readonly problem: string }

/** A store for one text. `take` gives the two payload types of a printed `Signature<...>`. */
export function borrow({ modules, into, ending, reserved }: Target) {
  // Names that no module declares are global, and stay what they are in every text.
  const used = new Set([...reserved, ...modules.flatMap((module) =>
    references(module.source).map(({ text }) => text).filter((name) => lookUp(module, name) === undefined))])
  // A new name occurs nowhere, so that no type parameter catches it.
  const texts = modules.map(({ source }) => source.text)
  const names = new Map<string, string>()
  const imports = new Map<string, Set<string>>()
  const declarations: string[] = []

  return {
    take(module: Module, type: ts.TypeNode): Taken {
      const [, input, outcomes] = signatureArguments(type)
      if (input === undefined || outcomes === undefined) return { problem: "TypeScript finds no type for it" }
      for (const node of [input, outcomes]) {
        const problem = uncopyable(module, node, new Set())
        if (problem !== undefined) return { problem }
      }
      return { text: { input: text(module, input), outcomes: text(module, outcomes, true) } }
    },
    /** Names that neither the module nor anything global declares. */
    strangers: (module: Module): readonly string[] => references(module.source).map(({ text }) => text)
      .filter((name) => lookUp(module, name) === undefined && !module.isGlobal(name)),
    borrowed: (): Borrowed => ({
      imports: [...imports].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([from, clauses]) =>
        importStatements(from, [...clauses].sort())),
      declarations,
    }),
  }

  /**
   * The node's text with every reference under its name in the target, and every module path as seen from there.
   * Members of unions and of literals stand in an order that hangs on nothing else, but for those of a literal that is
   * the node itself, if it `isOrdered`.
   */
  function text(module: Module, node: ts.Node, isOrdered = false): string {
    const changes: { start: number; end: number; text: string }[] = []
    const walk = (at: ts.Node) => {
      const change = (of: ts.Node, to: string) =>
        changes.push({ start: of.getStart(module.source), end: of.end, text: to })
      if (ts.isUnionTypeNode(at)) {
        change(at, union(at.types.map((type) => text(module, type))))
        return
      }
      const members = ts.isTypeLiteralNode(at) && !(isOrdered && at === node) ? at.members : []
      if (members.length > 1 && members.every(ts.isPropertySignature)) {
        const sorted = [...members].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
        for (const [i, member] of members.entries()) {
          const end = /[;,]?$/.exec(member.getText(module.source))![0]
          change(member, text(module, sorted[i]!).replace(/[;,]$/, "") + end)
        }
        return
      }
      const reference = referenceOf(at)
      const declared = ts.isSourceFile(at.parent) ? declaredIdentifiers(at) : []
      for (const own of declared) change(own, nameFor(module, own.text))
      if (reference !== undefined) change(reference, nameFor(module, reference.text))
      if (ts.isImportTypeNode(at) && ts.isLiteralTypeNode(at.argument) && ts.isStringLiteral(at.argument.literal)) {
        change(at.argument.literal, JSON.stringify(seen(module.file, at.argument.literal.text)))
      }
      ts.forEachChild(at, walk)
    }
    walk(node)
    let made = ""
    let done = node.getStart(module.source)
    for (const change of changes.sort((a, b) => a.start - b.start)) {
      made += module.source.text.slice(done, change.start) + change.text
      done = change.end
    }
    return made + module.source.text.slice(done, node.end)
  }

  function nameFor(module: Module, name: string): string {
    const key = `${module.file}#${name}`
    const given = names.get(key)
    if (given !== undefined) return given
    const found = lookUp(module, name)
    if (found === undefined) return name
    // One name for one thing, however many modules import it.
    const from = found.kind === "import" ? seen(module.file, found.from) : seenFile(module.file)
    const same = found.kind === "local" ? key : `${from}#${found.clause}#${name}`
    const taken = names.get(same)
    if (taken !== undefined) {
      names.set(key, taken)
      return taken
    }
    const fresh = freshName(name)
    names.set(key, fresh).set(same, fresh)
    if (found.kind === "local") {
      const copies = found.statements.map((statement) => text(module, statement).replace(/^export (default )?/, ""))
      declarations.push(...copies)
    } else {
      const clauses = imports.get(from) ?? new Set()
      imports.set(from, clauses.add(clause(found.clause, fresh)))
    }
    return fresh
  }

  function freshName(name: string): string {
    let fresh = name
    while (used.has(fresh) || (fresh !== name && texts.some((text) => text.includes(fresh)))) fresh += "_"
    used.add(fresh)
    return fresh
  }

  /** A module specifier of `file` as the target sees it. */
  function seen(file: string, specifier: string): string {
    return /^\.\.?\//.test(specifier) ? seenFile(resolve(dirname(file), specifier)) : specifier
  }

  function seenFile(file: string): string {
    const path = relative(dirname(into), file).replaceAll("\\", "/")
    const typescript = /\.(m?)(js|ts)$/.exec(path)
    const isSource = typescript !== null && existsSync(file.replace(/\.(m?)js$/, ".$1ts"))
    const ended = isSource ? path.replace(/\.(m?)(js|ts)$/, ending === ".ts" ? ".$1ts" : ".$1js") : path
    return ended.startsWith(".") ? ended : `./${ended}`
  }
}

const nameOf = ({ name }: ts.TypeElement): string =>
  (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : name?.getText() ?? "")

/** That of a printer hangs on what it printed before, and on its version. */
function union(members: readonly string[]): string {
  const last = (member: string) => ["null", "undefined"].indexOf(member)
  return [...members].sort((a, b) => last(a) - last(b) || (a < b ? -1 : a > b ? 1 : 0)).join(" | ")
}

type Found =
  | { readonly kind: "export"; readonly clause: string }
  /** `clause`: the exported name, `* ` for the namespace. */
  | { readonly kind: "import"; readonly from: string; readonly clause: string }
  | { readonly kind: "local"; readonly statements: readonly ts.Statement[] }

function lookUp(module: Module, name: string): Found | undefined {
  const exported = module.exported.get(name)
  for (const statement of module.source.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) continue
    const { importClause, moduleSpecifier } = statement
    const from = (moduleSpecifier as ts.StringLiteral).text
    if (importClause.name?.text === name) return { kind: "import", from, clause: "default" }
    const bindings = importClause.namedBindings
    if (bindings === undefined) continue
    if (ts.isNamespaceImport(bindings)) {
      if (bindings.name.text === name) return { kind: "import", from, clause: "*" }
    } else {
      const element = bindings.elements.find((e) => e.name.text === name)
      if (element !== undefined) return { kind: "import", from, clause: (element.propertyName ?? element.name).text }
    }
  }
  const statements = module.source.statements.filter((statement) => declaredNames(statement).includes(name))
  if (exported !== undefined && statements.length > 0) return { kind: "export", clause: exported }
  return statements.length === 0 ? undefined : { kind: "local", statements }
}

/** Why a type cannot be repeated elsewhere: a copy of the declaration would be another type. */
function uncopyable(module: Module, node: ts.Node, visited: Set<string>): string | undefined {
  const reference = referenceOf(node)
  if (reference !== undefined && !visited.has(reference.text)) {
    visited.add(reference.text)
    const found = lookUp(module, reference.text)
    if (found === undefined && !module.isGlobal(reference.text)) return `TypeScript finds no ${reference.text}`
    for (const statement of found?.kind === "local" ? found.statements : []) {
      const nominal = nominalKind(statement)
      if (nominal !== undefined) return `${nominal} ${reference.text} is not exported`
      const deeper = uncopyable(module, statement, visited)
      if (deeper !== undefined) return deeper
    }
  }
  return ts.forEachChild(node, (child) => uncopyable(module, child, visited))
}

function nominalKind(statement: ts.Statement): string | undefined {
  if (ts.isEnumDeclaration(statement)) return "enum"
  if (ts.isVariableStatement(statement)) {
    const symbol = statement.declarationList.declarations.some(({ type }) =>
      type !== undefined && ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.UniqueKeyword)
    return symbol ? "symbol" : undefined
  }
  if (!ts.isClassDeclaration(statement)) return undefined
  const hidden = statement.members.some((member) =>
    (member.name !== undefined && ts.isPrivateIdentifier(member.name))
    || (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) =>
      kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword)))
  return hidden ? "class" : undefined
}

/** Type arguments of `Signature<...>`, however its name was imported. */
function signatureArguments(type: ts.TypeNode): readonly (ts.TypeNode | undefined)[] {
  const name = ts.isImportTypeNode(type) ? type.qualifier : ts.isTypeReferenceNode(type) ? type.typeName : undefined
  const last = name !== undefined && ts.isQualifiedName(name) ? name.right : name
  const isSignature = last !== undefined && ts.isIdentifier(last) && last.text === "Signature"
  return isSignature ? (type as ts.ImportTypeNode | ts.TypeReferenceNode).typeArguments ?? [] : []
}

function clause(exported: string, name: string): string {
  return exported === "*" ? `* as ${name}` : exported === name ? name : `${named(exported)} as ${name}`
}

function importStatements(from: string, clauses: readonly string[]): string[] {
  const whole = clauses.filter((c) => c.startsWith("* as "))
  const single = clauses.filter((c) => !c.startsWith("* as "))
  const path = JSON.stringify(from)
  return [
    ...whole.map((c) => `import type ${c} from ${path}`),
    ...(single.length === 0 ? [] : [`import type { ${single.join(", ")} } from ${path}`]),
  ]
}
