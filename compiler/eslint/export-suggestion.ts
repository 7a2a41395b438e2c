/** The one change that a finding may offer: a workflow that is not exported is exported. It changes nothing else. */
import type { RenderedDiagnostic } from "../render.ts"
import type { Position } from "./sound.ts"

/** What is used of a syntax tree below its root: of calls and of what declares constants. */
interface Node {
  readonly type: string
  readonly loc?: { readonly start: Position } | null | undefined
  readonly declarations?: readonly { readonly init?: Node | null | undefined }[]
  readonly callee?: Node
  readonly object?: Node
}

interface Fixer {
  insertTextBefore(node: never, text: string): unknown
}

/** As ESLint takes it. */
export interface Suggestion {
  readonly messageId: "export"
  fix(fixer: Fixer): never
}

/** KNHK1002: the file exports none. KNHK1017: this one is neither exported nor used. */
const CODES = new Set(["KNHK1002", "KNHK1017"])

/** For a workflow that a top-level constant is, as one chain; none in any other case. */
export function exportSuggestion({ code, at }: RenderedDiagnostic, body: readonly Node[]): readonly Suggestion[] {
  if (!CODES.has(code) || at === null) return []
  const statement = body.find(({ type, declarations = [] }) => type === "VariableDeclaration"
    && declarations.some(({ init }) => {
      const start = init && firstCallee(init)?.loc?.start
      return start?.line === at.line && start.column === at.column - 1
    }))
  if (statement === undefined) return []
  return [{ messageId: "export", fix: (fixer) => fixer.insertTextBefore(statement as never, "export ") as never }]
}

/** `workflow` of `workflow("order").tasks(...)...build()`. */
function firstCallee({ type, callee }: Node): Node | undefined {
  if (type !== "CallExpression" || callee === undefined) return undefined
  if (callee.type === "Identifier") return callee
  return callee.type === "MemberExpression" && callee.object !== undefined ? firstCallee(callee.object) : undefined
}
