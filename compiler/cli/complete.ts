/** `knhk complete`: does a human task, then goes on with the cases until only people are waited for. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { storeFlag } from "./cases.ts"
import { onEngine } from "./engine-failure.ts"
import { parseJson, readInput } from "./input.ts"
import { load, onEngineOf } from "./module.ts"
import { fileFlag } from "./path.ts"
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
        await onEngine(() => engine.complete(workItem, payload))
        if (!terminal.json) terminal.note(`completed ${workItem}`)
        // All cases have begun to move again with the engine: none of their tasks is broken off here.
        await goOnUntilCalm(engine)
        const view = await onEngine(() => engine.show(workItem.slice(0, workItem.indexOf(":"))))
        return standing(view, { workItemId: workItem }, terminal)
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
