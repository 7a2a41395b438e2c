/** `knhk complete`: does a human task, then goes on with the cases until only people are waited for. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { ExitCode } from "../main.ts"
import { storeFlag } from "./cases.ts"
import { count } from "./definition-file.ts"
import { engineFailure, onEngine } from "./engine-failure.ts"
import { parseJson, readInput } from "./input.ts"
import { load, onEngineOf } from "./module.ts"
import { fileFlag } from "./path.ts"
import { act } from "./terminal.ts"
import { calm, runningCases } from "./waiting.ts"
import { offer, offerLines } from "./worklist.ts"

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
        const left = await runningCases(engine)
        const over = new AbortController()
        const ends = [...left].map(async (caseId) => {
          await engine.result(caseId).catch((error: unknown) => {
            const exit = engineFailure(error)?.exit
            if (exit === undefined || exit === ExitCode.interrupted) throw error
          })
          left.delete(caseId)
        })
        const ended = Promise.all(ends)
        await Promise.race([ended, calm(engine, left, over.signal)])
        over.abort()
        const view = await onEngine(() => engine.show(workItem.slice(0, workItem.indexOf(":"))))
        const waiting = view.workItems.filter(({ human }) => human)
        terminal.result(
          {
            workItemId: workItem, caseId: view.caseId, status: view.status, result: view.result ?? null,
            failure: view.failure ?? null, waiting: waiting.map((item) => ({ ...item, ...offer(item) })),
          },
          [
            `case ${view.caseId}: ${view.status}`,
            ...(view.result === undefined ? [] : [`result ${JSON.stringify(view.result)}`]),
            ...(view.failure === undefined ? [] : [view.failure]),
            ...(waiting.length === 0 ? [] : [`waits for ${count(waiting.length, "human task")}`]),
            ...waiting.flatMap(offerLines).map((line) => `  ${line}`),
          ].join("\n"),
        )
        return view.status === "running" || view.status === "ok" ? ExitCode.fine : ExitCode.findings
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
