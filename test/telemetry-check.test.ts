/** The checker of telemetry: that it passes what the builders make, and that each rule finds what it is for. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, test, vi } from "vitest"
import * as names from "../src/runtime/generated/telemetry.ts"
import { check, compareRegistry, compareWithWeaver, main } from "../weaver/check.ts"
import type { Finding } from "../weaver/finding.ts"
import { registryDirectory, soundRegistry } from "../weaver/generate.ts"
import type { Sample } from "../weaver/sample.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "knhk-check-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const registry = soundRegistry()

type Ids = Readonly<Partial<Record<"trace_id" | "span_id" | "parent_span_id", string>>>
type Named = Readonly<Record<string, unknown>>

const list = (attributes: Named) => Object.entries(attributes).map(([name, value]) => ({ name, value }))
const log = (event: names.EventRecord): Sample =>
  ({ log: { event_name: event.name, attributes: list(event.attributes) } })
const span = ({ name, kind, attributes }: names.SpanStart, end: names.Attributes, ids: Ids): Sample =>
  ({ span: { name, kind, attributes: list({ ...attributes, ...end }), span_events: [], span_links: [], ...ids } })

const item = { workflowId: "order", caseId: "c1", workItemId: "c1:pick:1", taskName: "pick" }
const started = log(names.caseStartedEvent({ workflowId: "order", caseId: "c1" }))
const ended = log(names.caseEndedEvent({ workflowId: "order", caseId: "c1", caseStatus: "ok" }))
const enabled = log(names.workItemEnabledEvent({ ...item, taskKind: "automatic" }))
const begun = log(names.workItemStartedEvent({ ...item, taskKind: "automatic" }))
const done = log(names.workItemCompletedEvent({ ...item, taskOutcome: "done" }))
const caseEnd = names.caseSpanEnd({ caseStatus: "ok" })
const caseSpan = span(names.caseSpanStart(item), caseEnd, { trace_id: "t", span_id: "s1" })
const itemEnd = names.workItemSpanEnd({ workItemState: "completed", taskOutcome: "done" })
const itemSpan = (ids: Ids) => span(names.workItemSpanStart({ ...item, taskKind: "automatic" }), itemEnd, ids)
const child = (span_id: string, parent_span_id: string, trace_id = "t") =>
  itemSpan({ trace_id, span_id, parent_span_id })

const active = { name: "knhk.case.active", instrument: "updowncounter", unit: "{case}" }
const metric = (more: Partial<typeof active>, attributes: Named = { "knhk.workflow.id": "order" }): Sample =>
  ({ metric: { ...active, data_points: [{ attributes: list(attributes), value: 1 }], ...more } })

/** The sample with one attribute of another value, or without it. */
function altered(sample: Sample, name: string, value?: unknown): Sample {
  const [[kind, body]] = Object.entries(sample) as [[string, { attributes: readonly { name: string }[] }]]
  const others = body.attributes.filter((one) => one.name !== name)
  const attributes = value === undefined ? others : [...others, { name, value }]
  return { [kind]: { ...body, attributes } } as unknown as Sample
}

const good = [started, enabled, begun, done, ended, caseSpan, child("s2", "s1"), metric({})]
const severe = (findings: readonly Finding[]) =>
  findings.filter((one) => one.level !== "information" && one.id !== "not_stable")
    .map((one) => `${one.level} ${one.id}`)

test("samples made by the builders have no finding but that nothing is stable yet", () => {
  const findings = check(registry, good)
  expect(severe(findings)).toEqual([])
  expect(findings.filter((one) => one.id === "not_stable" && one.level === "improvement").length).toBeGreaterThan(10)
})

const mistakes: readonly (readonly [string, readonly Sample[], string])[] = [
  ["an event that does not exist", [{ log: { event_name: "knhk.case.begun", attributes: [] } }],
    "violation missing_event"],
  ["a metric that does not exist", [metric({ name: "knhk.case.count" })], "violation missing_metric"],
  ["a metric of another unit", [metric({ unit: "1" })], "violation unit_mismatch"],
  ["a metric of another instrument", [metric({ instrument: "counter" })], "violation unexpected_instrument"],
  ["a badly formed metric name", [metric({ name: "knhk.caseActive" })], "violation invalid_format"],
  ["a data point without a required attribute", [metric({}, {})], "violation required_attribute_not_present"],
  ["a data point with an attribute of another signal",
    [metric({}, { "knhk.workflow.id": "o", "knhk.case.status": "ok" })],
    "violation knhk_unexpected_attribute"],
  ["an event without a required attribute", [altered(started, "knhk.case.id")],
    "violation required_attribute_not_present"],
  ["an attribute that does not exist", [altered(started, "knhk.case.colour", "red")], "violation missing_attribute"],
  ["an attribute without a namespace", [altered(started, "colour", "red")], "improvement missing_namespace"],
  ["a badly formed attribute", [altered(started, "knhk.caseId", "c")], "violation invalid_format"],
  ["an attribute inside another", [altered(started, "knhk.case.id.part", "c")], "violation illegal_namespace"],
  ["an attribute of another type", [altered(started, "knhk.case.id", 7)], "violation type_mismatch"],
  ["an enum of another type", [altered(ended, "knhk.case.status", true)], "violation type_mismatch"],
  ["a span without a required attribute", [altered(caseSpan, "knhk.case.status")],
    "violation knhk_span_required_attribute_not_present"],
  ["a span with an attribute of another signal", [altered(caseSpan, "knhk.task.name", "pick")],
    "violation knhk_unexpected_attribute"],
  ["a span of a type that does not exist", [altered(caseSpan, "knhk.span.type", "knhk.day")],
    "violation knhk_missing_span"],
  ["a span whose name does not follow its attributes", [altered(caseSpan, "knhk.workflow.id", "other")],
    "violation knhk_span_name"],
  ["a span of another kind", [span({ ...names.caseSpanStart(item), kind: "client" }, caseEnd, {})],
    "violation knhk_span_kind"],
  ["a work item without a parent", [itemSpan({ trace_id: "t", span_id: "s2" })], "violation knhk_span_parent"],
  ["a work item under a work item", [caseSpan, child("s2", "s1"), child("s3", "s2")], "violation knhk_span_parent"],
  ["a case under a case", [caseSpan, span(names.caseSpanStart(item), caseEnd, { span_id: "s2", parent_span_id: "s1" })],
    "violation knhk_span_parent"],
  ["a child in another trace", [caseSpan, child("s2", "s1", "u")], "violation knhk_span_parent"],
  ["a work item that starts before it is enabled", [started, begun, enabled], "violation knhk_event_order"],
  ["an event after the end of its case", [started, ended, enabled], "violation knhk_event_order"],
  ["a work item that completes twice", [started, enabled, begun, done, done], "violation knhk_event_order"],
]

