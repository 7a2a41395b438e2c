/** How a project ends its relative imports of TypeScript. */
import { dirname } from "node:path"
import { ts } from "ts-morph"
import { find, parse } from "./locate.ts"
import { tsconfigFor } from "./tsconfig.ts"

/** An ending, and the tsconfig.json that it is due to where that allows no `.ts`. */
export interface ImportEnding {
  readonly ending: ".ts" | ".js"
  readonly tsconfig?: string
}

/**
 * The ending for a generated module beside `file`: the one that its own relative imports use; where
 * it has none, `.js` in a project whose tsconfig.json allows no `.ts` endings, else `.ts`, which
 * is what Node reads without a build.
 */
export function importEnding(file: string): ImportEnding {
  if (/\.m?js$/.test(file)) return { ending: ".js" }
  const relative = find(parse(file), (node): node is ts.StringLiteral =>
    ts.isStringLiteral(node) && ts.isImportDeclaration(node.parent) && /^\.\.?\/.*\.m?[jt]s$/.test(node.text))
  if (relative !== undefined) return { ending: /ts$/.test(relative.text) ? ".ts" : ".js" }
  const config = tsconfigFor(file)
  if (config === undefined) return { ending: ".ts" }
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config, { ...ts.sys, readDirectory: () => [] }, dirname(config))
  return options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true
    ? { ending: ".ts" } : { ending: ".js", tsconfig: config }
}
