/** `knhk complete`: does a human task, then goes on with the cases until only people are waited for. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type { PromisedEngine } from "../../src/runtime/promise.ts"
import { iso, storeFlag } from "./cases.ts"
import { onEngine } from "./engine-failure.ts"
import { CommandFailure } from "./failure.ts"
import { parseJson, readInput } from "./input.ts"
import { load, onEngineOf } from "./module.ts"
import { fileFlag } from "./path.ts"
import { oneLine, quoted } from "./printable.ts"
import { act } from "./terminal.ts"
import { standing } from "./standing.ts"
import { goOnUntilCalm } from "./waiting.ts"

export const complete = Command.make(
  "complete",
  {
    workItem: Argument.String("WORK_ITEM").pipe(Argument.withDescription('Its id, as "knhk worklist" shows it')),
    output: Flag.String("output").pipe(
      Flag.withDescription("What the task gives: JSON, @FILE or - for stdin"),
      Flag.withMetavar("JSON"),
    ),
    run: fileFlag("run").pipe(
      Flag.withDescription('Module that exports workflows with handlers, as "knhk run" takes it'),
    ),
    store: storeFlag,
  },
  ({ workItem, output, run, store }) =>
    act(async (terminal) => {
      const payload = parseJson(await readInput(output, "--output"), "--output")
      const module = await load(run, terminal)
      return onEngineOf(module, store, terminal, async (engine) => {
        await onEngine(() => engine.complete(workItem, payload)).catch(async (failure: unknown) => {
          throw await notForPeople(engine, workItem, run, store) ?? failure
        })
        if (!terminal.json) terminal.note(`completed ${workItem}`)
        // All cases have begun to move again with the engine: none of their tasks is broken off here.
        await goOnUntilCalm(engine)
        const view = await onEngine(() => engine.show(caseOf(workItem)))
        return standing(view, { workItemId: workItem }, { run, store }, terminal)
      })
    }),
).pipe(
  Command.withDescription(
    "Complete a human task of a store that no engine runs, and go on with its cases until only people are waited for",
  ),
  Command.withExamples([
    {
      command: `knhk complete 0193a3a1-5b1e-7c1e-9d0b-2f6a3c4d5e6f:sign:1 --output '"yes"' --run papers.ts ` +
        "--store papers.db",
    },
  ]),
)

const caseOf = (workItem: string): string => workItem.slice(0, workItem.indexOf(":"))

/** What to do about a work item that waits for a signal or a time; undefined if it does for neither. */
async function notForPeople(
  engine: PromisedEngine, workItem: string, run: string, store: string,
): Promise<CommandFailure | undefined> {
  const view = await engine.show(caseOf(workItem)).catch(() => undefined)
  const { signal, timerAt } = view?.workItems.find(({ workItemId }) => workItemId === workItem) ?? {}
  const place = `${quoted(run)} --store ${quoted(store)}`
  if (signal !== undefined) {
    const command = `knhk signal ${caseOf(workItem)} ${quoted(signal)} --run ${place}`
    return new CommandFailure(
      "work-item-not-active", `${workItem} waits for signal "${oneLine(signal)}", not for a person`,
      `Send it, with --payload if it brings something: ${command}`,
    )
  }
  if (timerAt === undefined) return undefined
  const message = `${workItem} is a timer that waits until ${iso(timerAt)}`
  return new CommandFailure("work-item-not-active", message, `Let it run: knhk run ${place}`)
}
