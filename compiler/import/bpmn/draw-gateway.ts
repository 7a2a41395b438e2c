/** Gateways of a BPMN model as nodes. What they split is told by the flows that leave them: see `draw-leave.ts`. */
import type { Gateway } from "./model.ts"
import { type Part, type Sheet } from "./sheet.ts"

/** `incoming`: how many flows lead to it. */
export function drawGateway(gateway: Gateway, incoming: number, sheet: Sheet): Part {
  const { canvas } = sheet
  const key = canvas.element(gateway)
  const part = { entry: key, exit: key, nodes: [key] }
  if (incoming < 2) return part
  if (gateway.gateway === "parallel") canvas.node(key).join = { kind: "all" }
  if (gateway.gateway === "inclusive") canvas.node(key).join = { kind: "some" }
  if (gateway.gateway !== "complex") return part
  const count = countOf(gateway.activation, incoming)
  if (count !== undefined) {
    canvas.node(key).join = { kind: "enough", count }
    return part
  }
  const why = gateway.activation === undefined ? "nothing says how many of its ways in are enough"
    : `${gateway.activation} does not say how many of its ways in are enough`
  sheet.note("dropped", gateway, `${why}: they end here; say partialJoin() or discriminator() in its place`)
  return { entry: key, nodes: [key] }
}

/** How many of the ways in are enough: `3`, or `activationCount >= 3`. */
function countOf(activation: string | undefined, incoming: number): number | undefined {
  const said = /^\W*(?:activationCount\s*(?:>=|==|=)\s*)?(\d{1,6})\W*$/i.exec(activation ?? "")?.[1]
  const count = Number(said ?? 0)
  return count >= 1 && count <= incoming ? count : undefined
}