test.each(mistakes)("the live check finds %s", (_, samples, wanted) => {
  expect(severe(check(registry, samples))).toContain(wanted)
})

test("a value that an enum does not list, and a new name in a known namespace, are information", () => {
  const informed = (sample: Sample) =>
    check(registry, [started, sample]).filter((one) => one.level === "information").map((one) => one.id)
  expect(informed(altered(ended, "knhk.case.status", "lost"))).toContain("undefined_enum_variant")
  expect(informed(altered(ended, "knhk.case.colour", "red"))).toContain("extends_namespace")
})

test("with --require-seen a signal without a sample is a violation", () => {
  const findings = check(registry, good, true).filter((one) => one.id === "knhk_signal_not_seen")
  const unseen = findings.map((one) => one.signal_name)
  expect(unseen).toContain("knhk.kernel.events")
  expect(unseen).not.toContain("knhk.case.started")
  expect(unseen.length).toBe(registry.spans.size + registry.events.size + registry.metrics.size - 8)
})

test("the exit code follows the findings, and a bad command or file has its own", () => {
  const file = join(folder, "good.json")
  const bad = join(folder, "bad.json")
  writeFileSync(file, JSON.stringify(good))
  writeFileSync(bad, JSON.stringify([altered(started, "knhk.case.id")]))
  const run = (...argv: readonly string[]) => {
    const said: string[] = []
    const noted: string[] = []
    const code = main(argv, (line) => said.push(line), (line) => noted.push(line))
    return [code, said.join("\n"), noted.join("\n")] as const
  }
  vi.stubEnv("WEAVER_BIN", join(folder, "absent"))
  expect(run("registry").slice(0, 2)).toEqual([0, ""])
  expect(run("live-check", file)[0]).toBe(0)
  expect(run("live-check", file)[1]).toContain("improvement not_stable")
  expect(run("live-check", file, "--fail-on", "improvement")[0]).toBe(1)
  expect(run("live-check", file, "--require-seen")[0]).toBe(1)
  expect(run("live-check", bad)[0]).toBe(1)
  expect(run("live-check", bad, "--fail-on", "none")[0]).toBe(0)
  expect(run("live-check", join(folder, "none.json"))).toEqual([2, "", expect.stringContaining("cannot check: ENOENT")])
  expect(run("live-check")[0]).toBe(2)
  expect(run("live-check", file, "--fail-on", "all")[0]).toBe(2)
  expect(run("live-check", file, "--colour")[0]).toBe(2)
  expect(JSON.parse(run("registry", "--format", "json")[1])).toEqual([])
  vi.unstubAllEnvs()
})

test("beside a program that answers like Weaver both must agree, and alone the checker says that it is", () => {
  const file = join(folder, "both.json")
  writeFileSync(file, JSON.stringify([started]))
  const weaver = join(folder, "weaver")
  const answer = (findings: readonly Finding[]) => {
    const report = JSON.stringify({ samples: [{ live_check_result: { all_advice: findings } }] })
    writeFileSync(weaver, `#!/bin/sh\ncat <<'END'\n${report}\nEND\n`, { mode: 0o755 })
  }
  const run = (binary: string) => {
    const options = { encoding: "utf8", env: { ...process.env, WEAVER_BIN: binary } } as const
    const { status, stderr } = spawnSync(process.execPath, [join(root, "weaver/check.ts"), "live-check", file], options)
    return [status, stderr]
  }
  expect(run(join(folder, "absent"))).toEqual([0, expect.stringContaining("only this checker ran")])
  answer(check(registry, [started]))
  expect(run(weaver)).toEqual([0, expect.not.stringMatching(/only this checker|differs/)])
  answer([])
  const difference = "differs from weaver: log knhk.case.started not_stable improvement: weaver 0, this checker 3"
  expect(run(weaver)).toEqual([1, expect.stringContaining(difference)])
})

const installed = spawnSync(process.env.WEAVER_BIN ?? "weaver", ["--version"]).error === undefined

test.runIf(installed)("an installed Weaver takes the registry, and finds what this checker finds", () => {
  const samples = [...good, ...mistakes.flatMap(([, wrong]) => wrong)]
  const file = join(folder, "weaver.json")
  writeFileSync(file, JSON.stringify(samples))
  expect(compareRegistry(registryDirectory, [])).toEqual([])
  expect(compareWithWeaver(registryDirectory, file, check(registry, samples))).toEqual([])
})
