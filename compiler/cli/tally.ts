/** `knhk tally`: at which tasks and conditions the running cases of a store are. */
import * as Command from "effect/cli/Command"
import * as Option from "effect/Option"
import type { StoreTally } from "../../src/runtime/store-tally.ts"
import type { WorkflowTally } from "../../src/runtime/tally.ts"
import { ExitCode } from "../main.ts"
import { storeFlag } from "./cases.ts"
import { count, workflowFlag } from "./definition-file.ts"
import { onEngine } from "./engine-failure.ts"
import { oneLine } from "./printable.ts"
import { act, type Terminal } from "./terminal.ts"

/** Damaged cases that people are told by name. */
const NAMED = 10

export const tally = Command.make("tally", { store: storeFlag, workflow: workflowFlag }, ({ store, workflow }) =>
  act(async (terminal) => {
    const { openReader } = await import("../../src/runtime/promise.ts")
    const tally = await onEngine(async () => {
      const reader = await openReader(store)
      try {
        return await reader.tally(Option.isSome(workflow) ? { workflow: workflow.value } : {})
      } finally {
        await reader.close()
      }
    })
    const damaged = tally.damaged.map(({ caseId, workflow, message }) => ({ caseId, workflow, message }))
    terminal.result({ workflows: tally.workflows, damaged }, terminal.json ? "" : describe(tally, terminal))
    return ExitCode.fine
  }),
).pipe(
  Command.withDescription(
    "Count the running cases of a store by task and condition; a running engine is not disturbed",
  ),
  Command.withExamples([{ command: "knhk tally --store orders.db" }]),
)

/** What holds nothing is left out. */
function describe({ workflows, damaged }: StoreTally, terminal: Terminal): string {
  const running = workflows.filter((one) => one.running > 0)
  const more = damaged.length - NAMED
  return [
    ...running.map((one) => section(one, terminal)),
    ...(running.length === 0 ? [terminal.style("dim", "no case runs")] : []),
    ...damaged.slice(0, NAMED).map(({ message }) => `${terminal.style("red", "not counted")}: ${message}`),
    ...(more > 0 ? [`and ${count(more, "damaged case")} more; all with --json`] : []),
  ].join("\n")
}

function section({ workflow, running, tasks, conditions }: WorkflowTally, terminal: Terminal): string {
  const busy = tasks.filter(({ enabled, started }) => enabled + started > 0)
  const held = conditions.filter(({ tokens }) => tokens > 0)
  const lines: readonly (readonly string[])[] = [
    ["", "enabled", "started"],
    ...busy.map(({ task, enabled, started }) => [oneLine(task), told(enabled), told(started)]),
    ...(held.length === 0 ? [] : [["", "tokens"]]),
    ...held.map(({ condition, tokens }) => [oneLine(condition), told(tokens)]),
  ]
  const width = (column: number) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))
  const widths = [width(0), width(1), width(2)]
  return [
    `${terminal.style("bold", workflow)}: ${count(running, "running case")}`,
    ...lines.map((cells) => {
      const line = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ")
      return `  ${cells[0] === "" ? terminal.style("dim", line) : line}`
    }),
  ].join("\n")
}

const told = (number: number): string => number.toLocaleString("en")
