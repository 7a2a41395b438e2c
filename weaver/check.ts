/**
 * The checker of telemetry, after OpenTelemetry Weaver, and beside it where it is installed.
 *
 *   node weaver/check.ts registry [-r DIR]
 *   node weaver/check.ts live-check FILE [-r DIR] [--fail-on LEVEL] [--require-seen] [--format json]
 *
 * FILE is a JSON list of samples (`-` reads standard input). Exit code 0: nothing at or above LEVEL (violation); 1: a
 * finding, or Weaver and this checker differ; 2: the command or the file cannot be used. With `weaver` on the PATH, or
 * named by WEAVER_BIN, both run and must agree on the findings that Weaver has rules for.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { fails, type Finding, render, type Threshold, thresholds } from "./finding.ts"
import { registryDirectory } from "./generate.ts"
import { checkMetrics, checkOrder, checkSeen, checkSpans } from "./hierarchy.ts"
import { liveCheck } from "./live.ts"
import { readRegistry, type Registry } from "./registry.ts"
import type { Sample } from "./sample.ts"

/** All findings about the samples: Weaver's rules, then our own. `requireSeen`: every signal must have a sample. */
export function check(registry: Registry, samples: readonly Sample[], requireSeen = false): readonly Finding[] {
  return [
    ...liveCheck(registry, samples),
    ...checkSpans(registry, samples),
    ...checkOrder(registry, samples),
    ...checkMetrics(registry, samples),
    ...(requireSeen ? checkSeen(registry, samples) : []),
  ]
}

/** Whether Weaver takes the registry as we do. Its report of one has no ids, so only the verdicts are compared. */
export function compareRegistry(registry: string, findings: readonly Finding[]): Comparison {
  const options = { encoding: "utf8" } as const
  const run = spawnSync(process.env.WEAVER_BIN ?? "weaver", ["registry", "check", "-r", registry, "--v2"], options)
  if (run.error !== undefined) return "not installed"
  const [theirs, ours] = [run.status === 0, !fails(findings, "violation")]
  return theirs === ours ? [] : [`weaver ${theirs ? "takes" : "refuses"} the registry: ${run.stderr || run.stdout}`]
}

/**
 * Where Weaver's findings and ours differ, as counts by signal, id and level; `not installed` if there is no Weaver to
 * ask. Findings of our own ids are left out.
 */
export function compareWithWeaver(registry: string, file: string, ours: readonly Finding[]): Comparison {
  const binary = process.env.WEAVER_BIN ?? "weaver"
  const args = ["registry", "live-check", "-r", registry, "--v2", "--fail-on", "none", "--format", "json"]
  const options = { encoding: "utf8", maxBuffer: 1 << 28 } as const
  const run = spawnSync(binary, [...args, "--input-source", file, "--input-format", "json"], options)
  if (run.error !== undefined) return "not installed"
  const report = run.stdout.slice(run.stdout.indexOf("{"))
  const theirs = tally(adviceIn(report === "" ? undefined : JSON.parse(report)))
  const mine = tally(ours.filter((finding) => !finding.id.startsWith("knhk_")))
  const keys = [...new Set([...theirs.keys(), ...mine.keys()])].sort()
  return keys.filter((key) => theirs.get(key) !== mine.get(key))
    .map((key) => `${key}: weaver ${theirs.get(key) ?? 0}, this checker ${mine.get(key) ?? 0}`)
}

type Comparison = "not installed" | readonly string[]

/** Weaver hangs its findings (`all_advice`) on each part of the samples that it repeats. */
function adviceIn(report: unknown): readonly Finding[] {
  if (typeof report !== "object" || report === null) return []
  return Object.entries(report).flatMap(([key, value]) =>
    key === "all_advice" && Array.isArray(value) ? (value as Finding[]) : adviceIn(value))
}

function tally(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { id, level, signal_type, signal_name } of findings) {
    const key = `${signal_type ?? ""} ${signal_name ?? ""} ${id} ${level}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const usage = "usage: node weaver/check.ts registry | live-check FILE  [-r DIR] " +
  `[--fail-on ${thresholds.join("|")}] [--require-seen] [--format json]`

type Say = (line: string) => void

/** Runs one command line; returns the exit code. `say` takes findings, `note` what there is to say about the run. */
export function main(argv: readonly string[], say: Say = console.log, note: Say = console.error): number {
  let parsed
  try {
    parsed = parseArgs({
      args: [...argv], allowPositionals: true,
      options: {
        registry: { type: "string", short: "r", default: registryDirectory },
        format: { type: "string", default: "text" },
        "fail-on": { type: "string", default: "violation" },
        "require-seen": { type: "boolean", default: false },
      },
    })
  } catch (error) {
    note(`${(error as Error).message.split("\n")[0]}\n${usage}`)
    return 2
  }
  const { values, positionals: [command, file] } = parsed
  const failOn = values["fail-on"] as Threshold
  if (!thresholds.includes(failOn) || !(command === "registry" || (command === "live-check" && file !== undefined))) {
    note(usage)
    return 2
  }
  let findings: readonly Finding[]
  let samples: readonly Sample[] | undefined
  try {
    const { registry, findings: faults } = readRegistry(values.registry)
    if (command === "live-check") samples = JSON.parse(readFileSync(file === "-" ? 0 : file!, "utf8"))
    if (samples !== undefined && !Array.isArray(samples)) throw new Error("the samples must be a JSON list")
    findings = [...faults, ...(samples === undefined ? [] : check(registry, samples, values["require-seen"]))]
  } catch (error) {
    note(`cannot check: ${(error as Error).message}`)
    return 2
  }
  if (values.format === "json") say(JSON.stringify(findings, null, 2))
  else for (const finding of findings) say(render(finding))
  if (file === "-") return fails(findings, failOn) ? 1 : 0
  const difference = file === undefined
    ? compareRegistry(values.registry, findings) : compareWithWeaver(values.registry, file, findings)
  if (difference === "not installed") note("only this checker ran: weaver is not on the PATH and WEAVER_BIN is not set")
  else for (const line of difference) note(`differs from weaver: ${line}`)
  return fails(findings, failOn) || (difference !== "not installed" && difference.length > 0) ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2))
