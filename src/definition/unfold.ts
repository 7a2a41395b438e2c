/**
 * Turns what `flows` returned into flows and rules: a block becomes the flows between its tasks, and
 * silent tasks where branches meet that no author's task joins.
 */
import type { BlockData } from "./block.ts"
import type { FlowDefinition, Place, RuleDefinition, Target, TaskDefinition } from "./definition.ts"
import { detail, type FaultDetail, refuse, shown } from "./fault.ts"
import type { HandleData } from "./handle.ts"
import { anything } from "./task.ts"

/** The routes of a decision inside of a block, filled while its surroundings unfold. */
interface Choice {
  readonly kind: "choice"
  readonly from: HandleData
  readonly routes: Map<string, Target>
  readonly at: { readonly at?: Place }
}

/** A way out of a block. Several ways out are alternatives. */
type Tail =
  | { readonly kind: "task"; readonly task: string }
  | { readonly kind: "outcome"; readonly choice: Choice; readonly outcome: string }
  | { readonly kind: "par"; readonly branches: readonly (readonly [key: string, tails: readonly Tail[]])[] }

/** What a block looks like from outside. A token on every head enters it. */
interface Shape {
  readonly heads: readonly string[]
  readonly tails: readonly Tail[]
}

export interface Unfolded {
  readonly flows: FlowDefinition[]
  readonly rules: RuleDefinition[]
  readonly silent: readonly TaskDefinition[]
  readonly faults: readonly FaultDetail[]
}

export function unfold(said: readonly (FlowDefinition | RuleDefinition | BlockData)[]): Unfolded {
  const flows: (FlowDefinition | Choice)[] = []
  const rules: RuleDefinition[] = []
  const silent: TaskDefinition[] = []
  const faults: FaultDetail[] = []

  if (!Array.isArray(said)) refuse("said", `flows(), ${shown(said)}`)
  for (const one of said) {
    if (!isSaid(one)) refuse("said", `flows(), ${shown(one)}`)
    if (isRule(one)) rules.push(one)
    else if (isFlow(one)) flows.push(one)
    else shape(one).tails.forEach(refuseOpen)
  }
  return { flows: flows.map((f) => (f.kind === "choice" ? xor(f) : f)), rules, silent, faults }

  function shape(block: BlockData): Shape {
    switch (block?.kind) {
      case "seq": {
        const [first, ...rest] = block.steps.map(shape)
        if (first === undefined) return refuse("noTask", "seq()")
        const last = rest.reduce((before, step) => {
          connect(before.tails, step.heads, at(block))
          return step
        }, first)
        return { heads: first.heads, tails: last.tails }
      }
      case "par": {
        const branches = Object.entries(block.branches).map(([key, branch]) => [key, shape(branch)] as const)
        return {
          heads: branches.flatMap(([, branch]) => branch.heads),
          tails: [{ kind: "par", branches: branches.map(([key, branch]) => [key, branch.tails] as const) }],
        }
      }
      case "choose": {
        const choice = choose(block.from, at(block))
        const tails = Object.entries(block.branches).flatMap(([outcome, branch]): readonly Tail[] => {
          if (branch?.kind === "skip") return [{ kind: "outcome", choice, outcome }]
          const inner = shape(branch)
          choice.routes.set(outcome, target(inner.heads))
          return inner.tails
        })
        return { heads: [block.from.name], tails }
      }
      case "loop": {
        const choice = choose(block.test, at(block))
        const body = shape(block.body)
        choice.routes.set(block.again, target(body.heads))
        connect(body.tails, [block.test.name], at(block))
        const leave = block.test.outcomes.filter((outcome) => outcome !== block.again)
        return {
          heads: block.pre ? [block.test.name] : body.heads,
          tails: leave.map((outcome) => ({ kind: "outcome", choice, outcome })),
        }
      }
      default: {
        const task = (block as HandleData | undefined)?.name
        if (task === undefined) return refuse("noTask", shown(block))
        return { heads: [task], tails: [{ kind: "task", task }] }
      }
    }
  }

  /** Leads every way out to all of `heads`. */
  function connect(tails: readonly Tail[], heads: readonly string[], place: { readonly at?: Place }): void {
    for (const tail of tails) {
      if (tail.kind === "outcome") tail.choice.routes.set(tail.outcome, target(heads))
      else if (tail.kind === "task") leave(tail.task, heads, place)
      else {
        const from = Object.freeze(Object.fromEntries(tail.branches.map(([key, ends]) => [key, gather(ends, place)])))
        const to = heads.length === 1 ? heads[0]! : pass(place)
        flows.push(Object.freeze({ kind: "join", from, to, ...place }))
        if (heads.length > 1) leave(to, heads, place)
      }
    }
  }

  function leave(from: string, heads: readonly string[], place: { readonly at?: Place }): void {
    flows.push(heads.length === 1
      ? Object.freeze({ kind: "flow", from, to: heads[0]!, ...place })
      : Object.freeze({ kind: "and", from, to: Object.freeze([...heads]), ...place }))
  }

  /** The one task at which a branch ends: its own, or a silent one that its ways out lead to. */
  function gather(tails: readonly Tail[], place: { readonly at?: Place }): string {
    const [only] = tails
    if (tails.length === 1 && only?.kind === "task") return only.task
    const to = pass(place)
    connect(tails, [to], place)
    return to
  }

  function pass(place: { readonly at?: Place }): string {
    const name = `~${silent.length + 1}`
    silent.push(Object.freeze({ kind: "silent", name, outcomes: Object.freeze({ done: anything }), ...place }))
    return name
  }

  function choose(from: HandleData, place: { readonly at?: Place }): Choice {
    const choice: Choice = { kind: "choice", from, routes: new Map(), at: place }
    flows.push(choice)
    return choice
  }

  function refuseOpen(tail: Tail): void {
    if (tail.kind === "par") tail.branches.forEach(([, tails]) => tails.forEach(refuseOpen))
    if (tail.kind !== "outcome") return
    const decision = tail.choice.from.name
    tail.choice.routes.set(tail.outcome, target([decision]))
    faults.push(detail("openEnd", `outcome ${shown(tail.outcome)} of ${shown(decision)}`, decision, tail.choice.at.at))
  }
}

