/** What `check` prints of files that were compiled, in each of its formats. */
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { count, type FileResult, tally } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { say, type Terminal } from "./terminal.ts"

const formats = ["text", "json", "sarif", "github"] as const

/** Text for people, JSON as `--json` gives it, SARIF for code scanning, or commands that annotate lines on GitHub. */
export type Format = (typeof formats)[number]

/** `--format FORMAT`. */
export const formatFlag = Flag.Literals("format", formats).pipe(
  Flag.withDescription("text, json (as --json), sarif (SARIF 2.1.0), github (annotates lines) (default: text)"),
  Flag.optional,
)

/** The format that is meant: `--json` is one, too. */
export function formatOf(format: Option.Option<Format>, json: boolean): Format {
  const said = Option.getOrElse(format, () => (json ? "json" : "text"))
  if (!json || said === "json") return said
  const message = `--json and --format ${said} contradict each other`
  throw new CommandFailure("command-line", message, "Leave one of them out.")
}

/** Prints the results. `more` is what JSON has beside them, `last` a last line of the text. */
export async function report(
  results: readonly FileResult[], format: Format, terminal: Terminal, more: object = {}, last = "",
): Promise<void> {
  const diagnostics = results.flatMap((result) => result.diagnostics)
  // GitHub counts paths from the root of the repository, wherever a step runs.
  const folder = process.env["GITHUB_WORKSPACE"] ?? process.cwd()
  switch (format) {
    case "json": {
      const { toJson } = await import("../render.ts")
      const files = results.map((result) => ({ ...summary(result), diagnostics: toJson(result.diagnostics) }))
      return say(JSON.stringify({ files, ...more }))
    }
    case "sarif": {
      const { sarif } = await import("../sarif.ts")
      return say(JSON.stringify(sarif(diagnostics, { folder }), null, 2))
    }
    case "github": {
      const { annotations } = await import("../annotations.ts")
      return say(annotations(diagnostics, { folder }))
    }
    case "text": {
      const { render } = await import("../render.ts")
      const workflows = results.flatMap(({ compiled }) => compiled ?? [])
      const said = diagnostics.length === 0
        ? `${count(workflows.length, "workflow")}: ${terminal.style("green", "sound")}; ${proved}`
        : `${tally(diagnostics)} in ${count(results.length, "file")}`
      const rendered = render(diagnostics, { color: terminal.colour })
      return terminal.result({}, `${rendered}${diagnostics.length === 0 ? "" : "\n"}${said}${last}`)
    }
  }
}

/** What is said by no finding. */
const proved = "no run gets stuck, goes round for ever or leaves work undone, and every task can begin"

/** A file and its workflows as `--json` shows them. */
export function summary({ file, compiled }: FileResult) {
  return {
    file,
    workflows: (compiled ?? []).map(({ definition, net, hash, table, exportName }) => ({
      id: definition.id,
      exportName,
      hash,
      tasks: net.tasks.length,
      conditions: net.conditions.length,
      tableBytes: table.byteLength,
    })),
  }
}
