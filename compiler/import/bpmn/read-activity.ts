/** Activities of a BPMN model: what is done, how often, and what may interrupt it. */
import { body, type Element, is, many, one, tag, text, truth, whole } from "./element.ts"
import type { Activity, Doing, Event, Instances, Loop } from "./model.ts"
import { dataOf } from "./read-data.ts"
import type { Reading } from "./read.ts"

/** `role`: of the lane that everything around stands in. */
export function readActivity(
  element: Element, boundary: readonly Event[], reading: Reading, role?: string,
): Activity {
  const named = reading.named(element)
  const lane = reading.lanes.get(element) ?? role
  for (const member of ["startQuantity", "completionQuantity"]) {
    const count = whole(element, member)
    if (count !== undefined && count !== 1) {
      reading.note("dropped", element, `${member} is ${count}: say threadMerge() or threadSplit() in its place`)
    }
  }
  const undoneBy = reading.undoing.get(element)
  const repeat = repeatOf(one(element, "loopCharacteristics"), reading, element)
  return {
    ...named, comments: [...named.comments, ...details(element)], kind: "activity", boundary,
    doing: doingOf(element, reading, lane), forCompensation: truth(element, "isForCompensation"),
    ...(repeat !== undefined && { repeat }), ...(undoneBy !== undefined && { undoneBy: reading.id(undoneBy) }),
    ...dataOf(element, reading),
  }
}

function doingOf(element: Element, reading: Reading, lane: string | undefined): Doing {
  if (is(element, "UserTask", "ManualTask")) return { kind: "human", ...roleOf(element, lane) }
  if (is(element, "ReceiveTask")) {
    const message = text(one(element, "messageRef"), "name") ?? reading.received.get(element)
      ?? text(one(element, "operationRef"), "name")
    return { kind: "receive", ...(message !== undefined && { message }) }
  }
  if (is(element, "CallActivity")) return called(element, reading, lane)
  if (is(element, "AdHocSubProcess")) {
    const until = body(element, "completionCondition")
    const inTurn = text(element, "ordering") === "Sequential"
    const scope = reading.scope(element, lane)
    if (scope.nodes.length === 0) return { kind: "task" }
    return { kind: "adHoc", scope, inTurn, ...(until !== undefined && { until }) }
  }
  if (is(element, "SubProcess")) {
    const scope = reading.scope(element, lane)
    return scope.nodes.length === 0 ? { kind: "task" } : { kind: "sub", scope, transaction: is(element, "Transaction") }
  }
  return { kind: "task" }
}

function called(element: Element, reading: Reading, lane: string | undefined): Doing {
  const name = text(element, "calledElement")
  if (name === undefined) return { kind: "call" }
  const id = reading.parsed.local(name)
  const target = id === undefined ? undefined : reading.parsed.byId[id]
  if (is(target, "Process")) return { kind: "call", called: name, process: reading.id(target) }
  if (is(target, "GlobalUserTask", "GlobalManualTask")) return { kind: "human", ...roleOf(target, lane) }
  if (is(target, "GlobalTask")) return { kind: "task" }
  return { kind: "call", called: name }
}

/** Whoever is named to do it, or the lane. */
function roleOf(element: Element, lane: string | undefined): { readonly role?: string } {
  const roles = many(element, "resources").flatMap((one_) => text(one(one_, "resourceRef"), "name") ?? [])
  const role = roles[0] ?? lane
  return role === undefined ? {} : { role }
}

/** What only a handler can make something of. */
function details(element: Element): readonly string[] {
  const operation = text(one(element, "operationRef"), "name")
  const message = is(element, "SendTask") ? text(one(element, "messageRef"), "name") : undefined
  const script = text(element, "script") ?? body(element, "script")
  const assigned = many(element, "resources").flatMap((one_) =>
    body(one(one_, "resourceAssignmentExpression"), "expression") ?? [])
  return [
    ...(operation === undefined ? [] : [`operation: ${operation}`]),
    ...(message === undefined ? [] : [`message: ${message}`]),
    ...assigned.map((expression) => `assigned to: ${expression}`),
    ...(script === undefined ? [] : [`script: ${script}`]),
    ...(is(element, "SubProcess") && many(element, "flowElements").length === 0 ? [`${tag(element)} with nothing in it`]
      : []),
  ]
}

function repeatOf(element: Element | undefined, reading: Reading, of: Element): Loop | Instances | undefined {
  if (is(element, "StandardLoopCharacteristics")) {
    const [condition, most] = [body(element, "loopCondition"), whole(element, "loopMaximum")]
    return {
      kind: "loop", before: truth(element, "testBefore"),
      ...(condition !== undefined && { condition }), ...(most !== undefined && { most }),
    }
  }
  if (!is(element, "MultiInstanceLoopCharacteristics")) return undefined
  const behavior = text(element, "behavior")
  if (behavior !== undefined && behavior !== "All") {
    reading.note("dropped", of, `its behavior ${behavior}: no events are thrown when instances are done`)
  }
  const cardinality = body(element, "loopCardinality")
  const count = cardinality !== undefined && /^[1-9]\d{0,6}$/.test(cardinality) ? Number(cardinality) : undefined
  const source = one(element, "loopDataInputRef")
  const each = cardinality ?? text(source, "name") ?? text(source, "id")
  const until = body(element, "completionCondition")
  return {
    kind: "instances", inTurn: truth(element, "isSequential"), ...(count !== undefined && { count }),
    ...(count === undefined && each !== undefined && { each }), ...(until !== undefined && { until }),
  }
}
