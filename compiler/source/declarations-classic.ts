/** Declarations by the TypeScript 6 of ts-morph, in memory. */
import { Project, ts } from "ts-morph"
import type { Copy, Declarations, Printed } from "./declarations.ts"
import { declarationOptions, globalDeclarations, tsconfigFor } from "./tsconfig.ts"

/** A printer that keeps its program from one call to the next. */
export function classic(file: string): Declarations {
  const projects = new Map<boolean, Project>()
  return async (copies, globals) => {
    const project = projects.get(globals) ?? projectFor(file, globals)
    projects.set(globals, project)
    // All copies stand before the first is printed, so that one program serves them.
    const sources = copies.map((copy) => project.createSourceFile(pathOf(copy), copy.text, { overwrite: true }))
    return sources.map((targetSourceFile): Printed => {
      const result = project.emitToMemory({ targetSourceFile, emitOnlyDtsFiles: true })
      const [made] = result.getFiles()
      const lines = result.getDiagnostics().flatMap((diagnostic) => diagnostic.getLineNumber() ?? [])
      if (made === undefined) return { refused: lines.map((line) => line - 1) }
      return { text: made.text, refused: [], ...(globals && { scope: globalNames(project, file) }) }
    })
  }
}

/** A name that no file has; it is never written. */
function pathOf({ file }: Copy): string {
  return file.replace(/(\.m?ts)$/, ".knhk-copy$1")
}

/** As a module sees them that declares nothing. */
function globalNames(project: Project, file: string): ReadonlySet<string> {
  const path = file.replace(/(\.m?ts)$/, ".knhk-copy-of-nothing$1")
  const source = project.getSourceFile(path) ?? project.createSourceFile(path, "export {}\n")
  const { SymbolFlags } = ts
  const meaning = SymbolFlags.Type | SymbolFlags.Namespace | SymbolFlags.Value
  const symbols = project.getTypeChecker().compilerObject.getSymbolsInScope(source.compilerNode, meaning)
  return new Set(symbols.map(({ name }) => name))
}

function projectFor(file: string, globals: boolean): Project {
  const config = tsconfigFor(file)
  const { options } = ts.convertCompilerOptionsFromJson(declarationOptions(config, globals), "")
  const project = new Project({
    ...(config !== undefined && { tsConfigFilePath: config }),
    skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true,
    compilerOptions: options,
  })
  if (globals && config !== undefined) project.addSourceFilesAtPaths([...globalDeclarations(config)])
  return project
}
