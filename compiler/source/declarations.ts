/**
 * What TypeScript's declaration emitter prints of a copy of a module. The author's own TypeScript is asked where it is
 * version 7 or later, which takes a fifth of a second; otherwise version 6, which comes with ts-morph and takes one.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** A text that is to be read as if it stood at a path beside the module, where other modules may import that. */
export interface Copy {
  /** The module that it is a copy of, absolute. */
  readonly file: string
  readonly text: string
}

/** Declarations, or the lines (from 0) of what cannot be printed. */
export interface Printed {
  readonly text?: string
  readonly refused: readonly number[]
  /** Asked with the project's global names: all names that mean something there. */
  readonly scope?: ReadonlySet<string>
}

/** Declarations of each copy. `globals`: with the global names that the tsconfig.json and its files declare. */
export type Declarations = (copies: readonly Copy[], globals: boolean) => Promise<readonly Printed[]>

/**
 * The printer for modules of one project. Copies for version 7 are written beside their modules for as long as it
 * takes; `isWritable: false` is for those who may not. Where they cannot be written, version 6 prints; and where global
 * names are asked for, which seldom is, because it alone can tell which there are.
 */
export async function declarationsFor(file: string, { isWritable }: { isWritable: boolean }): Promise<Declarations> {
  const compiler = isWritable ? compilerOf(file) : undefined
  const { classic } = await import("./declarations-classic.ts")
  const sure = classic(file)
  if (compiler === undefined) return sure
  const { native } = await import("./declarations-native.ts")
  const quick = native(file, compiler)
  return async (copies, globals) => (globals ? undefined : await quick(copies)) ?? await sure(copies, globals)
}

/** `tsc` of the TypeScript 7 or later that a module finds; where 6 has its name, it goes by `@typescript/native`. */
function compilerOf(file: string): string | undefined {
  const { resolve } = createRequire(file)
  for (const name of ["typescript", "@typescript/native"]) {
    try {
      const path = resolve(`${name}/package.json`)
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { readonly version: string }
      if (Number.parseInt(version, 10) >= 7) return join(dirname(path), "bin/tsc")
    } catch {
      // It is not installed there.
    }
  }
  return undefined
}
