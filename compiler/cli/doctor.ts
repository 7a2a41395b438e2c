/** `knhk doctor`: what knhk found on this machine, and what of it would stop it from working. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { createRequire } from "node:module"
import { join } from "node:path"
import { ExitCode, version } from "../main.ts"
import { count } from "./definition-file.ts"
import { engineFailure } from "./engine-failure.ts"
import { act } from "./terminal.ts"

interface Finding {
  readonly name: string
  readonly fine: boolean
  readonly value: string
  /** What to do where it is not fine. */
  readonly next?: string
}

export const doctor = Command.make(
  "doctor",
  {
    store: Flag.File("store").pipe(
      Flag.withDescription("Also check this SQLite database"),
      Flag.withMetavar("PATH"),
      Flag.optional,
    ),
  },
  ({ store }) =>
    act(async (terminal) => {
      const findings = [node(), sqlite(), await kernel(), typescript()]
      if (Option.isSome(store)) findings.push(await database(store.value))
      const width = Math.max(...findings.map((finding) => finding.name.length))
      const line = ({ name, fine, value, next }: Finding) =>
        `${terminal.style(fine ? "green" : "red", fine ? "ok " : "bad")} ${name.padEnd(width)}  ${value}` +
        (next === undefined ? "" : `\n    ${" ".repeat(width)}  ${next}`)
      terminal.result({ version: version(), findings }, [`knhk ${version()}`, ...findings.map(line)].join("\n"))
      return findings.every((finding) => finding.fine) ? ExitCode.fine : ExitCode.environment
    }),
).pipe(Command.withDescription("Show what knhk found on this machine: Node, SQLite, kernel, TypeScript, database"))

function node(): Finding {
  const fine = process.features.typescript !== false
  const finding = { name: "node", fine, value: `${process.versions.node} on ${process.platform}-${process.arch}` }
  const next = "It does not run TypeScript: use Node 22.19 or newer without --no-strip-types."
  return fine ? finding : { ...finding, next }
}

/** The oldest SQLite whose write-ahead log is safe to write with; `src/runtime` refuses older ones. */
const SQLITE = "3.51.3"

function sqlite(): Finding {
  const value = process.versions["sqlite"] ?? "0 (none)"
  if (value.localeCompare(SQLITE, "en", { numeric: true }) >= 0) return { name: "sqlite", fine: true, value }
  const next = `Durable stores need SQLite ${SQLITE} or newer: use a newer Node.`
  return { name: "sqlite", fine: false, value, next }
}

async function kernel(): Promise<Finding> {
  const { kernelInfo } = await import("../../src/runtime/binding.ts")
  const { kind, reason, abi, warning } = kernelInfo()
  const value = `${kind}${abi === undefined ? "" : ` (ABI ${abi})`}: ${reason}`
  return { name: "kernel", fine: true, value, ...(warning === undefined ? {} : { next: warning }) }
}

/** The TypeScript of the folder that the command runs in; knhk needs none, an editor does. */
function typescript(): Finding {
  const from = createRequire(join(process.cwd(), "package.json"))
  const versions = ["typescript", "@typescript/native"].flatMap((name) => {
    try {
      return [(from(`${name}/package.json`) as { version: string }).version]
    } catch {
      return []
    }
  })
  const value = versions.length === 0 ? "none in this folder (knhk needs none, your editor does)" : versions.join(", ")
  return { name: "typescript", fine: true, value }
}

async function database(path: string): Promise<Finding> {
  const { openReader } = await import("../../src/runtime/promise.ts")
  try {
    const reader = await openReader(path)
    const running = await reader.running()
    await reader.close()
    const cases = running.reduce((sum, { count }) => sum + count, 0)
    return { name: "store", fine: true, value: `${path}: ${count(cases, "case")} not over` }
  } catch (error) {
    const failure = engineFailure(error)
    if (failure === undefined) throw error
    return { name: "store", fine: false, value: failure.message }
  }
}