const ruleKinds: Readonly<Record<RuleDefinition["kind"], true>> = {
  milestone: true, cancels: true, cancelsCase: true, completes: true, critical: true, alike: true,
}

/** Whether it is something that stands among flows: the functions for these give all of them a kind. */
function isSaid(one: unknown): boolean {
  const { kind } = (one ?? {}) as { readonly kind?: unknown }
  return typeof one === "object" && typeof kind === "string" && kind !== "skip" && kind !== "all"
}

function isRule(one: FlowDefinition | RuleDefinition | BlockData): one is RuleDefinition {
  return Object.hasOwn(ruleKinds, one.kind)
}

function isFlow(one: FlowDefinition | BlockData): one is FlowDefinition {
  return "from" in one && one.kind !== "choose"
}

function at(block: { readonly at?: Place }): { readonly at?: Place } {
  return block.at === undefined ? {} : { at: block.at }
}

function target(heads: readonly string[]): Target {
  return Object.freeze(heads.length === 1
    ? { kind: "task", task: heads[0]! }
    : { kind: "all", tasks: Object.freeze([...heads]) })
}

/** The routes in the order in which the outcomes were declared. */
function xor(choice: Choice): FlowDefinition {
  const { from, routes } = choice
  const invented = [...routes.keys()].filter((outcome) => !from.outcomes.includes(outcome))
  const order = [...from.outcomes.filter((outcome) => routes.has(outcome)), ...invented]
  const ordered = Object.freeze(Object.fromEntries(order.map((outcome) => [outcome, routes.get(outcome)!])))
  return Object.freeze({ kind: "xor", from: from.name, routes: ordered, ...choice.at })
}
