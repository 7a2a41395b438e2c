/** Which names of a text refer to declarations of its module, and which a statement declares. Syntax only. */
import { ts } from "ts-morph"
import { find } from "./locate.ts"

/** The identifier by which a node refers to a declaration of its module: the first name of `A.B.C`. */
export function referenceOf(node: ts.Node): ts.Identifier | undefined {
  const name = ts.isTypeReferenceNode(node) ? node.typeName
    : ts.isTypeQueryNode(node) ? node.exprName
      : ts.isExpressionWithTypeArguments(node) || ts.isComputedPropertyName(node) ? node.expression : undefined
  let first: ts.Node | undefined = name
  while (first !== undefined && !ts.isIdentifier(first)) {
    first = ts.isQualifiedName(first) ? first.left : ts.isPropertyAccessExpression(first) ? first.expression : undefined
  }
  return first === undefined || isBound(first, first === name) ? undefined : first
}

/** All names of a tree that refer to declarations of its module. */
export function references(tree: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = []
  const walk = (node: ts.Node) => {
    const reference = referenceOf(node)
    if (reference !== undefined) found.push(reference)
    ts.forEachChild(node, walk)
  }
  walk(tree)
  return found
}

/** Whether something between the name and its module declares it: type parameter, `infer`, parameter, namespace. */
function isBound(name: ts.Identifier, whole: boolean): boolean {
  const isType = whole && ts.isTypeReferenceNode(name.parent)
  const declares = (of: { readonly name: ts.Node }) => ts.isIdentifier(of.name) && of.name.text === name.text
  for (let at: ts.Node = name; !ts.isSourceFile(at.parent); at = at.parent) {
    const { parent } = at
    const binds = isType && ts.isMappedTypeNode(parent) ? declares(parent.typeParameter)
      : isType && ts.isConditionalTypeNode(parent) && at === parent.trueType ? infers(parent.extendsType, name.text)
        : ts.isModuleBlock(parent) ? parent.statements.some((s) => declaredNames(s).includes(name.text))
          : isType && parameters(parent).some(declares)
            || (ts.isTypeQueryNode(name.parent) && ts.isFunctionLike(parent) && parent.parameters.some(declares))
    if (binds) return true
  }
  return false
}

/** Type parameters that a node declares. */
function parameters(node: ts.Node): readonly ts.TypeParameterDeclaration[] {
  const { typeParameters } = node as { readonly typeParameters?: readonly ts.TypeParameterDeclaration[] }
  return typeParameters ?? []
}

function infers(type: ts.Node, name: string): boolean {
  return find(type, (node): node is ts.InferTypeNode =>
    ts.isInferTypeNode(node) && node.typeParameter.name.text === name) !== undefined
}

/** Names that a statement declares. */
export function declaredNames(statement: ts.Statement): string[] {
  return declaredIdentifiers(statement).map((name) => name.text)
}

/** Identifiers of the names that a statement declares. */
export function declaredIdentifiers(node: ts.Node): ts.Identifier[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.map(({ name }) => name).filter(ts.isIdentifier)
  }
  const declares = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)
    || ts.isFunctionDeclaration(node) || ts.isModuleDeclaration(node) || ts.isEnumDeclaration(node)
  return declares && node.name !== undefined && ts.isIdentifier(node.name) ? [node.name] : []
}
