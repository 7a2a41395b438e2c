/** Nets as PNML: what becomes of documents of other tools and of our own, and what is said of those that are none. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { pnml } from "../compiler/graph/pnml.ts"
import type { Net } from "../compiler/ir/net.ts"
import { parseNet, printNet } from "../compiler/ir/text.ts"
import { NetFailure } from "../compiler/nets/net-failure.ts"
import { readNets } from "../compiler/nets/read-nets.ts"
import { form } from "../compiler/verify/form.ts"
import { corpus } from "./corpus/corpus.ts"

let folder = ""
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), "knhk-pnml-")) })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The nets of a document, and the sentence where one is none. */
async function read(bytes: string | Uint8Array): Promise<readonly (Net | string)[]> {
  const file = join(folder, "nets.pnml")
  writeFileSync(file, bytes)
  const found: (Net | string)[] = []
  const say = ({ message }: NetFailure) => {
    expect(message).not.toContain("\n")
    found.push(message.replace(`${file}`, "nets.pnml"))
  }
  try {
    for await (const { net } of readNets(file)) {
      if (net instanceof NetFailure) say(net)
      else found.push(wellFormed(net))
    }
  } catch (error) {
    if (!(error instanceof NetFailure)) throw error
    say(error)
  }
  return found
}

function wellFormed(net: Net): Net {
  const wrong: string[] = []
  form(net, (what) => wrong.push(what))
  expect(wrong).toEqual([])
  return net
}

const texts = async (bytes: string | Uint8Array) =>
  (await read(bytes)).map((one) => (typeof one === "string" ? one : printNet(one)))

const xmlns = 'xmlns="http://www.pnml.org/version-2009/grammar/pnml"'
const ptnet = "http://www.pnml.org/version-2009/grammar/ptnet"
const document = (...nets: readonly string[]) => `<?xml version="1.0"?>\n<pnml ${xmlns}>${nets.join("")}</pnml>`
const page = (content: string, beside = "") =>
  document(`<net id="n" type="${ptnet}">${beside}<page id="page">${content}</page></net>`)
const place = (id: string, tokens?: number | string) => tokens === undefined ? `<place id="${id}"/>`
  : `<place id="${id}"><initialMarking><text>${tokens}</text></initialMarking></place>`
const transition = (id: string) => `<transition id="${id}"/>`
const arc = (source: string, target: string, inside = "") =>
  `<arc id="${source}-${target}" source="${source}" target="${target}">${inside}</arc>`
const weight = (text: number | string) => `<inscription><text>${text}</text></inscription>`
/** From `a` through `x` to `b`. */
const simple = place("a") + place("b") + transition("x") + arc("a", "x") + arc("x", "b")
const simpleText = `net n implicit
condition a input bound 255
condition b output bound 255
task x and in a -> done: b
`

