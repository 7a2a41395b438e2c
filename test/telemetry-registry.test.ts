/** The telemetry registry and what is generated from it: that it is sound, and that each rule finds what it is for. */
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, test } from "vitest"
import * as names from "../src/runtime/generated/telemetry.ts"
import { registryDirectory, soundRegistry, stale } from "../weaver/generate.ts"
import { readRegistry } from "../weaver/registry.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "knhk-weaver-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const registry = soundRegistry()

test("the registry has no finding, and every signal says what it is and when it is emitted", () => {
  expect(readRegistry(registryDirectory).findings).toEqual([])
  const signals = [...registry.spans.values(), ...registry.events.values(), ...registry.metrics.values()]
  expect(signals.length).toBeGreaterThan(20)
  for (const { brief, note } of signals) expect(`${brief} ${note}`).toMatch(/Emitted|Recorded|Counted|Up at|Up when/)
})

test("the generated names and the page are what the registry makes them", () => {
  expect(stale(registry)).toEqual([])
})

test("no telemetry name is written by hand", () => {
  const { attributes, spans, events, metrics } = registry
  const all = new Set([attributes, spans, events, metrics].flatMap((known) => [...known.keys()]))
  const literals = (text: string) =>
    [...text.matchAll(/(["'`])([a-z][a-z0-9_.]*)\1/g)].map((match) => match[2]!).filter((word) => all.has(word))
  expect(literals('span("knhk.case")')).toEqual(["knhk.case"])
  const files = globSync(["src/**/*.ts", "compiler/**/*.ts"], { cwd: root, exclude: ["**/generated/**"] })
  expect(files.length).toBeGreaterThan(20)
  for (const file of files) expect([file, literals(readFileSync(join(root, file), "utf8"))]).toEqual([file, []])
})

test("a builder refuses an attribute that is absent, unknown or not of the enum, before the program runs", () => {
  const facts = { workflowId: "order", caseId: "c" }
  // @ts-expect-error: caseId is required
  names.caseStartedEvent({ workflowId: "order" })
  // @ts-expect-error: there is no such attribute
  names.caseStartedEvent({ ...facts, casseKey: "k" })
  // @ts-expect-error: not a status
  names.caseSpanEnd({ caseStatus: "done" })
  expect(names.caseStartedEvent(facts)).toEqual({
    name: "knhk.case.started", severity: "info", attributes: { "knhk.workflow.id": "order", "knhk.case.id": "c" },
  })
})

/** A registry of one file, written for one test. */
function registryOf(yaml: string): string {
  const directory = mkdtempSync(join(folder, "registry-"))
  const manifest = "schema_url: https://example.invalid/shop/1.0.0\nstability: development\n"
  writeFileSync(join(directory, "manifest.yaml"), manifest)
  mkdirSync(join(directory, "shop"))
  writeFileSync(join(directory, "shop", "all.yaml"), `file_format: definition/2\n${yaml}`)
  return directory
}

const said = "brief: B., note: N., stability: development, requirement_level: recommended"
const attribute = (key: string, more = "type: string, examples: [a]") =>
  `  - {key: ${key}, brief: B., stability: development, ${more}}\n`
const attributes = (...all: readonly string[]) => `attributes:\n${all.join("")}`
const event = (name: string, more = "") => `events:\n  - {name: ${name}, ${said}${more}}\n`
const metric = (more: string) => `metrics:\n  - {name: a.m, ${said}, ${more}}\n`
const span = (name: string) => `spans:\n  - {type: a.s, kind: internal, name: {note: "${name}"}, ${said}}\n`
const ref = (key: string) => `, attributes: [{ref: ${key}, requirement_level: required}]`
const after = (name: string, same: string) => `, annotations: {knhk: {after: [{event: ${name}, same: ${same}}]}}`
const twins = "type: {members: [{id: x, value: v}, {id: y, value: v}]}"
const ab = attribute("a.b")

/** What is wrong, the registry, the rule that says so, the words it says. */
const faults: readonly (readonly [string, string, string, string])[] = [
  ["a key that the format does not have", attributes(attribute("a.b", "type: int, colour: red")),
    "structure", "`colour` is not a key here"],
  ["a brief that is missing", "attributes:\n  - {key: a.b, type: int, stability: development}\n",
    "structure", "lacks `brief`"],
  ["a stability that does not exist", "attributes:\n  - {key: a.b, type: int, brief: B., stability: solid}\n",
    "structure", "must be stable or"],
  ["a type that does not exist", attributes(attribute("a.b", "type: text")), "structure", "must be string or"],
  ["a text without examples", attributes(attribute("a.b", "type: string")), "examples", "a.b is a text"],
  ["an upper-case name", attributes(attribute("a.B", "type: int")), "name", "a.B is not lower case"],
  ["a name without a namespace", attributes(attribute("size", "type: int")), "name", "size has no namespace"],
  ["an attribute that is also a namespace", attributes(ab, attribute("a.b.c")),
    "namespace", "a.b is an attribute and also"],
  ["an attribute defined twice", attributes(ab, ab), "duplicate", "a.b is defined twice"],
  ["an enum with two members of one value", attributes(attribute("a.b", twins)), "duplicate", "a.b has two members"],
  ["a reference to nothing", event("a.b", ref("a.c")), "reference", "there is no attribute a.c"],
  ["a reference without a level", attributes(ab) + event("a.e", ", attributes: [{ref: a.b}]"),
    "structure", "lacks `requirement_level`"],
  ["a group that does not exist", event("a.b", ", attributes: [{ref_group: a.g}]"),
    "reference", "there is no attribute group a.g"],
  ["an attribute on no signal", attributes(ab), "unused", "a.b is on no signal"],
  ["an order after an event that does not exist", attributes(ab) + event("a.e", ref("a.b") + after("a.f", "a.b")),
    "reference", "a.e comes after a.f"],
  ["an order by an attribute that the event does not have",
    attributes(ab) + event("a.e", ref("a.b") + after("a.e", "a.c")),
    "reference", "a.c is no attribute of a.e"],
  ["a unit that is none", metric("instrument: counter, unit: seconds"), "unit", "seconds is not s"],
  ["an instrument that does not exist", metric("instrument: timer, unit: s"), "structure", "must be counter or"],
  ["a span name of an attribute it does not have", span("do {a.b}"), "reference", "{a.b} is no attribute required"],
  ["text that is not YAML", "events: [\n", "syntax", ""],
]

test.each(faults)("the registry check finds %s", (_, yaml, rule, words) => {
  const { findings } = readRegistry(registryOf(yaml))
  const found = findings.find((finding) => finding.id === `knhk_registry_${rule}` && finding.message.includes(words))
  const all = JSON.stringify(findings.map((one) => one.message))
  expect(found?.message, all).toMatch(/all\.yaml:\d+:|manifest\.yaml:\d+:/)
})

test("a folder without a manifest is no registry", () => {
  const directory = mkdtempSync(join(folder, "empty-"))
  expect(readRegistry(directory).findings.map((one) => one.id)).toEqual(["knhk_registry_structure"])
})
