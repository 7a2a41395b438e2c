/** Whatever a file of nets holds, a reader says where it is wrong or gives a net that is well-formed. */
import fc from "fast-check"
import { expect, test } from "vitest"
import type { Net } from "../compiler/ir/net.ts"
import { printNet } from "../compiler/ir/text.ts"
import { jsonNet } from "../compiler/nets/json-lines.ts"
import { linesOf } from "../compiler/nets/lines.ts"
import { NetFailure } from "../compiler/nets/net-failure.ts"
import { PnmlReader } from "../compiler/nets/pnml-reader.ts"
import { form } from "../compiler/verify/form.ts"
import { runs, seed } from "./random.ts"

const RUNS = runs(1_500)

/** A net as it may be drawn: the last place is an end. */
interface Drawn {
  readonly names: readonly string[]
  readonly transitions: readonly { readonly inputs: readonly number[]; readonly outputs: readonly number[] }[]
  readonly marked: readonly number[]
  readonly safe: readonly number[]
}

const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 2, max: 6 }).chain((size) => {
  const some = (last: number, minLength: number) => fc.uniqueArray(fc.nat(last), { minLength, maxLength: 3 })
  const transition = fc.record({ inputs: some(size - 2, 1), outputs: some(size - 1, 0) })
  return fc.record({
    names: fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: size, maxLength: size }),
    transitions: fc.array(transition, { minLength: 1, maxLength: 5 })
      .map((all) => [...all, { inputs: [0], outputs: [size - 1] }]),
    marked: some(size - 2, 1), safe: some(size - 1, 0),
  })
})

const jsonText = ({ names, transitions, marked, safe }: Drawn) => JSON.stringify({
  id: "n", p: names, m0: marked, t: transitions.map(({ inputs, outputs }, t) => [`t${t}`, inputs, outputs]),
  ends: [names.length - 1], safe,
})

const pnmlText = ({ names, transitions, marked }: Drawn) => [
  '<?xml version="1.0"?><pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">',
  '<net id="n" type="http://www.pnml.org/version-2009/grammar/ptnet"><name><text>n</text></name><page id="g">',
  ...names.map((_, p) => `<place id="p${p}"><name><text>place ${p}</text></name>`
    + `${marked.includes(p) ? "<initialMarking><text>1</text></initialMarking>" : ""}</place>`),
  ...transitions.map((_, t) => `<transition id="t${t}"><graphics><offset x="1" y="2"/></graphics></transition>`),
  ...transitions.flatMap(({ inputs, outputs }, t) => [
    ...inputs.map((p) => `<arc id="i${t}.${p}" source="p${p}" target="t${t}"/>`),
    ...outputs.map((p) =>
      `<arc id="o${t}.${p}" source="t${t}" target="p${p}"><inscription><text>1</text></inscription></arc>`),
  ]),
  "</page></net></pnml>",
].join("\n")

/** What a line says: a net, or what is wrong with it. */
function readJson(text: string): Net | NetFailure {
  try {
    return jsonNet(text, { file: "f", line: 1 })
  } catch (error) {
    if (error instanceof NetFailure) return error
    throw error
  }
}

/** All that a document says, read in pieces of a size. */
function readPnml(text: string, size = text.length + 1): readonly (Net | NetFailure)[] {
  const reader = new PnmlReader("f")
  const found: (Net | NetFailure)[] = []
  try {
    for (let from = 0; from < text.length; from += size) reader.write(text.slice(from, from + size))
    reader.end()
  } catch (error) {
    if (!(error instanceof NetFailure)) throw error
    found.push(error)
  }
  return [...reader.take().map(({ net }) => net), ...found]
}

