/** Reads the corpus: each file is a net and the traces that it must have. The form is told in README.md. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Net } from "../../compiler/ir/net.ts"
import { parseNet } from "../../compiler/ir/text.ts"
import type { TraceLevel } from "../reference/called.ts"

export interface Expected {
  readonly level: TraceLevel
  /** Sorted, each once. */
  readonly traces: readonly string[]
  /** Longest trace listed, in words, if there are longer ones. */
  readonly to?: number
  /** Given from outside, each once, at any time: `s`, `add:X`, `stop:X`, `cancel`. */
  readonly inputs: readonly string[]
}

export interface CorpusCase {
  /** `wcp/01-sequence`. */
  readonly name: string
  readonly net: Net
  /** One for each `traces` section. */
  readonly expected: readonly Expected[]
  /** Beginnings, word by word, that no trace may have. */
  readonly forbidden: readonly string[]
  /** Events to play in order, as `event-text.ts` reads them. */
  readonly events: readonly string[]
}

/** Every case of a folder of the corpus. */
export function corpus(folder: "wcp" | "road" | "kept"): readonly CorpusCase[] {
  const files = readdirSync(join(import.meta.dirname, folder)).filter((file) => file.endsWith(".net")).sort()
  const read = (file: string) => readFileSync(join(import.meta.dirname, folder, file), "utf8")
  return files.map((file) => readCase(`${folder}/${file.slice(0, -4)}`, read(file)))
}

export function readCase(name: string, text: string): CorpusCase {
  const lines = text.split("\n")
  const first = lines.findIndex((line) => /^(traces|forbidden|events)\b/.test(line))
  const net = parseNet(lines.slice(0, first < 0 ? lines.length : first).join("\n"))
  const sections = new Map<string, string[]>()
  let section: string[] | undefined
  for (const line of first < 0 ? [] : lines.slice(first)) {
    if (line.trim() === "" || line.startsWith("#")) continue
    if (!line.startsWith(" ")) {
      if (sections.has(line.trim())) throw new Error(`${name}: there are two sections "${line.trim()}"`)
      sections.set(line.trim(), (section = []))
    } else section!.push(line.trim())
  }
  const expected = [...sections].flatMap(([head, patterns]): readonly Expected[] => {
    if (head === "forbidden" || head === "events") return []
    const [said, level, to, inputs] = /^traces (completion|lifecycle)(?: to (\d+))?(?: inputs (.+))?$/.exec(head) ?? []
    if (said === undefined) throw new Error(`${name}: no section is called "${head}"`)
    return [{
      level: level as TraceLevel, traces: [...new Set(patterns.flatMap(expand))].sort(),
      inputs: inputs?.split(/\s+/) ?? [], ...(to !== undefined && { to: Number(to) }),
    }]
  })
  return { name, net, expected, forbidden: sections.get("forbidden") ?? [], events: sections.get("events") ?? [] }
}

/** The traces of a pattern: `{ a || b c }` is every interleaving of its parts, `[a b]` stays together. */
export function expand(pattern: string): readonly string[] {
  const tokens = pattern.replaceAll(/[[\]{}]/g, " $& ").split(/\s+/).filter((t) => t !== "")
  let next = 0
  const traces = sequence().map((words) => words.flat().join(" "))
  if (next < tokens.length) throw new Error(`"${tokens[next]}" is not expected in ${pattern}`)
  return traces

  /** A trace is a list of words that may be parted; a word in it is a list that may not. */
  function sequence(): readonly (readonly string[][])[] {
    let heads: (readonly string[][])[] = [[]]
    while (next < tokens.length && !["||", "}", "]"].includes(tokens[next]!)) {
      const token = tokens[next++]!
      const tails = token === "{" ? parallel() : token === "[" ? together() : [[[token]]]
      heads = heads.flatMap((head) => tails.map((tail) => [...head, ...tail]))
    }
    return heads
  }

  function together(): readonly (readonly string[][])[] {
    const inner = sequence()
    if (tokens[next++] !== "]") throw new Error(`"]" is missing in ${pattern}`)
    return inner.map((words) => [words.flat()])
  }

  function parallel(): readonly (readonly string[][])[] {
    let mixed = sequence()
    while (tokens[next] === "||") {
      next++
      const other = sequence()
      mixed = mixed.flatMap((a) => other.flatMap((b) => interleavings(a, b)))
    }
    if (tokens[next++] !== "}") throw new Error(`"}" is missing in ${pattern}`)
    return mixed
  }
}

function interleavings<T>(a: readonly T[], b: readonly T[]): readonly T[][] {
  if (a.length === 0 || b.length === 0) return [[...a, ...b]]
  const [x, ...as] = a as readonly [T, ...T[]]
  const [y, ...bs] = b as readonly [T, ...T[]]
  return [...interleavings(as, b).map((rest) => [x, ...rest]), ...interleavings(a, bs).map((rest) => [y, ...rest])]
}
