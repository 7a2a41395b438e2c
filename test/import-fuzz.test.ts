/** BPMN models with anything in them: each is refused with a place, or becomes a definition that compiles. */
import * as fc from "fast-check"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { importModel } from "../compiler/import/import.ts"
import { printDefinition } from "../compiler/import/print.ts"
import { findings, run } from "./import/carried.ts"
import { runs, seed } from "./random.ts"

const numRuns = runs(600)

const folder = join(import.meta.dirname, "import", "elements")
const names = readdirSync(folder).filter((name) => name.endsWith(".bpmn"))
const models = names.map((name) => readFileSync(join(folder, name), "utf8"))

const values = fc.oneof(
  fc.constantFrom(
    "", "A", "s", "e", "S", "P", "x", "true", "0", "__proto__", "constructor", "toString", "*/", "${a}", "`", "a/b~c",
    "12", "-1", "1e9", "PT0S", "PT1H", "R/PT1S", "\u202e", "\u2028", "x".repeat(300), "default", "Sequential", "//",
    "nrOfCompletedInstances >= 2", "activationCount >= 1", '"); throw 1; ("',
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
)
const tags = fc.constantFrom(
  "task", "userTask", "receiveTask", "subProcess", "callActivity", "exclusiveGateway", "parallelGateway",
  "inclusiveGateway", "complexGateway", "eventBasedGateway", "startEvent", "endEvent", "intermediateCatchEvent",
  "intermediateThrowEvent", "boundaryEvent", "transaction", "adHocSubProcess", "errorEventDefinition",
  "timerEventDefinition",
  "messageEventDefinition", "terminateEventDefinition", "escalationEventDefinition", "compensateEventDefinition",
  "cancelEventDefinition", "linkEventDefinition", "signalEventDefinition", "multiInstanceLoopCharacteristics",
)

/** A change of a text, somewhere in it. */
const edit: fc.Arbitrary<(text: string, at: number) => string> = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((byte) => (text: string, at: number) => {
    const bytes = Buffer.from(text)
    bytes[at % bytes.length] = byte
    return bytes.toString("utf8")
  }),
  fc.integer({ min: -40, max: 80 }).map((more) => (text: string, at: number) => {
    const from = at % text.length
    return text.slice(0, from + Math.max(more, 0)) + text.slice(from - Math.min(more, 0))
  }),
  values.map((value) => (text: string, at: number) => replaced(text, /(?<==")[^"]*/g, at, () => escaped(value))),
  fc.nat().map((from) => (text: string, at: number) => {
    const all = text.match(/(?<==")[^"]*/g)!
    return replaced(text, /(?<==")[^"]*/g, at, () => all[from % all.length]!)
  }),
  tags.map((tag) => (text: string, at: number) => replaced(text, /<\w+(?=[^>]*\/>)/g, at, () => `<${tag}`)),
  fc.constant((text: string, at: number) => text.split("\n").filter((_, i, all) => i !== at % all.length).join("\n")),
)

function replaced(text: string, form: RegExp, at: number, by: () => string): string {
  const found = [...text.matchAll(form)]
  const one = found[at % found.length]
  return one === undefined ? text : text.slice(0, one.index) + by() + text.slice(one.index + one[0].length)
}

const escaped = (text: string) => text.replace(/[\u0000-\u001f\ud800-\udfff\ufffe\uffff]/gu, " ")
  .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** What may truly be wrong with a model that BPMN takes: deadlocks, rounds without an end, and the like. */
const ofTheModel = /^KNHK(2017|2018|2019|2041|3\d\d\d) /

/** Whether something was made of it; fails if that does not compile, or if it is refused without a place. */
async function isCarried(text: string): Promise<boolean> {
  const { value, diagnostics } = await importModel(new TextEncoder().encode(text), "model.bpmn")
  if (value === undefined) {
    expect(diagnostics.length).toBeGreaterThan(0)
    for (const { severity, at, message } of diagnostics) {
      expect([severity, at!.line > 0, at!.column > 0, message.includes("\n")]).toEqual(["error", true, true, false])
    }
    return false
  }
  const found = [...run(printDefinition(value)).values()].flatMap(findings)
  expect(found.filter((one) => !ofTheModel.test(one))).toEqual([])
  return true
}

test("a model with anything in it is refused with a place, or compiles", async () => {
  console.info(`models with anything in them: KNHK_SEED=${seed}`)
  let made = 0
  const edits = fc.array(fc.tuple(edit, fc.nat()), { minLength: 1, maxLength: 4 })
  await fc.assert(fc.asyncProperty(fc.constantFrom(...models), edits, async (model, changes) => {
    const text = changes.reduce((now, [change, at]) => change(now === "" ? " " : now, at), model)
    if (await isCarried(text)) made += 1
  }), { numRuns, seed })
  expect(made / numRuns).toBeGreaterThan(0.05)
}, 240_000 + numRuns * 20)

/** Found by such runs. */
const KEPT: readonly (readonly [what: string, model: string, from: string, to: string])[] = [
  ["a task that is done again, beside it what may come several times", "boundary-message",
    `sourceRef="A" targetRef="e"`, `sourceRef="A" targetRef="A"`],
]

/** A round that leads back to where the case begins, and a timer beside what is done there. */
const ROUND = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x">
  <process id="P">
    <startEvent id="s"/>
    <exclusiveGateway id="m"/>
    <task id="A" name="A"/>
    <boundaryEvent id="b" name="late" attachedToRef="A">
      <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <task id="C" name="C"/>
    <endEvent id="e"/>
    <exclusiveGateway id="g" name="good?"/>
    <endEvent id="f"/>
    <sequenceFlow id="s-m" sourceRef="s" targetRef="m"/>
    <sequenceFlow id="m-A" sourceRef="m" targetRef="A"/>
    <sequenceFlow id="b-C" sourceRef="b" targetRef="C"/>
    <sequenceFlow id="C-e" sourceRef="C" targetRef="e"/>
    <sequenceFlow id="A-g" sourceRef="A" targetRef="g"/>
    <sequenceFlow id="no" name="no" sourceRef="g" targetRef="m"/>
    <sequenceFlow id="yes" name="yes" sourceRef="g" targetRef="f"/>
  </process>
</definitions>`

test("a round leads back to the split that a case begins with", async () => {
  expect(await isCarried(ROUND)).toBe(true)
})

test.for(KEPT)("%s", async ([, model, from, to]) => {
  const text = models[names.indexOf(`${model}.bpmn`)]!
  expect(text.split(from).length).toBe(2)
  expect(await isCarried(text.replace(from, to))).toBe(true)
})
