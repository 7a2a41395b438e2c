/** Simulated cases are written as a log, and what was put in is estimated from it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, describe, expect, test } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { ReplayFailure } from "../compiler/replay/failure.ts"
import { readLog } from "../compiler/replay/xes.ts"
import { estimate, type Estimate, type EstimateOptions } from "../compiler/simulate/estimate.ts"
import type { SimulationParameters } from "../compiler/simulate/parameters.ts"
import { simulate, type SimulatedEvent } from "../compiler/simulate/simulate.ts"
import type { FlowDefinition } from "../src/definition/definition.ts"
import { any } from "./corpus/any-schema.ts"
import { define, routes } from "./corpus/pattern-definitions.ts"

const [MINUTE, HOUR] = [60_000, 3_600_000]
const scratch = mkdtempSync(join(tmpdir(), "knhk-simulation-"))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
const task = (name: string) => ({ kind: "task", task: name }) as const
const claims = compileDefinition(define("claims", {
  tasks: [
    "file", { name: "judge", kind: "decision", outcomes: { pay: any, ask: any, refuse: any } }, "question", "pay",
    "split", "mail", "call", "none", "both:silent",
    { name: "answer", kind: "receive", signal: { name: "answered" } }, "refuse", "end",
  ],
  ends: ["end"],
  flows: [
    to("file", "judge"),
    { kind: "xor", from: "judge", routes: { pay: task("pay"), ask: task("question"), refuse: task("refuse") } },
    to("question", "answer"), to("answer", "judge"), to("pay", "split"), to("refuse", "split"),
    { kind: "or", from: "split", routes: routes("mail", "call", "none") },
    { kind: "orJoin", from: { m: "mail", c: "call", n: "none" }, to: "both" }, to("both", "end"),
  ],
})).value!

const put: SimulationParameters = {
  arrival: { poisson: 20 * MINUTE },
  tasks: {
    file: { duration: { exponential: HOUR } },
    judge: { duration: { uniform: [HOUR, 3 * HOUR] }, outcomes: { pay: 0.6, ask: 0.3, refuse: 0.1 } },
    question: { duration: { triangular: [0, HOUR, 2 * HOUR] } },
    split: { duration: MINUTE, routes: { mail: 0.7, call: 0.2 } },
    mail: { duration: { logNormal: { mean: HOUR, deviation: HOUR } } },
    call: { duration: { normal: { mean: HOUR, deviation: 10 * MINUTE } } },
  },
  signals: { answered: { after: { exponential: 5 * HOUR } } },
}

/** A log in XES as other tools write it. Times are to the millisecond. */
function xes(cases: number, starts: boolean): string {
  const traces: string[][] = Array.from({ length: cases }, () => [])
  const note = ({ case: of, kind, task, time }: SimulatedEvent) => {
    if (kind !== "complete" && !(kind === "start" && starts)) return
    traces[of]!.push(`<event><string key="concept:name" value="${task}"/>` +
      `<string key="lifecycle:transition" value="${kind}"/>` +
      `<date key="time:timestamp" value="${new Date(Date.UTC(2026, 0) + time).toISOString()}"/></event>`)
  }
  simulate(claims, put, { cases, onEvent: note })
  const all = traces.map((events, i) => `<trace><string key="concept:name" value="c${i}"/>${events.join("")}</trace>`)
  return `<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">${all.join("\n")}</log>`
}

async function estimated(text: string | Uint8Array, options?: EstimateOptions): Promise<Estimate> {
  const file = join(scratch, "log.xes")
  writeFileSync(file, text)
  return estimate(claims, await Array.fromAsync(readLog(file, { starts: true })), options)
}

const CASES = 4_000
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const sampleOf = (value: unknown): readonly number[] => (value as { readonly sample: readonly number[] }).sample
/** Within three standard errors. */
function near(value: number, wanted: number, deviation: number, samples: number): void {
  expect(Math.abs(value - wanted)).toBeLessThan((3 * deviation) / Math.sqrt(samples))
}

