/** `knhk import`: a model of another language as a definition to go on from. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { access, readFile, writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import type { Imported, ImportedWorkflow } from "../import/imported.ts"
import type { ToWrite } from "../import/to-write.ts"
import { ExitCode } from "../main.ts"
import { count, judge, valueOrFindings } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { fileArgument, fileFlag } from "./path.ts"
import { act } from "./terminal.ts"

export const importCommand = Command.make(
  "import",
  {
    file: fileArgument("FILE").pipe(Argument.withDescription("Model in BPMN 2.0 or YAWL, as XML")),
    out: fileFlag("out").pipe(
      Flag.withDescription("Write there, not to stdout; by convention NAME.workflow.ts; nothing is written over"),
      Flag.optional,
    ),
    force: Flag.Boolean("force").pipe(
      Flag.withDescription("With --out: write over what is there"),
      Flag.withoutNegation,
      Flag.withDefault(false),
    ),
  },
  ({ file, out, force }) =>
    act(async (terminal) => {
      const { importModel } = await import("../import/import.ts")
      const { toWrite } = await import("../import/to-write.ts")
      const { printDefinition } = await import("../import/print.ts")
      if (Option.isNone(out) && force) {
        throw new CommandFailure("command-line", "--force is for a file", "Give it with --out, or leave it out.")
      }
      if (Option.isSome(out) && !force && await exists(out.value)) throw there(out.value)
      const checked = await importModel(await read(file), resolve(file))
      const value = await valueOrFindings(checked, terminal)
      if (value === undefined) return judge(checked.diagnostics)
      const text = printDefinition(value)
      if (Option.isSome(out)) await write(out.value, text, force)
      const { toJson } = await import("../render.ts")
      const notes = toJson(checked.diagnostics).map((rendered, i) => ({ ...value.notes[i], ...rendered }))
      const left = toWrite(value)
      const definitions = value.workflows.map(summary)
      terminal.result(
        { definitions, notes, toWrite: left, text, ...(Option.isSome(out) && { out: out.value }) },
        Option.isSome(out) ? written(out.value, value, left) : text,
      )
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription("Turn a model in BPMN 2.0 or YAWL into a definition, and say what it lacks of it"),
  Command.withExamples([
    { command: "knhk import order.bpmn --out order.workflow.ts" },
    { command: "knhk import order.bpmn", description: "Prints it" },
  ]),
)

async function read(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    const [message, next] = error.code === "ENOENT" ? [`${file} does not exist`, "Check the path of the model."]
      : [`${file} cannot be read (${error.code ?? error.message})`, "Check its rights."]
    throw new CommandFailure("model-refused", message, next, error)
  })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, (error: NodeJS.ErrnoException) => error.code !== "ENOENT")
}

const there = (path: string, cause?: unknown) => new CommandFailure(
  "command-line", `${path} is there already`, "Give another path, or --force to write over it.", cause)

/** Written whole or not at all, and over nothing unless that is asked for. */
async function write(path: string, text: string, force: boolean): Promise<void> {
  await writeFile(path, text, { flag: force ? "w" : "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw there(path, error)
    throw new CommandFailure("not-written", `${path} cannot be written (${error.message})`, "Give another path.", error)
  })
}

function written(path: string, { workflows, notes }: Imported, left: ToWrite): string {
  const { decisions, conditions, borrowed } = left
  const tasks = workflows.reduce((sum, workflow) => sum + workflow.tasks.length, 0)
  const dropped = notes.filter(({ kind }) => kind === "dropped").length
  const differs = notes.length - dropped
  const lacks = [
    ...(dropped === 0 ? [] : [`${count(dropped, "thing")} not carried over`]),
    ...(differs === 0 ? [] : [`${count(differs, "thing")} with a difference`]),
  ]
  const now = conditions === 1 ? "is a comment" : "are comments"
  const parts = [
    ...(decisions === 0 ? [] : [count(decisions, "decision")]),
    ...(conditions === 0 ? [] : [`${count(conditions, "condition")}, which ${now} now`]),
    ...(borrowed === 0 ? [] : [`${borrowed === 1 ? "the name" : "names"} of ${count(borrowed, "outcome")}`]),
  ]
  const all = parts.length === 0 ? "everything was carried over" : "nothing was left out"
  const said = lacks.length === 0 ? all : `${lacks.join(", ")}: see its first lines`
  const line = `written ${path}: ${count(workflows.length, "workflow")}, ${count(tasks, "task")}; ${said}`
  return parts.length === 0 ? line : `${line}\nleft to write: ${parts.join("; ")}`
}

function summary({ id, constant, exported, termination, start, ends, tasks }: ImportedWorkflow) {
  const kinds = tasks.map(({ name, work }) => ({ name, kind: work.kind === "choice" ? "task" : work.kind }))
  return { id, constant, exported, termination, start, ends, tasks: kinds }
}
