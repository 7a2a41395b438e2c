/** `knhk signal`: sends a signal to a case, then goes on until only people and signals are waited for. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { storeFlag } from "./cases.ts"
import { workflowFlag } from "./definition-file.ts"
import { onEngine } from "./engine-failure.ts"
import { parseJson, readInput } from "./input.ts"
import { load, onEngineOf } from "./module.ts"
import { fileFlag } from "./path.ts"
import { oneLine } from "./printable.ts"
import { caseNamed } from "./show.ts"
import { standing } from "./standing.ts"
import { act } from "./terminal.ts"
import { goOnUntilCalm } from "./waiting.ts"

export const signal = Command.make(
  "signal",
  {
    case: Argument.String("CASE").pipe(
      Argument.withDescription("Id of the case, or the id that it was started with"),
    ),
    name: Argument.String("SIGNAL").pipe(Argument.withDescription("Name of the signal, as the workflow says it")),
    payload: Flag.String("payload").pipe(
      Flag.withDescription("What it brings: JSON, @FILE or - for stdin"),
      Flag.withMetavar("JSON"),
      Flag.optional,
    ),
    run: fileFlag("run").pipe(
      Flag.withDescription('Module that exports workflows with handlers, as "knhk run" takes it'),
    ),
    store: storeFlag,
    workflow: workflowFlag,
  },
  ({ case: named, name, payload, run, store, workflow }) =>
    act(async (terminal) => {
      const sent = Option.isNone(payload) ? undefined
        : parseJson(await readInput(payload.value, "--payload"), "--payload")
      const caseId = await caseNamed(store, named, Option.getOrUndefined(workflow))
      const module = await load(run, terminal)
      return onEngineOf(module, store, terminal, async (engine) => {
        await onEngine(() => engine.signal(caseId, name, sent))
        if (!terminal.json) terminal.note(`sent ${oneLine(name)} to ${caseId}`)
        await goOnUntilCalm(engine)
        return standing(await onEngine(() => engine.show(caseId)), { signal: name }, { run, store }, terminal)
      })
    }),
).pipe(
  Command.withDescription(
    "Send a signal to a case of a store that no engine runs, and go on with its cases until only people and signals " +
      "are waited for",
  ),
  Command.withExamples([
    { command: "knhk signal o-17 paid --payload '{\"cents\":990}' --run orders.ts --store orders.db" },
  ]),
)
