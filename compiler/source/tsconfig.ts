/** The tsconfig.json of a module, and what is asked of TypeScript beside what that says. */
import { existsSync, readFileSync } from "node:fs"
import { dirname, extname, join, resolve } from "node:path"
import { ts } from "ts-morph"

/**
 * The tsconfig.json that rules a file: the nearest one above it or, where that only refers to projects, the one of
 * these that has the file.
 */
export function tsconfigFor(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const config = join(folder, "tsconfig.json")
    if (existsSync(config)) return projectOf(config, file) ?? config
    if (dirname(folder) === folder) return undefined
  }
}

function projectOf(config: string, file: string): string | undefined {
  const { references, files, include } = read(config) as {
    readonly references?: readonly { readonly path?: unknown }[]; readonly files?: unknown; readonly include?: unknown
  }
  const refersOnly = Array.isArray(files) && files.length === 0 && include === undefined
  if (!Array.isArray(references) || !refersOnly) return undefined
  const projects = references.flatMap(({ path }) => (typeof path === "string" ? [resolve(dirname(config), path)] : []))
  return projects.map((path) => (extname(path) === ".json" ? path : join(path, "tsconfig.json")))
    .find((project) => existsSync(project) && filesOf(project).some((one) => resolve(one) === file))
}

const read = (config: string): object =>
  (ts.readConfigFile(config, ts.sys.readFile).config ?? {}) as object

const filesOf = (config: string): readonly string[] =>
  ts.parseJsonConfigFileContent(read(config), ts.sys, dirname(config)).fileNames

/** Files of the project that declare global names for all of it, other than by being imported. */
export function globalDeclarations(config: string): readonly string[] {
  return filesOf(config).filter((file) => !/\.knhk-copy/.test(file)
    && (/\.d\.[cm]?ts$/.test(file) || /\bdeclare\s+global\b/.test(readFileSync(file, "utf8"))))
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
