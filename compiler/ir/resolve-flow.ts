/** Is one flow of a definition in order, all of whose tasks are there? */
import type {
  Definition, FlowDefinition, GuardedRoute, Place, TaskDefinition,
} from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import * as finding from "./finding.ts"
import { type FlowOf, sourcesOf, targetsOf } from "./flow.ts"
import { BOUND_MAX } from "./net.ts"
import { beginsAtOnce } from "./offered.ts"
import { OR_INPUTS_MAX } from "./or-join.ts"
import { structures } from "./structured.ts"

type Tasks = ReadonlyMap<string, TaskDefinition>

export function resolveFlow(
  flow: FlowDefinition, definition: Definition, tasks: Tasks, findings: Diagnostic[],
): void {
  const say = (found: Diagnostic) => findings.push(found)
  const outcomes = (task: string) => Object.keys(tasks.get(task)!.outcomes)
  if (flow.kind !== "xor") {
    for (const from of new Set(sourcesOf(flow))) {
      if (outcomes(from).length > 1) say(finding.decisionLeft(from, flow.at))
    }
  }
  switch (flow.kind) {
    case "flow": break
    case "and":
      if (flow.to.length === 0) say(finding.emptyFlow(flow.from, flow.at))
      for (const to of repeated(flow.to)) say(finding.splitTwice(to, flow.from, flow.at))
      break
    case "xor":
      for (const outcome of outcomes(flow.from)) {
        if (!(outcome in flow.routes)) say(finding.notRouted(flow.from, outcome, flow.at))
      }
      for (const outcome of Object.keys(flow.routes)) {
        if (!outcomes(flow.from).includes(outcome)) say(finding.unknownOutcome(flow.from, outcome, flow.at))
      }
      break
    case "guard": resolveRoutes(flow, tasks, findings); break
    case "or":
      resolveRoutes(flow, tasks, findings)
      if (flow.routes.length > OR_INPUTS_MAX) {
        say(finding.limit(`routes of the or() of "${flow.from}"`, flow.routes.length, OR_INPUTS_MAX, flow.at))
      }
      break
    case "join": case "orJoin": case "partial": resolveJoin(flow, definition, findings); break
    case "merge": case "multiMerge":
      if (flow.from.length === 0) say(finding.emptyFlow(flow.to, flow.at))
      if (flow.kind === "multiMerge") resolveBound(flow, flow.bound, findings)
      break
    case "defer":
      if (flow.to.length < 2) say(finding.tooFew(flow.from, flow.at))
      for (const to of repeated(flow.to)) say(finding.splitTwice(to, flow.from, flow.at))
      for (const to of flow.to) if (beginsAtOnce(tasks.get(to)!)) say(finding.notOffered(to, flow.at))
      break
    case "interleave": resolveInterleave(flow, findings); break
    case "threadSplit": case "threadMerge":
      if (!isCount(flow.count, 2)) say(finding.threadCount(flow.from, flow.count, flow.at))
      break
  }
  for (const to of targetsOf(flow)) {
    if (to.kind !== "all") continue
    if (to.tasks.length === 0) say(finding.emptyFlow(sourcesOf(flow)[0]!, flow.at))
    for (const task of repeated(to.tasks)) say(finding.splitTwice(task, sourcesOf(flow)[0]!, flow.at))
  }
}

function resolveRoutes(flow: FlowOf<"guard" | "or">, tasks: Tasks, findings: Diagnostic[]): void {
  const routes: readonly GuardedRoute[] = flow.routes
  const open = routes.findIndex((r) => r.guard === undefined)
  if (open < 0 || open < routes.length - 1) findings.push(finding.otherwiseLast(flow.from, flow.at))
  const { kind, instances } = tasks.get(flow.from)!
  if (kind === "silent" || kind === "sub") findings.push(finding.silentChoice(flow.from, kind === "sub", flow.at))
  else if (instances !== undefined) findings.push(finding.instancesChoose(flow.from, flow.at))
}

function resolveJoin(
  flow: FlowOf<"join" | "orJoin" | "partial">, definition: Definition, findings: Diagnostic[],
): void {
  const sources = sourcesOf(flow)
  if (sources.length === 0) findings.push(finding.emptyFlow(flow.to, flow.at))
  for (const from of repeated(sources)) findings.push(finding.joinedTwice(from, flow.to, flow.at))
  if (flow.kind === "join" && flow.bound !== undefined) resolveBound(flow, flow.bound, findings)
  if (flow.kind === "partial") {
    if (!isCount(flow.count, 1) || flow.count > sources.length) {
      findings.push(finding.partialCount(flow.to, flow.count, sources.length, flow.at))
    }
    if (flow.rest === "block") resolveBound(flow, flow.bound, findings)
    if (flow.region?.length === 0) findings.push(finding.emptyFlow(flow.to, flow.at))
    for (const name of repeated(flow.region ?? [])) findings.push(finding.namedTwice(name, flow.at))
  }
  if (flow.kind === "orJoin" && flow.demand === "structured") {
    const found = structures(definition)(flow)
    if (typeof found === "string") findings.push(finding.orJoinDemand(flow.to, "structured", found, flow.at))
  }
}

function resolveInterleave(flow: FlowOf<"interleave">, findings: Diagnostic[]): void {
  const { tasks, order, at } = flow
  if (tasks.length < 2) findings.push(finding.tooFew(flow.from, at))
  for (const name of repeated(tasks)) findings.push(finding.namedTwice(name, at))
  for (const name of new Set(order.flat())) {
    if (!tasks.includes(name)) findings.push(finding.notOrdered(name, at))
  }
  let left = order
  for (let before = -1; left.length !== before;) {
    before = left.length
    const after = new Set(left.map(([, name]) => name))
    left = left.filter(([name]) => after.has(name))
  }
  if (left.length > 0) findings.push(finding.orderCircle([...new Set(left.flat())], at))
  const said = order.map((pair) => JSON.stringify(pair))
  for (const pair of repeated(said)) findings.push(finding.namedTwice((JSON.parse(pair) as string[])[0]!, at))
}

function resolveBound(
  flow: { readonly to: string; readonly at?: Place | undefined }, bound: number, findings: Diagnostic[],
): void {
  if (!isCount(bound, 1)) findings.push(finding.noBound(flow.to, bound, flow.at))
}

function isCount(count: number, least: number): boolean {
  return Number.isInteger(count) && count >= least && count <= BOUND_MAX
}

/** The names that occur more than once, each once. */
export function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
}