const good: readonly (readonly [what: string, bytes: string, ...texts: readonly string[]])[] = [
  ["a net without a marking starts in its source", page(simple), simpleText],
  ["arcs may come first", page(arc("a", "x") + arc("x", "b") + transition("x") + place("a") + place("b")), simpleText],
  ["a net may have no page", document(`<net id="n" type="${ptnet}">${simple}</net>`), simpleText],
  ["prefixes, comments, CDATA and tags over several lines do not disturb",
    `<p:pnml ${xmlns.replace("=", ":p=")}><p:net id="m" type="${ptnet}">
      <!-- its --><p:name><p:text><![CDATA[n]]></p:text></p:name><p:page
      id="page">${simple.replaceAll(/<(\/?)/g, "<$1p:").replace(" ", "\n        ")}</p:page></p:net></p:pnml>`,
    simpleText],
  ["graphics, words of tools and names of pages are passed over", page(
    `<name><text>a page</text></name>${simple}<toolspecific tool="other" version="1"><reset place="a"/></toolspecific>`
      + '<place id="c"><graphics><position x="1" y="1"/></graphics><toolspecific tool="ProM"/></place>'),
  `net n implicit
condition a input bound 255
condition b output bound 255
condition c bound 255
task x and in a -> done: b
`],
  ["names are taken, and told apart by the ids where they are the same", page(
    '<place id="a"><name><text> start\n here </text><graphics/></name></place><place id="b"><name/></place>'
      + '<transition id="t1"><name><text>do &amp; it</text></name></transition>'
      + '<transition id="t2"><name><text>do &amp; it</text></name></transition><transition id="do &amp; it (t1)"/>'
      + ["t1", "t2", "do &amp; it (t1)"].map((t) => arc("a", t) + arc(t, "b")).join("")),
  `net n implicit
condition "start\\n here" input bound 255
condition b output bound 255
task "do & it (t1)'" and in "start\\n here" -> done: b
task "do & it (t2)" and in "start\\n here" -> done: b
task "do & it (t1)" and in "start\\n here" -> done: b
`],
  ["weights are tokens that go at once, and arcs between the same two are added up", page(
    place("a", 1) + place("p") + place("b") + transition("x") + transition("y") + arc("a", "x")
      + arc("x", "p", weight(2)) + arc("x", "p") + arc("p", "y", weight("+2")) + arc("p", "y")
      + arc("y", "b", weight("01"))),
  `net n implicit
condition a input bound 255
condition p bound 255
condition b output bound 255
task x and in a -> done: p p p
task y and in p*3 -> done: b
`],
  ["all that is marked holds a token at the start; what nothing touches is no end", page(
    place("a") + place("c", 1) + place("z", 1) + simple.slice(place("a").length) + arc("c", "x")),
  `net n implicit
condition a bound 255
condition c input bound 255
condition z marked bound 255
condition b output bound 255
task x and in a c -> done: b
`],
  ["a final marking says which sink is the end", page(
    simple + place("c") + arc("x", "c"),
    '<finalmarkings><marking><place idref="b"><text>1</text></place><place idref="c"><text>0</text></place></marking>'
      + "</finalmarkings>"),
  `net n implicit
condition a input bound 255
condition b output bound 255
condition c bound 255
task x and in a -> done: b c
`],
  ["pages are laid flat and references stand for what they name, in any order", page(
    `<page id="one"><referencePlace id="b1" ref="b2"/>${transition("x")}${arc("a1", "x")}${arc("x", "b1")}
      <page id="two"><referencePlace id="a1" ref="a"/><referencePlace id="b2" ref="b"/></page></page>`
      + `${place("a")}${place("b")}<referenceTransition id="x1" ref="x"/>${place("c", 1)}${arc("c", "x1")}`),
  `net n implicit
condition a bound 255
condition b output bound 255
condition c input bound 255
task x and in a c -> done: b
`],
  ["several nets come one after the other, each by its name or id", document(
    `<net id="n" type="${ptnet}">${simple}</net>`, '<toolspecific tool="other"/>',
    `<net id="m" type="http://www.pnml.org/version-2009/grammar/pnmlcoremodel"><name><text>second</text></name>${
      simple.replace("</arc>", "<arctype><text>normal</text></arctype></arc>")}</net>`),
  simpleText, simpleText.replace("net n", "net second")],
  ["one that is wrong leaves the others", document(
    `<net id="n" type="${ptnet}">${simple}</net>`,
    `\n<net id="c" type="http://x/symmetricnet"><declaration><x/></declaration>${simple}</net>`,
    `<net id="n" type="${ptnet}">${simple}</net>`),
  simpleText, 'nets.pnml:3:1: the net is of type "http://x/symmetricnet"; '
    + "only place/transition nets (.../ptnet) are read: export it as one.", simpleText],
]

test.each(good)("%s", async (_, bytes, ...said) => {
  expect(await texts(bytes)).toEqual(said)
  expect(await texts(gzipSync(bytes))).toEqual(said)
})

