/** Models that cannot be imported: one located finding, in words, and nothing else. */
import { expect, test } from "vitest"
import { codes } from "knhk/compiler"
import { importModel } from "../compiler/import/import.ts"
import { LIMITS } from "../compiler/import/xml.ts"
import { bpmn, flows, process } from "./import/carried.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const start = `<startEvent id="s"/>`
const task = (id: string) => `<task id="${id}" name="${id}"/>`
const error = `<errorEventDefinition/>`
const broken = (why: string) => `this is not well-formed XML (${why}): export it from its tool again`

/** What is wrong, the model, and the findings as `line:column code message`. */
const refused: readonly (readonly [name: string, model: string | Uint8Array, ...findings: readonly string[]])[] = [
  ["an empty file", "", "1:1 KNHK5000 the file is empty: give a model"],
  ["no XML", "flow: order", "1:1 KNHK5000 this is not XML"],
  ["bytes that are not UTF-8", Buffer.from(process(task("caf\xe9")), "latin1"),
    "1:1 KNHK5000 the model is not written in UTF-8: convert it"],
  ["another encoding", `<?xml version="1.0" encoding="UTF-16"?><definitions/>`,
    "1:39 KNHK5000 the model says that it is written in UTF-16: convert it to UTF-8"],
  ["a tag that is not closed", bpmn(`<process id="P">`, task("A")), "4:14 KNHK5000 " + broken("unexpected close tag")],
  ["a model that was cut short", process(task("A")).slice(0, 200), "4:1 KNHK5000 " + broken("unclosed tag: process")],
  ["an entity that nobody declared", process(`<task id="A" name="&boom;"/>`),
    "3:25 KNHK5000 " + broken("undefined entity")],
  ["entities of its own", `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${process(task("A"))}`,
    "1:53 KNHK5001 the model has a DOCTYPE, which no model needs: remove it"],
  ["elements that nest without end", `<a>`.repeat(LIMITS.depth + 1),
    `1:${LIMITS.depth * 3 + 1} KNHK5001 elements are nested deeper than ${LIMITS.depth}: no model needs that`],
  ["too many bytes", new Uint8Array(LIMITS.bytes + 1),
    "1:1 KNHK5001 the model has 8.0 MiB, and the most is 8: divide it"],
  ["too many elements", `<a>${"<b/>".repeat(LIMITS.elements)}`,
    `1:${4 * LIMITS.elements} KNHK5001 the model has more than 100,000 elements: divide it`],
  ["a boolean that is none", process(`<subProcess id="S" triggeredByEvent="yes"/>`),
    `3:41 KNHK5000 triggeredByEvent="yes" is neither true nor false: write one of these`],
  ["another document", `<html><body/></html>`, "1:1 KNHK5002 the document begins with <html> of no namespace, "
    + "which is neither BPMN 2.0 nor YAWL: give a model that begins with <definitions> or <specificationSet>"],
  ["an older BPMN", `<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>`,
    `1:1 KNHK5002 the document begins with <Package> of the namespace "http://www.wfmc.org/2008/XPDL2.1", `
      + "which is neither BPMN 2.0 nor YAWL: save it as BPMN 2.0"],
  ["a model without a process", bpmn(), "1:1 KNHK5005 the model has no process with anything in it"],
  ["a process with nothing in it", process(), "1:1 KNHK5005 the model has no process with anything in it"],
  ["a flow to nowhere", process(start, flows("s > gone")),
    `4:1 KNHK5003 sequenceFlow "s-gone": targetRef names "gone", and nothing has this id: mend the name`],
  ["a flow without an end", process(start, `<sequenceFlow id="f" sourceRef="s"/>`),
    `4:1 KNHK5003 sequenceFlow "f": it has no targetRef: name a node of its process`],
  ["a flow into another process", bpmn(
    `<process id="P">`, start, flows("s > B"), `</process><process id="Q">`, task("B"), `</process>`),
    `4:1 KNHK5003 sequenceFlow "s-B": targetRef is no node of the same process: no flow leaves a process`],
  ["a flow to a thing of another kind", bpmn(`<message id="m"/><process id="P">`, start, flows("s > m"), `</process>`),
    `4:1 KNHK5003 sequenceFlow "s-m": targetRef is no node of the same process: no flow leaves a process`],
  ["a message that is not there", process(`<receiveTask id="r" name="wait" messageRef="m"/>`),
    `3:1 KNHK5003 receiveTask "r": messageRef names "m", and nothing has this id: mend the name`],
  ["a default flow that is not there", process(start, `<exclusiveGateway id="x" default="f"/>`, flows("s > x")),
    `4:1 KNHK5003 exclusiveGateway "x": default names "f", and nothing has this id: mend the name`],
  ["two elements of one id", process(task("A"), task("A")),
    `4:1 KNHK5004 there are two elements with the id "A": give each its own`],
  ["an id that cannot be read", process(task("\u00e4")), `3:1 KNHK5004 the id "\u00e4" cannot be read: `
    + "give it letters from a to z, digits, - and _, beginning with a letter or _"],
  ["a flow out of an end event", process(`<endEvent id="e"/>`, task("A"), flows("e > A")),
    `5:1 KNHK5004 sequenceFlow "e-A": it leaves an end event: nothing follows one`],
  ["a flow into a start event", process(start, task("A"), flows("s > A > s")),
    `5:53 KNHK5004 sequenceFlow "A-s": it leads to a start event: nothing is before one`],
  ["a boundary event at nothing", process(task("A"), `<boundaryEvent id="b">${error}</boundaryEvent>`),
    `4:1 KNHK5003 boundaryEvent "b": it stands at no activity of its process: name one in attachedToRef`],
  ["an event of a kind that is none", process(`<intermediateCatchEvent id="c">${error}</intermediateCatchEvent>`),
    `3:1 KNHK5004 intermediateCatchEvent "c": BPMN has no catch event with error: take another kind of event`],
  ["a link that nothing catches", process(
    start, `<intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>`, flows("s > t")),
    `4:1 KNHK5003 intermediateThrowEvent "t": nothing catches the link "L" in this process: let one do`],
  ["an event-based gateway before a task", process(start, `<eventBasedGateway id="g"/>`, task("A"), flows("s > g > A")),
    `5:1 KNHK5004 task "A": an event-based gateway leads to it, and it waits for nothing: `
    + "what follows one is an event or a receive task"],
  ["an event sub-process without a start", process(
    task("A"), `<subProcess id="S" triggeredByEvent="true">`, task("B"), `</subProcess>`),
    `4:1 KNHK5004 subProcess "S": it has 0 start events, or none with a trigger: `
    + "an event sub-process begins with one start event, which has a trigger"],
  ["a round that nothing leads into", process(task("A"), task("B"), flows("A > B > A")),
    `2:1 KNHK5004 process "case": something leads to everything in it, so nothing begins: give it a start event`],
  ["a round that nothing leads out of", process(start, task("A"), task("B"), flows("s > A > B > A")),
    `2:1 KNHK5004 "case": nothing in it is an end, so it never does: lead a way out`],
  ["a join that waits for what never begins", process(
    start, task("A"), task("lost"), `<parallelGateway id="j"/>`, flows("s > A > j", "lost > j")),
    `6:1 KNHK5004 parallelGateway "j": nothing can ever come on one of its ways in, so it waits for ever: `
    + "mend that way, or take it out"],
  ["several at once, in the order of the model", process(flows("a > b"), flows("c > d")),
    ...["a-b 3 a", "a-b 3 b", "c-d 4 c", "c-d 4 d"].map((one) => {
      const [id, line, name] = one.split(" ")
      const member = name === id![0] ? "sourceRef" : "targetRef"
      const what = `${member} names "${name}", and nothing has this id: mend the name`
      return `${line}:1 KNHK5003 sequenceFlow "${id}": ${what}`
    })],
]

