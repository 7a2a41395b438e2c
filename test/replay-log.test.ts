/** The reader of event logs: what it makes of good ones, and what it says of bad ones. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, expect, test } from "vitest"
import { LogFailure, type LogFault, type LogTrace } from "../compiler/replay/log.ts"
import { readLog } from "../compiler/replay/xes.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "knhk-log-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(bytes: string | Uint8Array): Promise<readonly LogTrace[]> {
  const file = join(folder, "log.xes")
  writeFileSync(file, bytes)
  return collect(file)
}

async function collect(file: string): Promise<readonly LogTrace[]> {
  const traces: LogTrace[] = []
  for await (const trace of readLog(file)) traces.push(trace)
  return traces
}

const event = (activity: string, lifecycle?: string) =>
  `<event><string key="concept:name" value="${activity}"/>` +
  `${lifecycle === undefined ? "" : `<string key="lifecycle:transition" value="${lifecycle}"/>`}</event>`
const trace = (caseId: string, ...events: readonly string[]) =>
  `<trace><string key="concept:name" value="${caseId}"/>${events.join("")}</trace>`
const log = (...traces: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">` +
  `${traces.join("\n")}</log>`

const shape = (traces: readonly LogTrace[]) =>
  traces.map(({ caseId, events, skipped }) => [caseId, events.map(({ activity }) => activity).join(" "), skipped])

test("a log gives its traces in order, with the four things an event says of itself", async () => {
  const full = `<event><string key="org:resource" value="Ann"/>
    <date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/>
    <string key="concept:name" value="check &amp; sign"/><string key="lifecycle:transition" value="COMPLETE"/></event>`
  const traces = await read(log(trace("c1", full, event("send")), trace("c2")))
  expect(shape(traces)).toEqual([["c1", "check & sign send", 0], ["c2", "", 0]])
  expect(traces[0]!.events[0]).toEqual({
    activity: "check & sign", lifecycle: "complete", time: "2011-10-11T13:45:40.276+02:00", resource: "Ann",
  })
  expect(traces[0]!.events[1]).toEqual({ activity: "send" })
})

test("only complete events are kept where the lifecycle is said, and the others are counted", async () => {
  const events = [event("a", "start"), event("a", "complete"), event("b"), event("c", "schedule")]
  expect(shape(await read(log(trace("c1", ...events))))).toEqual([["c1", "a b", 2]])
})

test("globals, classifiers, nested attributes and prefixes of the namespace do not disturb", async () => {
  const text = `<?xml version="1.0"?><x:log xmlns:x="http://www.xes-standard.org/"><!-- a comment -->
    <x:extension name="Concept" prefix="concept" uri="u"/>
    <x:global scope="event"><x:string key="concept:name" value="UNKNOWN"/></x:global>
    <x:classifier name="Activity" keys="concept:name"/><x:string key="concept:name" value="the log itself"/>
    <x:trace><x:int key="meta" value="1"><x:string key="concept:name" value="not the case"/></x:int>
      <x:string key="concept:name" value="c1"/>
      <x:event><x:list key="l"><x:values><x:string key="concept:name" value="not the activity"/></x:values></x:list>
        <x:string key="concept:name" value="a"/></x:event></x:trace>
    <x:trace><x:event><x:string key="concept:name" value="b"/></x:event></x:trace></x:log>`
  expect(shape(await read(text))).toEqual([["c1", "a", 0], ["trace 2", "b", 0]])
})

test("a compressed log reads the same whatever its name, also where characters straddle chunks", async () => {
  const traces = Array.from({ length: 3_000 }, (_, n) => trace(`zaak-${n}`, event(`één ${n}`), event("naïef")))
  const text = log(...traces)
  const plain = await read(text)
  expect(plain).toHaveLength(3_000)
  expect(plain.at(-1)!.events[0]!.activity).toBe("één 2999")
  expect(await read(gzipSync(text))).toEqual(plain)
  expect(await read(`\uFEFF${text}`)).toEqual(plain)
})

test("reading tells how many bytes of the file are done", async () => {
  const text = log(...Array.from({ length: 2_000 }, (_, n) => trace(`${n}`, event("a"))))
  const file = join(folder, "progress.xes")
  writeFileSync(file, text)
  const seen: number[] = []
  for await (const _ of readLog(file, { onRead: (bytes) => seen.push(bytes) })) void _
  expect(seen.length).toBeGreaterThan(1)
  expect(seen.at(-1)).toBe(text.length)
})

const good = log(trace("c1", event("a"), event("b")), trace("c2", event("a")))
const bad: readonly (readonly [what: string, bytes: string | Uint8Array, LogFault, sentence: string])[] = [
  ["an empty file", "", "empty", "log.xes: the file is empty; give a log in XES 1.0."],
  ["a log without a trace", log(), "empty", "log.xes: the log holds no trace; there is nothing to replay."],
  ["plain text", "case,activity\n1,a\n", "xml",
    "log.xes:1:1: this is not XML; give a log in XES 1.0."],
  ["a tag that is closed by another", "<log>\n<trace></event></log>", "xml",
    "log.xes:2:15: this is not well-formed XML (unexpected close tag); export the log again."],
  ["an entity of its own", "<log>\n<trace>&boom;</trace></log>", "xml",
    "log.xes:2:13: this is not well-formed XML (undefined entity); export the log again."],
  ["a DOCTYPE with entities", `<!DOCTYPE log [<!ENTITY a "aaaa">]><log/>`, "refused",
    "log.xes:1:35: the log has a DOCTYPE, which XES does not need and which is not read; remove it."],
  ["another XML document", `<?xml version="1.0"?>\n<html><body/></html>`, "xes",
    "log.xes:2:1: the document begins with <html> where XES has <log>; give a log in XES 1.0."],
  ["an event without an activity", `<log>\n<trace>\n  <event><int key="n" value="1"/></event></trace></log>`, "xes",
    "log.xes:3:3: this event has no concept:name, which says its activity; add it or remove the event."],
  ["an event outside of a trace", `<log>\n <event/></log>`, "xes",
    "log.xes:2:2: <event> must stand directly in <trace>, not in <log>."],
  ["a trace in a trace", `<log><trace>\n<trace/></trace></log>`, "xes",
    "log.xes:2:1: <trace> must stand directly in <log>, not in <trace>."],
  ["a log that was cut short", good.slice(0, good.indexOf("</event>")), "cut",
    "log.xes:2:151: the log ends before <event> is closed; it was cut short: fetch it again."],
  ["a log that was cut between two traces", good.slice(0, good.indexOf("</trace>") + 9), "cut",
    "log.xes:3:1: the log ends before <log> is closed; it was cut short: fetch it again."],
  ["another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><log/>`, "encoding",
    "log.xes:1:43: the log says that it is written in ISO-8859-1; convert it to UTF-8."],
  ["bytes that are not UTF-8", Buffer.from(log(trace("c1", event("caf\xe9"))), "latin1"), "encoding",
    "log.xes:1:1: the log is not written in UTF-8 from about here; convert it."],
  ["elements without end", "<log>".concat("<list>".repeat(70)), "refused",
    "log.xes:1:384: elements are nested deeper than 64; no log needs that."],
  ["a comment without end", "<log><!-- ".concat("x".repeat(17 * 1024 * 1024)), "refused", "16 MiB without an element"],
  ["compressed bytes that were cut short", gzipSync(good).subarray(0, -20), "gzip",
    "log.xes: the compressed log was cut short; fetch it again."],
  ["compressed bytes that are damaged", damaged(gzipSync(good)), "gzip",
    "log.xes: the compressed log is damaged; fetch it again."],
]

function damaged(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(0xdeadbeef, bytes.length - 8)
  return bytes
}

test.each(bad)("%s is refused with one sentence", async (_, bytes, reason, sentence) => {
  const failure = await read(bytes).then(() => undefined, (error: unknown) => error)
  expect(failure).toBeInstanceOf(LogFailure)
  expect(failure).toMatchObject({ _tag: "LogFailure", reason })
  const { message } = failure as LogFailure
  expect(message.replace(`${folder}/`, "")).toContain(sentence)
  expect(message).not.toContain("\n")
})

test("a path that is no file is refused with one sentence", async () => {
  await expect(collect(join(folder, "nowhere.xes"))).rejects.toMatchObject({ reason: "missing" })
  await expect(collect(folder)).rejects.toMatchObject({ reason: "unreadable" })
  await expect(collect(folder)).rejects.toThrow(`${folder}: this is a folder; give the log file in it.`)
})

test("a log cut short anywhere fails and never yields a torn trace", async () => {
  const whole = await read(good)
  for (let length = 1; length < good.length; length += 7) {
    const traces: LogTrace[] = []
    writeFileSync(join(folder, "log.xes"), good.slice(0, length))
    const failed = await (async () => {
      for await (const one of readLog(join(folder, "log.xes"))) traces.push(one)
    })().then(() => false, (error: unknown) => error instanceof LogFailure)
    expect(failed).toBe(true)
    expect(traces).toEqual(whole.slice(0, traces.length))
  }
})
