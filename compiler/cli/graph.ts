/** `knhk graph`: the net of a workflow as a picture or as text. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { writeFile } from "node:fs/promises"
import type { Net } from "../ir/net.ts"
import { ExitCode } from "../main.ts"
import { choose, compileFiles, definitionArgument, judge, valueOrFindings, workflowFlag } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { fileFlag } from "./path.ts"
import { act } from "./terminal.ts"

const formats = ["mermaid", "svg", "pnml", "text"] as const

export const graph = Command.make(
  "graph",
  {
    file: definitionArgument,
    format: Flag.Literals("format", formats).pipe(
      Flag.withDescription(
        "mermaid (for Markdown), svg (a picture), pnml (ISO 15909-2), text (knhk's own) (default: mermaid)",
      ),
      Flag.withDefault("mermaid"),
    ),
    workflow: workflowFlag,
    out: fileFlag("out").pipe(
      Flag.withDescription("Write there, not to stdout"),
      Flag.optional,
    ),
  },
  ({ file, format, workflow, out }) =>
    act(async (terminal) => {
      const [result] = await compileFiles([file], terminal)
      if (result === undefined) throw new Error("a file has no result")
      const { compiled: value, diagnostics } = result
      const compiled = await valueOrFindings(value === undefined ? { diagnostics } : { value, diagnostics }, terminal)
      if (compiled === undefined) return judge(diagnostics)
      const { net, definition } = choose(compiled, workflow, file)
      const text = await draw(net, format).catch((error: unknown) => {
        const isPnml = error instanceof Error && error.name === "PnmlError"
        if (isPnml) {
          throw new CommandFailure("format-refused", error.message, "Take --format svg or text.", error)
        }
        throw error
      })
      if (Option.isNone(out)) {
        terminal.result({ definition: definition.id, format, text }, text)
      } else {
        await writeFile(out.value, text).catch((error: Error) => {
          const message = `${out.value} cannot be written (${error.message})`
          throw new CommandFailure("not-written", message, "Give another path with --out.", error)
        })
        terminal.result({ definition: definition.id, format, out: out.value }, `written ${out.value}`)
      }
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription("Show the net of a workflow as a picture or as text"),
  Command.withExamples([{ command: "knhk graph order.workflow.ts --format svg --out order.svg" }]),
)

async function draw(net: Net, format: (typeof formats)[number]): Promise<string> {
  switch (format) {
    case "mermaid": return (await import("../graph/mermaid.ts")).mermaid(net)
    case "svg": return (await import("../graph/svg.ts")).svg(net)
    case "pnml": return (await import("../graph/pnml.ts")).pnml(net)
    case "text": return (await import("../ir/text.ts")).printNet(net)
  }
}
