/**
 * The page of a code, `docs/codes/KNHKnnnn.md`: what `compiler/codes.ts` says of it, a definition that gets it, what
 * the compiler then says, and what mends it. The cases stand in `test/golden/codes`: `.bad.ts` and `.good.ts` are
 * modules, or definitions as data where `build()` would refuse them first; `.net` is the text of a net, `.bpmn` a
 * model.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type CodeId, codes, compile, compileDefinition, type Diagnostic, emit, parseNet, render } from "knhk/compiler"
import { importModel } from "../compiler/import/import.ts"
import { verify } from "../compiler/verify/verify.ts"
import { faultCodes, type FaultName, sentences } from "../src/definition/fault.ts"

const folder = join(import.meta.dirname, "golden/codes")

/** What is shown of a code: two files, `bad` and `good`, of one kind. */
export interface CodeCase {
  readonly code: CodeId
  readonly kind: "module" | "definition" | "net" | "model"
  readonly bad: string
  readonly good: string
  readonly text: { readonly bad: string; readonly good: string }
}

const wrong = readdirSync(folder).filter((name) => name.includes(".bad.")).sort()

/** All cases, in the order of their codes. */
export const codeCases: readonly CodeCase[] = wrong.map((name) => {
  const [bad, good] = [join(folder, name), join(folder, name.replace(".bad.", ".good."))]
  const text = { bad: readFileSync(bad, "utf8"), good: readFileSync(good, "utf8") }
  const kind = name.endsWith(".net") ? "net" : name.endsWith(".bpmn") ? "model"
    : /^export default/m.test(text.bad) ? "definition" : "module"
  return { code: name.slice(0, 8) as CodeId, kind, bad, good, text }
})

/** All that the compiler says of one of the files. */
export async function said(of: CodeCase, which: "bad" | "good"): Promise<readonly Diagnostic[]> {
  if (of.kind === "net") return verify(parseNet(of.text[which])).diagnostics
  if (of.kind === "model") return (await importModel(Buffer.from(of.text[which]), of[which])).diagnostics
  if (of.kind === "definition") {
    const { default: definition } = await import(of[which]) as { default: Parameters<typeof compileDefinition>[0] }
    return compileDefinition(definition).diagnostics
  }
  const timeLimit = of.code === "KNHK1005" && which === "bad" ? 2_000 : 20_000
  const { value, diagnostics } = await compile(of[which], { timeLimit })
  const emitted = value === undefined || !of.code.startsWith("KNHK4") ? undefined : await emit(value, of[which])
  return [...diagnostics, ...emitted?.diagnostics ?? []]
}

const whence = {
  module: [],
  model: ["Of a model that `knhk import` reads:", ""],
  definition: ["`.build()` refuses this itself; the code is for definitions that come from elsewhere, as data:", ""],
  net: ["No definition becomes such a net; the code is for nets as text, which `parseNet` read:", ""],
}

/** The page, with what the compiler says of the wrong file. */
export function codePage(of: CodeCase, found: readonly Diagnostic[]): string {
  const { title, when, mend } = codes[of.code]
  const language = { module: "ts", definition: "ts", model: "xml", net: "" }[of.kind]
  const name = (_: string, ending: string) => (ending === "ts" ? "order.workflow.ts" : `order.${ending}`)
  const shown = render(found, { folder }).replaceAll(/KNHK\d{4}\.bad\.(\w+)/g, name)
  const twin = of.kind === "definition" ? twinOf(found[0]!) : undefined
  return [
    `# ${of.code}: ${title}`, "",
    `It is said when ${when}. To mend it: ${mend}.`, "",
    ...(twin === undefined ? whence[of.kind]
      : [`\`.build()\` says it as [${twin}](${twin}.md); this code is for definitions that come from elsewhere:`, ""]),
    fence(language, of.text.bad), "", fence("text", shown), "", "Mended:", "",
    fence("diff", difference(of.text.bad, of.text.good)), "",
    "[All codes](README.md)", "",
  ].join("\n")
}

const fence = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``

/** The code that `.build()` has for the same sentence. */
function twinOf({ message }: Diagnostic): string | undefined {
  const name = (Object.keys(sentences) as FaultName[]).find((one) => message.endsWith(sentences[one]))
  return name && faultCodes[name]
}

/** The lines that go and come, each hunk with a line around it. */
export function difference(before: string, after: string): string {
  const [a, b] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")]
  // length[i][j]: of the longest list of lines that a from i and b from j have in common.
  const length = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i]![j] = a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!)
    }
  }
  const lines: string[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) lines.push(` ${a[i++]}`, ...(j++, []))
    else if (j === b.length || (i < a.length && length[i + 1]![j]! >= length[i]![j + 1]!)) lines.push(`-${a[i++]}`)
    else lines.push(`+${b[j++]}`)
  }
  const near = (n: number) => [n - 1, n, n + 1].some((one) => /^[+-]/.test(lines[one] ?? ""))
  return lines.flatMap((line, n) => near(n) ? [line.trimEnd()] : near(n - 1) && n < lines.length - 1 ? [" …"] : [])
    .join("\n").replace(/\n …$/, "")
}

/** What the ranges of codes are about. */
const ranges: readonly (readonly [from: string, about: string])[] = [
  ["KNHK1000", "Reading the module"], ["KNHK1100", "What constructors and `.build()` refuse"],
  ["KNHK2000", "Structure"], ["KNHK3000", "Runs"], ["KNHK4000", "What is generated"],
  ["KNHK5000", "Models of other tools"],
]

/** The index: every code, with a link where it has a page. */
export function codeIndex(pages: readonly CodeId[]): string {
  const all = (Object.keys(codes) as CodeId[]).sort()
  const cell = (text: string) => text.replaceAll("|", "\\|")
  const section = ([from, about]: readonly [string, string], i: number) => {
    const of = all.filter((code) => code >= from && code < (ranges[i + 1]?.[0] ?? "KNHK9999"))
    const row = (code: CodeId) =>
      `| ${pages.includes(code) ? `[${code}](${code}.md)` : code} | ${cell(codes[code].title)} |`
    return of.length === 0 ? [] : [`## ${about}`, "", "| code | |", "| --- | --- |", ...of.map(row), ""]
  }
  return [
    "# The codes", "",
    "Every finding has a code that never changes its meaning. `knhk explain KNHK2019` prints the page of one: when it",
    "is said, a definition that gets it, and what mends it. `Text`, `List` and `Some` in the examples are schemas of",
    "a string, of a list of them, and of a record that may lack some; any Standard Schema does.", "",
    ...ranges.flatMap(section),
  ].join("\n")
}
