/** `knhk graph`: the net of a workflow as a picture or as text. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { writeFile } from "node:fs/promises"
import type { Net } from "../ir/net.ts"
import { choose, definitionArgument, judge, valueOrFindings, workflowFlag } from "./definition-file.ts"
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
      const { compileToDraw } = await import("../compile.ts")
      const drawn = await compileToDraw(file)
      const drawable = await valueOrFindings(drawn, terminal)
      if (drawable === undefined) return judge(drawn.diagnostics)
      const { net, definition } = choose(drawable, workflow, file)
      const text = await draw(net, format).catch((error: unknown) => {
        const isPnml = error instanceof Error && error.name === "PnmlError"
        if (isPnml) {
          throw new CommandFailure("format-refused", error.message, "Take --format svg or text.", error)
        }
        throw error
      })
      const { toJson } = await import("../render.ts")
      const said = { definition: definition.id, format, diagnostics: toJson(drawn.diagnostics) }
      if (Option.isNone(out)) {
        terminal.result({ ...said, text }, text)
      } else {
        await writeFile(out.value, text).catch((error: Error) => {
          const message = `${out.value} cannot be written (${error.message})`
          throw new CommandFailure("not-written", message, "Give another path with --out.", error)
        })
        terminal.result({ ...said, out: out.value }, `written ${out.value}`)
      }
      return judge(drawn.diagnostics)
    }),
).pipe(
  Command.withDescription("Show the net of a workflow as a picture or as text, also of one that is not sound"),
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