function check(found: Net | NetFailure, text: string): void {
  if (found instanceof NetFailure) {
    const { line, column, message } = found
    expect(message).not.toMatch(/[\n\u0000-\u001f]|undefined|NaN|\[object/)
    if (line === undefined || column === undefined) return
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(text.split(/\r\n?|\n/).length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual(text.length + 1)
    return
  }
  const wrong: string[] = []
  form(found, (what) => wrong.push(what))
  expect(wrong).toEqual([])
}

const pieces = [
  "[", "]", "{", "}", '"', "\\", ",", ":", "0", "-1", "256", "9".repeat(40), "1e9", "null", "true", "\\u0000", '"p"',
  '"m0":[0]', "<", ">", "/>", "&", "&lt;", "&#0;", "&#x10FFFF;", "&boom;", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>",
  "<page>", "</net>", '<place id="p0"/>', "<transition/>", "<text>", "</text>", '<arc source="p0" target="t0"/>',
  "<!DOCTYPE x>", "\u0000", "\n", "\r", "\u{1d4b3}", "\ud800", "\ufeff", "<inscription><text>300</text></inscription>",
  '<referencePlace id="r" ref="r"/>',
]

/** Changes of a text: something goes, something comes, a part of it comes again somewhere else. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  put: fc.oneof(fc.constant(""), fc.constantFrom(...pieces), fc.string({ maxLength: 4 })),
  again: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
})

const mutated = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.array(change, { minLength: 1, maxLength: 4 })).map(([whole, changes]) =>
    changes.reduce((now, { at, length, put, again }) => {
      const from = Math.floor(at * now.length)
      const copied = again === null ? "" : now.slice(Math.floor(again * now.length)).slice(0, length)
      return now.slice(0, from) + put + copied + now.slice(from + length)
    }, whole))

const options = { seed, numRuns: RUNS }

test(`a net is read as it was drawn, from JSON and from PNML (seed ${seed})`, () => {
  fc.assert(fc.property(drawn, (one) => {
    const json = readJson(jsonText(one)) as Net
    check(json, "")
    expect(json.conditions.map(({ name, bound }) => [name, bound]))
      .toEqual(one.names.map((name, p) => [name, one.safe.includes(p) ? 1 : 255]))
    const arcs = (net: Net) => net.tasks.map(({ inputs, outcomes }) => ({
      inputs: inputs.map(({ condition }) => condition), outputs: outcomes[0]!.outputs.map(({ condition }) => condition),
    }))
    expect(arcs(json)).toEqual(one.transitions)
    expect([json.input, ...(json.marked ?? [])]).toEqual(one.marked)
    const [pnml, ...others] = readPnml(pnmlText(one)) as readonly Net[]
    check(pnml!, "")
    expect([arcs(pnml!), others]).toEqual([one.transitions, []])
  }), options)
})

test(`a line of JSON that was changed is a net or is refused at its place (seed ${seed})`, () => {
  let [nets, failures] = [0, 0]
  fc.assert(fc.property(mutated(drawn.map(jsonText)), (text) => {
    const found = readJson(text)
    check(found, text)
    if (found instanceof NetFailure) return void failures++
    nets++
    // What is read here is JSON for others too, and says the same.
    expect(JSON.parse(text)).toMatchObject({ p: { length: found.conditions.length } })
  }), options)
  expect([nets > 0, failures > RUNS / 2]).toEqual([true, true])
})

test(`a document that was changed is nets or is refused at its place, in pieces of any size (seed ${seed})`, () => {
  let [nets, failures] = [0, 0]
  fc.assert(fc.property(mutated(drawn.map(pnmlText)), fc.integer({ min: 1, max: 300 }), (text, size) => {
    const found = readPnml(text)
    for (const one of found) check(one, text)
    if (found.some((one) => one instanceof NetFailure)) failures++
    else nets++
    // Where XML itself is broken, the parser says how far it had looked.
    const said = (all: readonly (Net | NetFailure)[]) => all.map((one) =>
      !(one instanceof NetFailure) ? printNet(one) : one.reason === "xml" ? "xml" : one.message)
    expect(said(readPnml(text, size))).toEqual(said(found))
  }), options)
  expect([nets > 0, failures > RUNS / 2]).toEqual([true, true])
})

test(`any bytes are lines of text or are refused (seed ${seed})`, async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((b) => (b % 7 === 0 ? 10 : b))))
  await fc.assert(fc.asyncProperty(chunks, async (parts) => {
    async function* bytes(): AsyncGenerator<Uint8Array> { yield* parts }
    const whole = Buffer.concat(parts).toString("latin1").split("\n")
    let before = 0
    for await (const { number, text } of linesOf(bytes(), "f")) {
      expect(number).toBeGreaterThan(before)
      before = number
      const raw = Buffer.from(whole[number - 1]!, "latin1")
      if (typeof text === "string") expect(text).toBe(new TextDecoder().decode(raw))
      else expect(text).toMatchObject({ reason: "encoding", line: number })
      check(readJson(typeof text === "string" ? text : ""), typeof text === "string" ? text : "")
    }
    expect(before).toBeLessThanOrEqual(whole.length)
  }), options)
})

const absurd: readonly (readonly [what: string, text: string])[] = [
  ["lists in lists", "[".repeat(4_000_000)],
  ["objects in objects", '{"id":'.repeat(1_000_000)],
  ["lists in lists of a field", `{"m0":${"[".repeat(4_000_000)}`],
  ["a million fields", `{${Array.from({ length: 300_000 }, (_, i) => `"f${i}":0`).join(",")}}`],
  ["a number without end", `{"m0":[${"9".repeat(4_000_000)}]}`],
  ["backslashes without end", `{"id":"${"\\".repeat(4_000_001)}"}`],
  ["quotes without end", `{"id":"${'\\"'.repeat(2_000_000)}`],
  ["commas without end", `{"m0":[${",".repeat(4_000_000)}`],
  ["space without end", `{"id"${" ".repeat(4_000_000)}`],
]

test.each(absurd)("%s are refused without being built", (_, text) => {
  const before = process.memoryUsage().heapUsed
  const found = readJson(text)
  expect(found).toBeInstanceOf(NetFailure)
  expect((found as NetFailure).message.length).toBeLessThan(400)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
})

const head = '<pnml><net id="n" type="x/ptnet">'
const absurdDocuments: readonly (readonly [what: string, text: string])[] = [
  ["elements in elements", `${head}${"<page>".repeat(500_000)}`],
  ["places in places", `${head}${"<place>".repeat(500_000)}`],
  ["entities in entities",
    `<!DOCTYPE p [<!ENTITY a "${"a".repeat(1_000)}"><!ENTITY b "${"&a;".repeat(1_000)}">]><pnml>&b;</pnml>`],
  ["an entity of another file", '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><pnml>&a;</pnml>'],
  ["attributes without end", `${head}<place ${Array.from({ length: 700_000 }, (_, i) => `a${i}=""`).join(" ")}`],
  ["a name without end", `${head}<place id="p"><name><text>${"x".repeat(5_000_000)}`],
  ["labels without end", `${head}<place id="p">${"<name/>".repeat(700_000)}`],
  ["tokens without end", `${head}${Array.from({ length: 5_000 }, (_, i) =>
    `<place id="p${i}"><initialMarking><text>255</text></initialMarking></place>`).join("")}</net></pnml>`],
]

test.each(absurdDocuments)("%s are refused without being built", (_, text) => {
  const before = process.memoryUsage().heapUsed
  const found = readPnml(text, 64 * 1024)
  expect(found).toEqual([expect.any(NetFailure)])
  expect((found[0] as NetFailure).message.length).toBeLessThan(400)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(256 * 1024 * 1024)
})