test("tokens at the start are counted, also there and back", async () => {
  const [net] = await read(page(place("a", 3) + place("c", 1) + simple.slice(place("a").length)))
  expect(net).toMatchObject({ input: 0, marked: [0, 0, 1] })
  expect(await read(pnml(net as Net))).toMatchObject([{ input: 0, marked: [0, 0, 1] }])
})

/** A net of one page, with `§` before the element that the sentence names. */
const bad: readonly (readonly [what: string, marked: string, sentence: string])[] = [
  ["a coloured net", document(`§<net id="n" type="http://x/highlevelnet">${simple}</net>`),
    'the net is of type "http://x/highlevelnet"; only place/transition nets (.../ptnet) are read: export it as one.'],
  ["a net of no type", document(`§<net id="n">${simple}</net>`),
    "the net has no type; only place/transition nets (.../ptnet) are read: export it as one."],
  ["colours in a place", page(`${simple}<place id="c">§<hlinitialMarking/></place>`),
    "<hlinitialMarking> in <place> is not of a place/transition net; it may change what the net does."],
  ["a structure in a label", page(`${simple}<place id="c"><initialMarking>§<structure/></initialMarking></place>`),
    "<structure> in <initialMarking> is not of a place/transition net; it may change what the net does."],
  ["elements in a text", page(`${simple}<place id="c"><initialMarking><text>§<b/>1</text></initialMarking></place>`),
    "<b> in <text> is not of a place/transition net; it may change what the net does."],
  ["a guard", page(`${simple}<transition id="y">§<condition/></transition>`),
    "<condition> in <transition> is not of a place/transition net; it may change what the net does."],
  ["a place of another kind", page(`${simple}§<channel id="c"/>`),
    "<channel> in <net> is not of a place/transition net; it may change what the net does."],
  ["a capacity", page(`${simple}<place id="c">§<capacity><text>2</text></capacity></place>`),
    "<capacity> in <place> is not of a place/transition net; it may change what the net does."],
  ["an inhibitor arc of ProM", page(simple + `§${arc("b", "x", "<arctype><text>inhibitor</text></arctype>")}`),
    'this arc is of type "inhibitor", and a place/transition net has normal ones alone.'],
  ["an inhibitor arc of PIPE", page(simple + `§${arc("b", "x", '<type value="inhibitor"/>')}`),
    'this arc is of type "inhibitor", and a place/transition net has normal ones alone.'],
  ["a reset arc by its attribute", page(simple + '§<arc id="r" type="reset" source="b" target="x"/>'),
    'this arc is of type "reset", and a place/transition net has normal ones alone.'],
  ["an arc from nowhere", page(`${simple}§${arc("no", "x")}`), 'there is no place or transition "no".'],
  ["an arc without a target", page(`${simple}§<arc id="r" source="a"/>`), "this <arc> has no target."],
  ["an arc from place to place", page(`${simple}§${arc("a", "b")}`), "this arc leads from place to place."],
  ["an arc from transition to transition", page(`${simple}§${arc("x", "x")}`),
    "this arc leads from transition to transition."],
  ["a weight that is no number", page(`${simple}${arc("a", "x", `§${weight("two")}`)}`),
    'the weight of an arc is a whole number from 1, not "two".'],
  ["a weight without a text", page(`${simple}${arc("a", "x", "§<inscription/>")}`),
    'the weight of an arc is a whole number from 1, not "".'],
  ["a weight of 0", page(`${simple}${arc("a", "x", `§${weight(0)}`)}`),
    'the weight of an arc is a whole number from 1, not "0".'],
  ["a weight with a fraction", page(`${simple}${arc("a", "x", `§${weight("1.5")}`)}`),
    'the weight of an arc is a whole number from 1, not "1.5".'],
  ["a weight above what a place holds", page(`${simple}${arc("a", "x", `§${weight(256)}`)}`),
    'the weight of an arc is "256", and a place holds 255 tokens at most.'],
  ["arcs that take more than a place holds", page(`${simple.replace("<transition", "§<transition")}${
    arc("a", "x", weight(255))}`), 'transition "x" takes 256 tokens from place "a", which holds 255.'],
  ["tokens below 0", page(`${simple}<place id="c">§<initialMarking><text>-1</text></initialMarking></place>`),
    'the number of tokens is a whole number from 0, not "-1".'],
  ["more tokens than a place holds",
    page(`${simple}<place id="c">§<initialMarking><text>256</text></initialMarking></place>`),
    'the number of tokens is "256", and a place holds 255 tokens at most.'],
  ["a number without end",
    page(`${simple}<place id="c">§<initialMarking><text>${"9".repeat(1000)}</text></initialMarking></place>`),
    `the number of tokens is "${"9".repeat(100)}…", and a place holds 255 tokens at most.`],
  ["two markings of one place",
    page(place("c", 1).replace(/<initial.*Marking>/, "$&§$&")),
    "<initialMarking> is there twice."],
  ["a place without an id", page(`${simple}§<place/>`), "this <place> has no id."],
  ["an id that is there twice", page(`${simple}§${transition("a")}`), 'two elements have the id "a".'],
  ["a reference to nothing", page(`${simple}<referencePlace id="r" ref="no"/>§${arc("r", "x")}`),
    'there is no place or transition "no".'],
  ["a reference to the other kind", page(`${simple}§<referencePlace id="r" ref="x"/>${arc("r", "x")}`),
    'the reference "r" stands for "x", which is no place.'],
  ["references in a circle",
    page(`${simple}§<referencePlace id="r" ref="s"/><referencePlace id="s" ref="r"/>${arc("r", "x")}`),
    'the references from "r" lead in a circle.'],
  ["a transition that takes nothing", page(`${simple}§${transition("y")}${arc("y", "b")}`),
    'transition "y" takes from no place, so it could fire for ever.'],
  ["a net with two sources and no marking", document(`§<net id="n" type="${ptnet}">${simple}${place("c")}${
    arc("c", "x")}</net>`),
    "no token is there at the start, and 2 places that could only have one then; add an <initialMarking>."],
  ["a net that goes in a circle", document(`§<net id="n" type="${ptnet}">${place("a", 1)}${transition("x")}${
    arc("a", "x")}${arc("x", "a")}</net>`), "the net has no end: there is no place that tokens come to and stay in."],
  ["a final marking that names a transition", page(simple,
    '<finalmarkings><marking>§<place idref="x"><text>1</text></place></marking></finalmarkings>'),
    'a final marking names transition "x", which is no place.'],
  ["a final marking in a place that is taken from", page(simple,
    '<finalmarkings><marking>§<place idref="a"><text>1</text></place></marking></finalmarkings>'),
    'a final marking names place "a", and a transition takes from it.'],
  ["a final marking of two places", page(simple, "<finalmarkings>§<marking>"
    + '<place idref="a"><text>1</text></place><place idref="b"><text>1</text></place></marking></finalmarkings>'),
    "a final marking must be one token in one place; let a transition bring it there."],
  ["a net of ours that is more than its arcs", page(simple.replace('<transition id="x"/>',
    '<transition id="x"><toolspecific tool="knhk" version="1"><kind>automatic</kind>§<reset place="b"/></toolspecific>'
      + "</transition>")), "<reset> is more than a place/transition net says; check the definition that it is of."],
  ["a weight above a bound of ours", page(simple.replace('<place id="a"/>',
    '<place id="a"><toolspecific tool="knhk" version="1"><bound>2</bound></toolspecific></place>')
    .replace("<transition", "§<transition") + arc("a", "x", weight(2))),
    'transition "x" takes 3 tokens from place "a", which holds 2.'],
  ["another XML document", "§<html/>", "the document begins with <html> where PNML has <pnml>."],
  ["other things than nets", document('§<module id="m"/>'),
    "<module> in <pnml> is not read; a document of nets has <net> alone."],
]

