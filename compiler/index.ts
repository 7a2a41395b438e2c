/** The door `knhk/compiler`: what the command line is made of, for build tools and editors. */
export { type Code, type CodeId, codes } from "./codes.ts"
export { compile, compileDefinition, type Compiled, type CompileOptions } from "./compile.ts"
export type { Checked, Diagnostic, Location, Note, Severity } from "./diagnostic.ts"
export { type Artefact, emit, executorPath } from "./emit/emit.ts"
export { write, WriteFailure, type Written } from "./emit/write.ts"
export { render, type RenderedDiagnostic, type RenderOptions, toJson } from "./render.ts"
