/** `knhk doctor`: what knhk found on this machine, and what of it would stop it from working. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { statSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import type { RunningCount } from "../../src/runtime/store.ts"
import { ExitCode, version } from "../main.ts"
import { tooOld } from "../node-version.ts"
import { count } from "./definition-file.ts"
import { engineFailure } from "./engine-failure.ts"
import { fileFlag } from "./path.ts"
import { act, type Terminal } from "./terminal.ts"

interface Finding {
  readonly name: string
  readonly fine: boolean
  readonly value: string
  /** Cases of a store that are not over. */
  readonly running?: readonly RunningCount[]
  /** What to do where it is not fine. */
  readonly next?: string
}

export const doctor = Command.make(
  "doctor",
  {
    store: fileFlag("store").pipe(
      Flag.withDescription("Also check this SQLite database, all of it, and tell its running cases"),
      Flag.optional,
    ),
  },
  ({ store }) =>
    act(async (terminal) => {
      const findings = [node(), sqlite(), await kernel(), typescript()]
      if (Option.isSome(store)) findings.push(await database(store.value, terminal))
      const width = Math.max(...findings.map((finding) => finding.name.length))
      const line = ({ name, fine, value, next, running = [] }: Finding) => [
        `${terminal.style(fine ? "green" : "red", fine ? "ok " : "bad")} ${name.padEnd(width)}  ${value}`,
        ...running.map(({ workflow, hash, count: cases }) =>
          `${workflow} ${hash.slice(0, 12)}: ${count(cases, "case")}`).map(under),
        ...(next === undefined ? [] : [under(next)]),
      ].join("\n")
      const under = (text: string) => `    ${" ".repeat(width)}  ${text}`
      terminal.result({ version: version(), findings }, [`knhk ${version()}`, ...findings.map(line)].join("\n"))
      return findings.every((finding) => finding.fine) ? ExitCode.fine : ExitCode.environment
    }),
).pipe(Command.withDescription("Show what knhk found on this machine: Node, SQLite, kernel, TypeScript, database"))

function node(): Finding {
  const finding = { name: "node", value: `${process.versions.node} on ${process.platform}-${process.arch}` }
  const next = tooOld() ?? (process.features.typescript === false
    ? "It is told not to run TypeScript: leave out --no-strip-types (look into NODE_OPTIONS)." : undefined)
  return next === undefined ? { ...finding, fine: true } : { ...finding, fine: false, next }
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
  const { kind, reason, abi, simd, path, warning } = kernelInfo()
  const facts = kind === "portable" ? "" : ` (ABI ${abi}, sweeps by ${simd}, ${path})`
  const value = `${kind}${facts}: ${reason}`
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

/** Bytes that SQLite checks in a second once they are in memory; a file above is announced. */
const BYTES_PER_SECOND = 1e9
/** The most sentences of SQLite about a damaged file that are shown. */
const DAMAGES = 5

async function database(path: string, terminal: Terminal): Promise<Finding> {
  const { SqliteReader } = await import("../../src/runtime/sqlite-reader.ts")
  try {
    const reader = new SqliteReader(path)
    const { size } = statSync(path)
    if (size > BYTES_PER_SECOND) {
      const seconds = count(Math.ceil(size / BYTES_PER_SECOND), "second")
      terminal.note(`checking all of ${path} (${(size / 1e9).toFixed(1)} GB): ${seconds}, more from a slow disk`)
    }
    const damage = reader.damage()
    if (damage.length > 0) {
      const value = `${path} is damaged: ${damage.slice(0, DAMAGES).join("; ").replaceAll("\n", " ")}`
      const next = "Restore it from a backup, or save what is left with sqlite3's .recover."
      return { name: "store", fine: false, value, next }
    }
    const running = await reader.runningCounts()
    await reader.close()
    const cases = running.reduce((sum, { count }) => sum + count, 0)
    return { name: "store", fine: true, value: `${path} is whole; ${count(cases, "case")} not over`, running }
  } catch (error) {
    const failure = engineFailure(error)
    if (failure === undefined) throw error
    return { name: "store", fine: false, value: failure.message }
  }
}
