/**
 * Examples of a document. A fenced `ts` block that begins with `// name.ts` is that file; all files
 * of a document belong together, `main.ts` is what is run. `console.log(x) // y` promises the output `y`.
 */
import { inspect } from "node:util"
import { runInNewContext } from "node:vm"

export interface Examples {
  readonly files: Readonly<Record<string, string>>
  /** What `main.ts` promises to print, line by line, as Node prints it. */
  readonly output: readonly string[]
}

export function examplesOf(markdown: string): Examples {
  const files: Record<string, string> = {}
  const blocks = markdown.matchAll(/^```ts\n(?=\/\/ (\S+\.ts)\n)([\s\S]*?)^```$/gm)
  for (const [, name = "", text = ""] of blocks) files[name] = text
  const promised = (files["main.ts"] ?? "").matchAll(/^console\.log\(.*\) \/\/ (.+)$/gm)
  return { files, output: [...promised].map(([, value = ""]) => printed(value)) }
}

/** A value as `console.log` shows it; a promise that is no value is the text itself. */
function printed(source: string): string {
  try {
    const value: unknown = runInNewContext(`(${source})`)
    return typeof value === "string" ? value : inspect(structuredClone(value))
  } catch {
    return source
  }
}