test.each(bad)("%s is refused at its place", async (_, marked, sentence) => {
  expect(await texts(marked.replace("§", ""))).toEqual([`nets.pnml:${placeOf(marked)}: ${sentence}`])
})

test("the place is right where a tag goes over several lines", async () => {
  const marked = page(`${simple}\n  <place id="c"/><place\n\n id="d"/> §<channel\n  id="e"/>`)
  expect((await texts(marked.replace("§", "")))[0]).toContain(`nets.pnml:${placeOf(marked)}: <channel>`)
})

function placeOf(marked: string): string {
  const before = marked.slice(0, marked.indexOf("§")).split("\n")
  return `${before.length}:${before.at(-1)!.length + 1}`
}

const whole = page(simple)
const broken: readonly (readonly [what: string, bytes: string | Uint8Array, sentence: string])[] = [
  ["an empty file", "", ": the file is empty; give a PNML document."],
  ["a document without a net", document(), ": the document holds no <net>; there is nothing to read."],
  ["plain text", "place,transition\n", ":1:1: this is not XML; give a PNML document."],
  ["a tag that is closed by another", "<pnml>\n</net></pnml>",
    ":2:6: this is not well-formed XML (unexpected close tag); export it again."],
  ["an entity of its own", "<pnml>\n&boom;</pnml>",
    ":2:6: this is not well-formed XML (undefined entity); export it again."],
  ["a DOCTYPE with entities", '<!DOCTYPE pnml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><pnml/>',
    ":1:56: the file has a DOCTYPE, which PNML does not need; remove it."],
  ["another encoding", '<?xml version="1.0" encoding="ISO-8859-1"?><pnml/>',
    ":1:43: the file says that it is written in ISO-8859-1; convert it to UTF-8."],
  ["bytes that are not UTF-8", Buffer.from(page('<place id="caf\xe9"/>'), "latin1"),
    ":1:1: the file is not written in UTF-8 from about here; convert it."],
  ["pages in pages without end", document(`<net id="n" type="${ptnet}">${"<page>".repeat(70)}`),
    ":2:499: elements are nested deeper than 64; no net needs that."],
  ["a comment without end", `<pnml><!-- ${"x".repeat(5 * 1024 * 1024)}`,
    "more than 4 MiB without an element; no net needs that."],
  ["a place without end", page(`<place id="a">${"<name/>".repeat(200_000)}</place>`),
    "<place> is longer than 1 MiB; none needs that."],
  ["a document that was cut short", whole.slice(0, whole.indexOf("<transition")),
    `:2:${whole.split("\n")[1]!.indexOf("<transition")}: the file ends before <page> is closed; `
      + "it was cut short: fetch it again."],
  ["compressed bytes that were cut short", gzipSync(whole).subarray(0, -20),
    ": the compressed file was cut short; fetch it again."],
]