describe("what was simulated is estimated from its log", () => {
  test("by starts and completions, as it was put in", async () => {
    const { parameters: { arrival, tasks, signals }, interval, durations, outcomes, uncounted, cases, events } =
      await estimated(gzipSync(xes(CASES, true)))
    expect([cases, uncounted, outcomes]).toEqual([CASES, null, ["judge", "split"]])
    expect(events).toBeGreaterThan(8 * CASES)
    expect(durations.every(({ from }) => from === "start")).toBe(true)
    expect(durations.map((one) => one.task)).toEqual([
      "file", "judge", "question", "pay", "split", "mail", "call", "none", "answer", "refuse", "end",
    ])
    expect(arrival).toEqual({ poisson: interval })
    near(interval!, 20 * MINUTE, 20 * MINUTE, CASES)
    const check = (of: unknown, mean: number, deviation: number) => {
      const sample = sampleOf(of)
      near(meanOf(sample), mean, deviation, sample.length)
      near(Math.sqrt(meanOf(sample.map((value) => (value - mean) ** 2))), deviation, 2 * deviation, sample.length)
    }
    check(tasks!["file"]!.duration, HOUR, HOUR)
    check(tasks!["judge"]!.duration, 2 * HOUR, (2 * HOUR) / Math.sqrt(12))
    check(tasks!["question"]!.duration, HOUR, HOUR / Math.sqrt(6))
    check(tasks!["call"]!.duration, HOUR, 10 * MINUTE)
    check(signals!["answered"]!.after, 5 * HOUR, 5 * HOUR)
    const { pay = 0, ask = 0, refuse = 0 } = tasks!["judge"]!.outcomes!
    const all = pay + ask + refuse
    near(pay / all, 0.6, Math.sqrt(0.24), all)
    near(ask / all, 0.3, Math.sqrt(0.21), all)
    const { mail, call, ...more } = tasks!["split"]!.routes as Record<string, number>
    expect(more).toEqual({})
    near(mail!, 0.7, Math.sqrt(0.21), CASES)
    near(call!, 0.2, Math.sqrt(0.16), CASES)
  })

  test("and takes as long when it is simulated again", async () => {
    const { parameters } = await estimated(xes(CASES, true))
    const [was, is] = [put, parameters].map((one) => simulate(claims, one, { cases: CASES }).cycle!)
    expect(Math.abs(is!.mean / was!.mean - 1)).toBeLessThan(0.05)
    expect(Math.abs(is!.p90 / was!.p90 - 1)).toBeLessThan(0.08)
  })

  test("by the event before where it has no starts, which it tells", async () => {
    const { parameters: { tasks, signals }, durations } = await estimated(xes(CASES, false))
    // The first event of a case has none before it.
    expect(durations.map((one) => one.task)).not.toContain("file")
    expect(durations.every(({ from }) => from === "previous event")).toBe(true)
    const judge = sampleOf(tasks!["judge"]!.duration)
    near(meanOf(judge), 2 * HOUR, (2 * HOUR) / Math.sqrt(12), judge.length)
    const answered = sampleOf(signals!["answered"]!.after)
    near(meanOf(answered), 5 * HOUR, 5 * HOUR, answered.length)
  })
})

describe("a log that says less", () => {
  const log = (...traces: readonly string[]) =>
    `<log>${traces.map((events) => `<trace>${events}</trace>`).join("")}</log>`
  const event = (name: string, time?: string, lifecycle = "complete") =>
    `<event><string key="concept:name" value="${name}"/><string key="lifecycle:transition" value="${lifecycle}"/>` +
    `${time === undefined ? "" : `<date key="time:timestamp" value="2026-01-01T${time}Z"/>`}</event>`

  test("of no times gives outcomes alone", async () => {
    const { parameters, interval, durations } = await estimated(log(event("file") + event("judge") + event("pay")))
    expect([interval, durations]).toEqual([null, []])
    expect(parameters).toEqual({ tasks: { judge: { outcomes: { pay: 1, ask: 0, refuse: 0 } } }, signals: {} })
  })

  test("with a clock that goes back, with starts only or with other words measures what is left", async () => {
    const { durations } = await estimated(log(
      event("file", "10:00:00") + event("judge", "09:00:00") + event("pay", "09:30:00", "start"),
      event("file", "10:00:00", "schedule") + event("file", "10:00:00", "start") + event("file", "10:00:07"),
    ))
    expect(durations).toEqual([{ task: "file", from: "start", samples: 1 }])
  })

  test("calls tasks otherwise: the map tells", async () => {
    const text = log(event("File it", "10:00:00", "start") + event("File it", "11:00:00"))
    await expect(estimated(text)).rejects.toThrow(
      'no activity of the log is a task of "claims": say which is which with a map')
    const { parameters } = await estimated(text, { map: { "File it": "file" } })
    expect(parameters.tasks).toEqual({ file: { duration: { sample: [HOUR] } } })
    await expect(estimated(text, { map: { "File it": "fill" } })).rejects.toThrow(ReplayFailure)
  })

  test("is of a workflow that replay does not follow: durations all the same", async () => {
    const votes = compileDefinition(define("votes", {
      tasks: ["a", { name: "m", instances: { min: 1, max: 3, join: "all", rest: "absorb", open: false } }],
      flows: [to("a", "m")],
    })).value!
    const events = ["a", "m", "m"].map((activity, i) => ({ activity, time: new Date(i * 1_000).toISOString() }))
    const { parameters, uncounted } = estimate(votes, [{ caseId: "c", events, skipped: 0 }])
    expect(uncounted).toMatch(/^"m" of votes is done several times/)
    expect(parameters.tasks).toEqual({ m: { duration: { sample: [1_000, 1_000] } } })
  })
})
