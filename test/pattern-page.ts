/**
 * The page of a pattern: `docs/patterns/NN-name.md`. What the test reads of it:
 *
 *   ```ts                    the definition; its first line is `// name.workflow.ts`
 *   ```traces [level] [inputs a,b] [data {...}] [to N]    every trace, as `knhk explore` lists them
 *   ```ts refused CODE       a part of the chain (`.flows(...)`, `.tasks(...)`, `.start(...)`, `.end(...)`) that takes
 *                            the place of the page's own, and what it is refused with: `TS2345` or `KNHK2022`;
 *                            what it takes of knhk is imported
 *   ```text                  after that: lines of what the person then reads
 */
import * as knhk from "knhk"
import type { ExploreOptions, Level } from "../compiler/explore/explore.ts"

export interface PatternPage {
  /** `16-deferred-choice`. */
  readonly name: string
  readonly pattern: number
  /** Name of the definition's file. */
  readonly file: string
  readonly definition: string
  readonly traces: readonly { readonly options: ExploreOptions; readonly expected: readonly string[] }[]
  readonly refused: readonly {
    readonly code: string
    readonly definition: string
    /** Each is a part of what is said. */
    readonly said: readonly string[]
  }[]
}

export function patternPage(name: string, markdown: string): PatternPage {
  const blocks = [...markdown.matchAll(/^```(\S*) ?(.*)\n([\s\S]*?)^```$/gm)]
    .map(([, language = "", head = "", text = ""]) => ({ language, head, text }))
  const own = blocks.find(({ language, head, text }) => language === "ts" && head === "" && text.startsWith("// "))
  if (own === undefined) throw new Error(`${name}: no block is the definition`)
  const file = own.text.slice(3, own.text.indexOf("\n"))
  return {
    name, file, pattern: Number(name.slice(0, 2)), definition: own.text,
    traces: blocks.filter(({ language }) => language === "traces").map(({ head, text }) => ({
      options: optionsOf(head), expected: text.split("\n").filter((line) => line !== "").sort(),
    })),
    refused: blocks.flatMap(({ head, text }, i) => (head.startsWith("refused ") ? [{
      code: head.slice("refused ".length), definition: replaced(name, own.text, text),
      said: blocks[i + 1]?.language === "text" ? blocks[i + 1]!.text.trim().split("\n") : [],
    }] : [])),
  }
}

function optionsOf(head: string): ExploreOptions {
  const inputs = /inputs (\S+)/.exec(head)?.[1]?.split(",")
  const data = /data (\{.*\})/.exec(head)?.[1]
  const to = /to (\d+)/.exec(head)?.[1]
  return {
    level: (head.includes("lifecycle") ? "lifecycle" : "completion") satisfies Level,
    ...(inputs && { inputs }), ...(data && { data: JSON.parse(data) as Record<string, unknown> }),
    ...(to && { maxLength: Number(to) }),
  }
}

/** The definition with one part of its chain said otherwise. */
function replaced(name: string, definition: string, part: string): string {
  const method = /^\s*\.(\w+)\(/.exec(part)?.[1]
  const own = new RegExp(`^  \\.${method}\\([\\s\\S]*?(?=^  \\.\\w+\\()`, "m")
  if (method === undefined || !own.test(definition)) throw new Error(`${name}: what is refused is no part of the chain`)
  const changed = definition.replace(own, () => `  ${part.trim()}\n`)
  const used = Object.keys(knhk).filter((one) => new RegExp(`(?<![.\\w])${one}\\(`).test(changed))
  return changed.replace(/^import \{[^}]*\} from "knhk"$/m, `import { ${used.join(", ")} } from "knhk"`)
}
