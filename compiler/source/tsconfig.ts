/** The tsconfig.json of a module, and what is asked of TypeScript beside what that says. */
import { existsSync } from "node:fs"
import { dirname, extname, join } from "node:path"

/** The tsconfig.json that rules a file: the nearest one above it. */
export function tsconfigFor(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const config = join(folder, "tsconfig.json")
    if (existsSync(config)) return config
    if (dirname(folder) === folder) return undefined
  }
}

/** Options as a tsconfig.json has them, for printing declarations and nothing else. */
export function declarationOptions(config: string | undefined, globals: boolean) {
  return {
    ...(config === undefined && {
      strict: true, target: "esnext", module: "nodenext", allowImportingTsExtensions: true,
    }),
    ...(extname(import.meta.url) === ".ts" && { customConditions: ["knhk-source"] }),
    ...(!globals && { types: [] }),
    declaration: true, emitDeclarationOnly: true, noEmit: false, noEmitOnError: false, removeComments: true,
    noCheck: true, composite: false, incremental: false, declarationMap: false, isolatedDeclarations: false,
    skipLibCheck: true, stripInternal: false, noUncheckedIndexedAccess: false, rewriteRelativeImportExtensions: false,
  }
}