test.each(broken)("%s is refused with one sentence", async (_, bytes, sentence) => {
  const said = await texts(bytes)
  expect(said).toHaveLength(1)
  expect(said[0]).toContain(sentence.startsWith(":") ? `nets.pnml${sentence}` : sentence)
})

test("nets before the place where a document is broken are read", async () => {
  const first = `<net id="n" type="${ptnet}">${simple}</net>`
  expect(await texts(`<pnml>${first}${first}<net`))
    .toEqual([simpleText, simpleText, expect.stringContaining("cut short")])
})

test("a net that is larger than any is refused, not held", async () => {
  const arcs = `<arc source="x" target="b">${weight(255)}</arc>`.repeat(4_000)
  expect(await texts(page(simple + arcs)))
    .toEqual([expect.stringContaining("the net is larger than 1,000,000 places, transitions, arcs and tokens.")])
})

test("a long chain of references is followed once", async () => {
  const size = 20_000
  const ref = (i: number) => (i === 0 ? "a" : `r${i - 1}`)
  const chain = Array.from({ length: size }, (_, i) => `<referencePlace id="r${i}" ref="${ref(i)}"/>`)
  const arcs = Array.from({ length: 200 }, () => arc(`r${size - 1}`, "x")).join("")
  expect(await read(page(simple + chain.join("") + arcs))).toMatchObject([{ tasks: [{ inputs: [{ weight: 201 }] }] }])
})

