/** `knhk show`: everything about one case. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { SqliteReader } from "../../src/runtime/sqlite-reader.ts"
import { ExitCode } from "../main.ts"
import { describe } from "./case-text.ts"
import { caseTree, jsonOf } from "./case-tree.ts"
import { storeFlag } from "./cases.ts"
import { onEngine } from "./engine-failure.ts"
import { CommandFailure } from "./failure.ts"
import { oneLine, quoted } from "./printable.ts"
import { act } from "./terminal.ts"

export const show = Command.make(
  "show",
  {
    case: Argument.String("CASE").pipe(
      Argument.withDescription("Id of the case, or the id that it was started with"),
    ),
    store: storeFlag,
    workflow: Flag.String("workflow").pipe(
      Flag.withDescription("Which workflow, where several have a case of this id"),
      Flag.withMetavar("ID"),
      Flag.optional,
    ),
    all: Flag.Boolean("all").pipe(
      Flag.withDescription("Every line, and all of long ones"),
      Flag.withoutNegation,
      Flag.withDefault(false),
    ),
  },
  ({ case: name, store, workflow, all }) =>
    act(async (terminal) => {
      const caseId = await caseNamed(store, name, Option.getOrUndefined(workflow))
      const { showCase } = await import("../../src/runtime/case-view.ts")
      const view = await onReader(store, (reader) => caseTree(showCase, reader, caseId))
      terminal.result(jsonOf(view), terminal.json ? "" : describe(view, all, terminal))
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription("Show one case: its work items as a tree, its marking and its history"),
  Command.withExamples([
    { command: "knhk show 0193a3a1-5b1e-7c1e-9d0b-2f6a3c4d5e6f --store orders.db" },
    { command: "knhk show o-17 --store orders.db", description: "By the id it was started with" },
  ]),
)

/**
 * Id of the case of this id; else of the one that was started under it. Throws a `CommandFailure` if there is none;
 * `next` says what to do then.
 */
export async function caseNamed(
  store: string, name: string, workflow: string | undefined,
  next = `See which there are: knhk cases --store ${quoted(store)}`,
): Promise<string> {
  const found = await onReader(store, async (reader) => {
    if ((await reader.getCase(name)) !== undefined) return [{ caseId: name, workflow: "" }]
    return (await reader.namedCases(name)).filter((row) => workflow === undefined || row.workflow === workflow)
  })
  if (found.length === 1) return found[0]!.caseId
  const where = workflow === undefined ? "" : ` of workflow "${workflow}"`
  if (found.length === 0) {
    throw new CommandFailure("case-not-found", `${store} holds no case "${oneLine(name)}"${where}`, next)
  }
  const workflows = found.map((row) => row.workflow).join(", ")
  const message = `${found.length} workflows have a case "${oneLine(name)}"`
  throw new CommandFailure("case-unclear", message, `Say which with --workflow: ${workflows}.`)
}

async function onReader<A>(store: string, look: (reader: SqliteReader) => Promise<A>): Promise<A> {
  const { SqliteReader } = await import("../../src/runtime/sqlite-reader.ts")
  return onEngine(async () => {
    const reader = new SqliteReader(store)
    try {
      return await look(reader)
    } finally {
      await reader.close()
    }
  })
}