test.each(refused.map((one) => [one[0], one] as const))("%s", async (_, [, model, ...expected]) => {
  const { value, diagnostics } = await importModel(typeof model === "string" ? bytes(model) : model, "model.bpmn")
  expect(value).toBeUndefined()
  expect(diagnostics.map(({ code, message, at }) => `${at!.line}:${at!.column} ${code} ${message}`)).toEqual(expected)
  expect(diagnostics.every(({ severity, at }) => severity === "error" && at!.file === "model.bpmn")).toBe(true)
})

test("a process of more nodes than one table is meant for is refused", async () => {
  const many = Array.from({ length: 4_001 }, (_, i) => task(`T${i}`)).join("")
  const { value, diagnostics } = await importModel(bytes(process(many)), "model.bpmn")
  expect(value).toBeUndefined()
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(
    [`KNHK5001 "case" has more than 4,000 nodes or flows: divide it`])
})

test("a process in which more may go on at once than can be told is refused, soon", async () => {
  const message = `<messageEventDefinition/>`
  const asked = Array.from({ length: 1_900 }, (_, i) => `<task id="T${i}"/>`
    + `<boundaryEvent id="b${i}" attachedToRef="T${i}" cancelActivity="false">${message}</boundaryEvent>`
    + flows(`${i === 0 ? "s" : `T${i - 1}`} > T${i}`, `b${i} > T0`))
  const { value, diagnostics } = await importModel(bytes(process(start, ...asked)), "model.bpmn")
  expect(value).toBeUndefined()
  expect(diagnostics.map(({ code, message: said }) => `${code} ${said}`)).toEqual(
    ["KNHK5001 more of the model may go on at the same time than can be told: divide it"])
})

test("every code of import is shown", async () => {
  const shown = new Set(refused.flatMap(([, , ...expected]) => expected.map((line) => line.split(" ")[1])))
  const own = Object.keys(codes).filter((code) => /^KNHK50/.test(code))
  // What is not carried over is no error: see import.test.ts.
  expect(own.filter((code) => !shown.has(code))).toEqual(["KNHK5010", "KNHK5011"])
})
