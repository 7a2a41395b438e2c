/** `knhk explore`: every way a case can go. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { ExitCode } from "../main.ts"
import {
  choose, compileFiles, count, definitionArgument, judge, valueOrFindings, workflowFlag,
} from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { parseJson, readInput } from "./input.ts"
import { progress } from "./progress.ts"
import { act } from "./terminal.ts"

export const explore = Command.make(
  "explore",
  {
    file: definitionArgument,
    level: Flag.Literals("level", ["completion", "lifecycle"]).pipe(
      Flag.withDescription(
        "completion: X when task X completes; lifecycle: X+ when it starts, X- when it completes (default: completion)",
      ),
      Flag.withDefault("completion"),
    ),
    data: Flag.String("data").pipe(
      Flag.withDescription("What tasks give, by name, which fixes decisions and guards: JSON, @FILE or - for stdin"),
      Flag.withMetavar("JSON"),
      Flag.optional,
    ),
    inputs: Flag.String("inputs").pipe(
      Flag.withDescription(
        "What may come from outside, each once, at any moment: a signal's name, add:T (an instance more of task T), " +
          "stop:T (T is cancelled), cancel (the case is)",
      ),
      Flag.withMetavar("paid,add:T"),
      Flag.optional,
    ),
    workflow: workflowFlag,
    maxLength: Flag.Int("max-length").pipe(
      Flag.withDescription("Words of the longest trace looked for (default: 100)"),
      Flag.withMetavar("N"),
      Flag.withDefault(100),
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withDescription("Traces that are printed, the shortest first (default: 1000; with --json: all)"),
      Flag.withMetavar("N"),
      Flag.optional,
    ),
  },
  ({ file, level, data, inputs, workflow, maxLength, limit }) =>
    act(async (terminal) => {
      if (Option.isSome(limit) && limit.value < 1) {
        throw new CommandFailure("command-line", `--limit is ${limit.value}`, "Give a whole number, 1 or more.")
      }
      const given = Option.isSome(data) ? await outputs(data.value) : {}
      const [result] = await compileFiles([file], terminal)
      if (result === undefined) throw new Error("a file has no result")
      const { compiled: value, diagnostics } = result
      const compiled = await valueOrFindings(value === undefined ? { diagnostics } : { value, diagnostics }, terminal)
      if (compiled === undefined) return judge(diagnostics)
      const chosen = choose(compiled, workflow, file)
      const { extractGuards } = await import("../source/extract.ts")
      const asked = Option.isSome(data) ? await extractGuards(file, chosen.definition, given)
        : { value: chosen.definition, diagnostics: [] }
      const guards = await valueOrFindings(asked, terminal)
      if (guards === undefined) return judge(asked.diagnostics)
      const [{ explore, shortestFirst }, { ExploreError }] = await Promise.all([
        import("../explore/explore.ts"), import("../explore/explore-error.ts"),
      ])
      const bar = progress("exploring", terminal.json)
      try {
        const found = explore(chosen.table, {
          level,
          maxLength,
          data: given,
          inputs: Option.isSome(inputs) ? inputs.value.split(",").filter((name) => name !== "") : [],
          definition: guards,
          progress: bar.report,
        })
        bar.done()
        const { definition, complete, bound, traces } = found
        const said = complete ? "complete" : `cut off by the limit of ${found.limit}; complete up to ${bound} words`
        const endings = endingsOf(traces)
        const counted = Object.entries(endings).map(([ending, number]) => `, ${number.toLocaleString("en")} !${ending}`)
        const tail = `${definition}: ${count(traces.length, "trace")}, ${said}${counted.join("")}`
        const most = Option.getOrElse(limit, () => (terminal.json ? Infinity : PRINTED))
        const shown = shortestFirst(traces).slice(0, most)
        const more = traces.length - shown.length
        terminal.result(
          { definition, complete, bound, limit: found.limit, endings, traces: most === Infinity ? traces : shown },
          [
            ...shown,
            ...(more === 0 ? [] : [`and ${count(more, "longer trace")}: --limit ${traces.length} prints all`]),
            terminal.style("dim", tail), ...warnings(endings),
          ].join("\n"),
        )
        return ExitCode.fine
      } catch (error) {
        if (error instanceof ExploreError) {
          throw new CommandFailure("command-line", flagged(error.message), "", error)
        }
        throw error
      }
    }),
).pipe(
  Command.withDescription("List every trace of a workflow, from start to end"),
  Command.withExamples([
    { command: "knhk explore order.workflow.ts" },
    {
      command: `knhk explore order.workflow.ts --data '{"check":{"outcome":"ok"}}'`,
      description: "Only what follows where the decision check gives ok",
    },
    {
      command: "knhk explore order.workflow.ts --inputs paid,cancel",
      description: "The signal paid and a cancellation may come; without them a trace that waits for one ends !waiting",
    },
  ]),
)

/** Traces that somebody reads. */
const PRINTED = 1_000

/** How many traces end in each way. */
function endingsOf(traces: readonly string[]): Readonly<Record<string, number>> {
  const counted = ["ok", "cancelled", "deadlock", "failed", "waiting"].map((ending) =>
    [ending, traces.filter((trace) => trace.endsWith(`!${ending}`)).length] as const)
  return Object.fromEntries(counted.filter(([, number]) => number > 0))
}

const meanings: Readonly<Record<string, string>> = {
  deadlock: "nothing is left to do and no end is reached",
  failed: "more tokens come than a condition may hold",
  waiting: "what is waited for is not among --inputs, or came before it was waited for",
}

/** What the endings that are not meant to be say, in words. */
function warnings(endings: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(meanings).flatMap(([ending, meaning]) => {
    const number = endings[ending]
    return number === undefined ? [] : [`${count(number, "trace")} with !${ending}: ${meaning}`]
  })
}

/** A sentence about an option, as the command line calls it. */
const flagged = (message: string): string =>
  message.replace(/^(maxLength|inputs|data)\b/, (option) => (option === "maxLength" ? "--max-length" : `--${option}`))

/** What tasks give, by name. */
async function outputs(argument: string): Promise<Readonly<Record<string, unknown>>> {
  const value = parseJson(await readInput(argument, "--data"), "--data")
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  const next = `Give what tasks return by their names: --data '{"check":{"outcome":"ok"}}'.`
  throw new CommandFailure("input-refused", "--data is no object", next)
}
