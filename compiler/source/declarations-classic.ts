/** Declarations by the TypeScript 6 of ts-morph, in memory. */
import { Project, ts } from "ts-morph"
import type { Copy, Declarations, Printed } from "./declarations.ts"
import { declarationOptions, tsconfigFor } from "./tsconfig.ts"

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
      return made === undefined ? { refused: lines.map((line) => line - 1) } : { text: made.text, refused: [] }
    })
  }
}

/** A name that no file has; it is never written. */
function pathOf({ file }: Copy): string {
  return file.replace(/(\.m?ts)$/, ".knhk-copy$1")
}

function projectFor(file: string, globals: boolean): Project {
  const config = tsconfigFor(file)
  const { options } = ts.convertCompilerOptionsFromJson(declarationOptions(config, globals), "")
  return new Project({
    ...(config !== undefined && { tsConfigFilePath: config }),
    skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true,
    compilerOptions: options,
  })
}