describe("what is written is read back", () => {
  type Flow = { readonly condition: number; readonly weight?: number }
  const sortedNames = ({ conditions }: Net, flows: readonly Flow[]) =>
    flows.flatMap(({ condition, weight = 1 }) => Array<string>(weight).fill(conditions[condition]!.name)).sort()

  /** Places, and what each way to start and complete a task takes and puts. */
  const structure = (net: Net) => {
    const { id, input, marked = [], outputs, termination, conditions, tasks } = net
    return {
      id, input, marked: [...marked].sort(), outputs, termination,
      conditions: conditions.map(({ name, bound, resource = false }) => ({ name, bound, resource })),
      ways: tasks.flatMap(({ name, join, inputs, outcomes, reads = [] }) => {
        const ways = join === "and" ? [inputs] : inputs.map((one) => [one])
        return outcomes.flatMap((outcome) => ways.map((way) => {
          const looks = reads.filter((c) => !way.some((one) => one.condition === c)).map((condition) => ({ condition }))
          return {
            name: name + (outcomes.length > 1 ? `:${outcome.name}` : "")
              + (ways.length > 1 ? `<${net.conditions[way[0]!.condition]!.name}` : ""),
            takes: sortedNames(net, [...way, ...looks]), puts: sortedNames(net, [...outcome.outputs, ...looks]),
          }
        }))
      }),
    }
  }
  /** Whether anything but tokens says what can happen. */
  const isMore = ({ tasks }: Net) => tasks.some((task) =>
    task.join === "or" || task.callee !== undefined || task.instances !== undefined || task.trigger !== undefined
    || task.blockers !== undefined || task.completes !== undefined || task.cancelsCase !== undefined
    || task.cancels.conditions.length + task.cancels.tasks.length > 0)
  const isSplit = ({ tasks }: Net) => tasks.some(({ choice }) => choice === "several")
  const all = [...corpus("wcp"), ...corpus("road"), ...corpus("kept")]

  test("every place/transition net of the corpus", async () => {
    const plain = all.filter(({ net }) => !isMore(net) && !isSplit(net))
    expect(plain.length).toBeGreaterThan(40)
    for (const { name, net } of plain) {
      const [back] = await read(pnml(net))
      expect(back, name).toBeTypeOf("object")
      expect(structure(back as Net), name).toEqual(structure(net))
    }
  })

  test("an OR-split as what was written: a transition for each set of routes", async () => {
    const split = all.filter(({ net }) => !isMore(net) && isSplit(net))
    expect(split.length).toBeGreaterThan(3)
    for (const { name, net } of split) {
      const written = pnml(net)
      const [back] = await read(written)
      expect(back, name).toMatchObject({ tasks: { length: written.split("<transition ").length - 1 } })
    }
  })

  test("no net with more to it", async () => {
    const more = all.filter(({ net }) => isMore(net))
    expect(more.length).toBeGreaterThan(40)
    for (const { name, net } of more) {
      const said = /^nets\.pnml:\d+:\d+: <\w+> is more than a place\/transition net says; check the definition .+\.$/
      expect(await texts(pnml(net)), name).toEqual([expect.stringMatching(said)])
    }
  })

  test("bounds, ends and the termination of ours are taken", async () => {
    const net = parseNet("net n\ncondition i input\ncondition k bound 3\ncondition r marked resource\n"
      + "condition o output\ncondition p output\n"
      + "task A and in i r -> done: k k k r\ntask B and in k*3 -> done: o")
    expect(structure((await read(pnml(net)))[0] as Net)).toEqual(structure(net))
  })
})
