/** Import of whole BPMN models, as people draw them: what is printed, what is found in it, and how its cases end. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { compile, render } from "knhk/compiler"
import type { Definition, FlowDefinition, Target } from "../src/definition/definition.ts"
import { folder } from "./command.ts"
import { carried, findings, process, traces } from "./import/carried.ts"

const models = join(import.meta.dirname, "import", "models")
const names = readdirSync(models).filter((name) => name.endsWith(".bpmn")).map((name) => name.slice(0, -".bpmn".length))
const read = (name: string) => readFileSync(join(models, `${name}.bpmn`))

describe.each(names)("%s.bpmn", (name) => {
  test("what is printed stays as it is, and the compiler finds nothing in it", async () => {
    const { text } = await carried(read(name), `${name}.bpmn`)
    const golden = join(models, `${name}.txt`)
    if (globalThis.process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(golden, text)
    expect(text).toBe(readFileSync(golden, "utf8"))
    const file = join(folder({ "model.workflow.ts": text }), "model.workflow.ts")
    expect(render((await compile(file)).diagnostics)).toBe("")
  })
})

/** How the traces of a workflow end, of those that are listed. */
function endings(definition: Definition, inputs: readonly string[], maxLength: number): readonly string[] {
  const found = traces(definition, { inputs, maxLength, maxTraces: 5_000 }, true)
  return [...new Set(found.map((one) => one.split(" ").at(-1)!))]
}

test("an order is shipped, refused, cancelled or given up, and nothing hangs but for what is waited for", async () => {
  const definition = (await carried(read("order"))).definitions.get("Web shop")!
  const found = traces(definition, { inputs: ["payment"], maxLength: 13, maxTraces: 20_000 }, true)
  const shipped = found.filter((one) => one.endsWith('"Ship parcel" !ok'))
  expect(shipped).toContain(
    '"Score customer" Risk? "Pick goods" Complete? "Pack goods" ~"Two days" "Send invoice" ?payment Paid ~Overdue '
      + '~Cancelled "Ship parcel" !ok')
  expect(found).toContain('"Score customer" Risk? "Refuse order" !ok')
  expect(endings(definition, ["payment", "cancellation"], 13)).toEqual(["!ok"])
})

test("a claim is paid or rejected; a suspicion of fraud stops everything", async () => {
  const definition = (await carried(read("claim"))).definitions.get("Insurance claim")!
  const found = traces(definition, { inputs: ["fraud alarm"], maxLength: 9, maxTraces: 5_000 }, true)
  expect(found).toContain('start "Register claim" "Check policy" Covered? "Send rejection" ~"Fraud suspected" !ok')
  expect(found).toContain(
    'start "Scan letter" ?"fraud alarm" "Fraud suspected" ~"Register claim" "Handle fraud/Investigate fraud" !ok')
  expect(endings(definition, ["fraud alarm"], 9)).toEqual(["!ok"])
})

test("a booking that fails is undone before another card is asked for", async () => {
  const definition = (await carried(read("travel"))).definitions.get("Book travel")!
  const found = traces(definition, { maxLength: 12, maxTraces: 5_000 }, true)
  const given = found.filter((one) => one.endsWith('"Try again?" ~"Prepare trip/next in Prepare trip" !ok'))
  expect(given.length).toBeGreaterThan(0)
  for (const trace of given) {
    expect(trace).toMatch(/Charged\? .*"Cancel flight" .*"Cancel hotel" .*"Ask for another card" .*"Try again\?"/)
  }
})

test("a model whose elements all have names has the same tasks and the same arcs", async () => {
  const arcs = [
    ["s", "A"], ["A", "x"], ["x", "B"], ["x", "p"], ["p", "C"], ["p", "D"], ["C", "q"], ["D", "q"], ["q", "o"],
    ["o", "E"], ["o", "F"], ["E", "r"], ["F", "r"], ["r", "m"], ["B", "m"], ["m", "e"],
  ] as const
  const kinds: Readonly<Record<string, string>> = {
    s: "startEvent", e: "endEvent", x: "exclusiveGateway", m: "exclusiveGateway", p: "parallelGateway",
    q: "parallelGateway", o: "inclusiveGateway", r: "inclusiveGateway",
  }
  const nodes = [...new Set(arcs.flat())]
  const model = process(
    ...nodes.map((id) => `<${kinds[id] ?? "task"} id="${id}" name="${id}"/>`),
    ...arcs.map(([from, to]) => `<sequenceFlow id="${from}${to}" sourceRef="${from}" targetRef="${to}"/>`),
  )
  const definition = (await carried(model)).definitions.get("case")!
  expect(findings(definition)).toEqual([])
  expect(definition.tasks.map(({ name }) => name).sort()).toEqual([...nodes].sort())
  expect(arcsOf(definition)).toEqual(arcs.map(([from, to]) => `${from} > ${to}`).sort())
})

function arcsOf({ flows }: Definition): readonly string[] {
  const to = (target: Target) => (target.kind === "task" ? [target.task] : target.tasks)
  const pairs = flows.flatMap((flow: FlowDefinition): readonly (readonly [string, string])[] => {
    switch (flow.kind) {
      case "flow": return [[flow.from, flow.to]]
      case "and": return flow.to.map((one) => [flow.from, one] as const)
      case "xor": return Object.values(flow.routes).flatMap(to).map((one) => [flow.from, one] as const)
      case "or": return flow.routes.flatMap((route) => to(route.to)).map((one) => [flow.from, one] as const)
      case "join": case "orJoin": return Object.values(flow.from).map((one) => [one, flow.to] as const)
      default: throw new Error(`a flow of kind ${flow.kind}`)
    }
  })
  return [...new Set(pairs.map(([from, one]) => `${from} > ${one}`))].sort()
}
