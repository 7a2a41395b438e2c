/**
 * The condition of a guard, read off the text of its function: comparisons of what its parameter holds with literals,
 * and `!`, `&&`, `||` over them. Anything else in it is a condition that nothing is known of, but that guards are pure:
 * the same text in one guard says the same.
 */
import { type Expression, type Node, parseExpressionAt, type Pattern } from "acorn"

export type Literal = string | number | boolean | null

export type Comparison = "===" | "<" | "<=" | ">" | ">="

export type Condition =
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  /** `path` is where it stands in the payload, as `.order.total`. */
  | { readonly kind: "compare"; readonly path: string; readonly by: Comparison; readonly to: Literal }
  | { readonly kind: "truthy"; readonly path: string }
  | { readonly kind: "opaque"; readonly text: string }

/**
 * Undefined if it is no function of one parameter with one expression. What is not understood is known by `own` and its
 * text: the same text in two functions may mean two things, for each has its own names around it.
 */
export function conditionOf(text: string, own: string): Condition | undefined {
  try {
    const node = parseExpressionAt(text, 0, { ecmaVersion: "latest" })
    if (node.type !== "ArrowFunctionExpression" && node.type !== "FunctionExpression") return undefined
    const body = node.body.type === "BlockStatement" ? returned(node.body.body) : node.body
    const [parameter, ...others] = node.params
    if (node.async || node.generator || body === undefined) return undefined
    if (parameter === undefined || others.length > 0) return undefined
    const names = namesOf(parameter, "")
    return names === undefined ? undefined : read(body, { names, text, own })
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

interface Scope {
  /** Paths by name of the parameter, or of what it is taken apart into. */
  readonly names: ReadonlyMap<string, string>
  readonly text: string
  readonly own: string
}

function returned(body: readonly Node[]): Expression | undefined {
  const [only, ...others] = body as readonly { type: string; argument?: Expression | null }[]
  return others.length === 0 && only?.type === "ReturnStatement" ? only.argument ?? undefined : undefined
}

function namesOf(pattern: Pattern, path: string): ReadonlyMap<string, string> | undefined {
  if (pattern.type === "Identifier") return new Map([[pattern.name, path]])
  if (pattern.type !== "ObjectPattern") return undefined
  const names = new Map<string, string>()
  for (const property of pattern.properties) {
    if (property.type !== "Property" || property.computed || property.key.type !== "Identifier") return undefined
    const inner = namesOf(property.value, `${path}.${property.key.name}`)
    if (inner === undefined) return undefined
    for (const [name, at] of inner) names.set(name, at)
  }
  return names
}

function read(node: Expression, scope: Scope): Condition {
  switch (node.type) {
    case "ParenthesizedExpression": return read(node.expression, scope)
    case "UnaryExpression": if (node.operator === "!") return { kind: "not", of: read(node.argument, scope) }; break
    case "LogicalExpression": {
      if (node.operator === "??") break
      const kind = node.operator === "&&" ? "and" : "or"
      return { kind, left: read(node.left, scope), right: read(node.right, scope) }
    }
    case "BinaryExpression": {
      if (node.left.type === "PrivateIdentifier") break
      const compared = compare(node.operator, node.left, node.right, scope)
      if (compared !== undefined) return compared
      break
    }
    case "Identifier": case "MemberExpression": {
      const path = pathOf(node, scope)
      if (path !== undefined) return { kind: "truthy", path }
    }
  }
  return { kind: "opaque", text: `${scope.own}: ${scope.text.slice(node.start, node.end)}` }
}

const flipped: Readonly<Record<string, string>> =
  { "===": "===", "!==": "!==", "<": ">", "<=": ">=", ">": "<", ">=": "<=" }

function compare(operator: string, left: Expression, right: Expression, scope: Scope): Condition | undefined {
  const [path, to] = [pathOf(left, scope), literalOf(right)]
  if (path === undefined || to === undefined) {
    const turned = flipped[operator]
    const isTurned = pathOf(right, scope) !== undefined && literalOf(left) !== undefined
    return turned !== undefined && isTurned ? compare(turned, right, left, scope) : undefined
  }
  if (operator === "===") return { kind: "compare", path, by: "===", to }
  if (operator === "!==") return { kind: "not", of: { kind: "compare", path, by: "===", to } }
  const isOrder = operator === "<" || operator === "<=" || operator === ">" || operator === ">="
  return isOrder && typeof to === "number" ? { kind: "compare", path, by: operator, to } : undefined
}

function literalOf(node: Expression): Literal | undefined {
  if (node.type === "Literal") {
    const { value } = node
    const isPlain = value === null ? node.raw === "null" : ["string", "number", "boolean"].includes(typeof value)
    return isPlain ? value as Literal : undefined
  }
  const negative = node.type === "UnaryExpression" && node.operator === "-" ? literalOf(node.argument) : undefined
  return typeof negative === "number" ? -negative : undefined
}

function pathOf(node: Expression, scope: Pick<Scope, "names">): string | undefined {
  const { names } = scope
  if (node.type === "Identifier") return names.get(node.name)
  if (node.type !== "MemberExpression" || node.object.type === "Super") return undefined
  const inner = pathOf(node.object, scope)
  if (inner === undefined || node.optional) return undefined
  if (!node.computed && node.property.type === "Identifier") return `${inner}.${node.property.name}`
  const key = node.computed && node.property.type === "Literal" ? node.property.value : undefined
  return typeof key === "string" && !key.includes(".") ? `${inner}.${key}` : undefined
}
