/** `knhk explain`: prints the page of a code, `docs/codes`, which the package carries. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { ExitCode } from "../main.ts"
import { CommandFailure } from "./failure.ts"
import { act, type Terminal } from "./terminal.ts"

const codeArgument = Argument.String("CODE").pipe(
  Argument.withDescription("A code of a finding, such as KNHK2019; 2019 does"),
)

export const explain = Command.make("explain", { asked: codeArgument }, ({ asked }) =>
  act(async (terminal) => {
    const { codes } = await import("../codes.ts")
    const code = asked.toUpperCase().replace(/^(?=\d)/, "KNHK")
    if (!Object.hasOwn(codes, code)) {
      const next = "Give one that a finding has, such as KNHK2019; docs/codes lists them."
      throw new CommandFailure("command-line", `there is no code ${code}`, next)
    }
    const about = codes[code as keyof typeof codes]
    const short = `It is said when ${about.when}. To mend it: ${about.mend}.\n`
    const page = pageOf(code) ?? `# ${code}: ${about.title}\n\n${short}`
    terminal.result({ code, ...about, page }, shown(page, terminal))
    return ExitCode.fine
  }),
).pipe(
  Command.withDescription("Say what a code means, with an example and what mends it"),
  Command.withExamples([{ command: "knhk explain KNHK2019" }]),
)

/** Its text; undefined if the code has none. */
function pageOf(code: string): string | undefined {
  const root = join(createRequire(import.meta.url).resolve("knhk/package.json"), "..")
  try {
    return readFileSync(join(root, "docs/codes", `${code}.md`), "utf8")
  } catch {
    return undefined
  }
}

/** Markdown for a terminal: code is indented, what goes and comes is coloured, links are their text. */
function shown(page: string, terminal: Terminal): string {
  let fenced = false
  const lines = page.replace(/\n\[All codes\].*\n/, "").split("\n").flatMap((line) => {
    if (line.startsWith("```")) {
      fenced = !fenced
      return []
    }
    if (fenced) {
      const style = line.startsWith("-") ? "red" : line.startsWith("+") ? "green" : undefined
      return [`    ${style === undefined ? line : terminal.style(style, line)}`.trimEnd()]
    }
    const plain = line.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1").replaceAll("`", "")
    return [line.startsWith("# ") ? terminal.style("bold", plain.slice(2)) : plain]
  })
  return lines.join("\n").trimEnd()
}
