/**
 * The token game of BPMN, slow and obvious, over elements as data: the judge of what is imported. It shares no code
 * with the importer. What only routes is done at once; choices, tasks and timers are steps that say a word.
 */

export type ModelNode =
  | { readonly id: string; readonly kind: "start" | "end" | "terminate" | "error" | "task" | "xor" | "and" | "or" }
  | { readonly id: string; readonly kind: "sub"; readonly scope: ModelScope }

/** A boundary event of a sub-process or task; without `error` it is a timer that goes off once. */
export interface Boundary {
  readonly id: string
  readonly at: string
  readonly interrupting: boolean
  readonly error: boolean
}

export interface ModelScope {
  readonly nodes: readonly ModelNode[]
  readonly flows: readonly (readonly [from: string, to: string])[]
  readonly boundary: readonly Boundary[]
}

/** What goes on in a scope: tokens by flow (`from>to`), and activities that run. */
interface Running {
  readonly tokens: readonly string[]
  readonly active: readonly Active[]
}

interface Active {
  readonly node: string
  /** Boundary timers that may still go off. */
  readonly armed: readonly string[]
  readonly inner?: Running
}

/** A case: what goes on, or how it ended. */
type Case = Running | "ok" | "cancelled"

const nothing: Running = { tokens: [], active: [] }

/** Situations that are looked at: beyond them a model is no good example. */
const SITUATIONS_MAX = 20_000

/** What a model does. */
export interface Played {
  readonly traces: readonly string[]
  /** Whether a sub-process may be stuck: nothing goes on in it, and it is not over. */
  readonly stuck: boolean
}

/** Every trace of at most so many words, the last one included; undefined if there are too many, or one never ends. */
export function play(scope: ModelScope, length: number): Played | undefined {
  try {
    return tracesOf(scope, length)
  } catch (error) {
    if (error instanceof Endless) return undefined
    throw error
  }
}

function tracesOf(scope: ModelScope, length: number): Played | undefined {
  const found = new Set<string>()
  let stuck = false
  const seen = new Set<string>()
  const open: { readonly now: Case; readonly words: readonly string[] }[] = [{ now: begin(scope), words: [] }]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { now, words } = one
    const key = JSON.stringify([now, words])
    if (seen.has(key)) continue
    if (seen.add(key).size > SITUATIONS_MAX) return undefined
    if (typeof now === "string") {
      if (words.length < length) found.add([...words, `!${now}`].join(" "))
      continue
    }
    stuck ||= isStuck(scope, now)
    const next = steps(scope, now)
    if (next.length === 0 && words.length < length) {
      found.add([...words, isOver(now) ? "!ok" : "!deadlock"].join(" "))
    }
    if (words.length + 1 < length) for (const [word, then] of next) open.push({ now: then, words: [...words, word] })
  }
  return { traces: [...found].sort(), stuck }
}

function isStuck(scope: ModelScope, { active }: Running): boolean {
  return active.some(({ node, inner }) => {
    if (inner === undefined) return false
    const sub = scope.nodes.find(({ id }) => id === node) as ModelNode & { readonly kind: "sub" }
    return steps(sub.scope, inner).length === 0 || isStuck(sub.scope, inner)
  })
}

function begin(scope: ModelScope): Case {
  const start = scope.nodes.find(({ kind }) => kind === "start")!
  return settle(scope, { ...nothing, tokens: out(scope, start.id) })
}

const out = ({ flows }: ModelScope, id: string) => flows.filter(([from]) => from === id).map(flow)
const into = ({ flows }: ModelScope, id: string) => flows.filter(([, to]) => to === id).map(flow)
const flow = ([from, to]: readonly [string, string]) => `${from}>${to}`

function without<T>(list: readonly T[], ...gone: readonly T[]): readonly T[] {
  const left = [...list]
  for (const one of gone) left.splice(left.indexOf(one), 1)
  return left
}

/** More than so much routing at once goes on for ever. */
const PASSED_MAX = 500
class Endless extends Error {}

/** Does all that takes no time. What it ends in is how the scope goes on. */
function settle(scope: ModelScope, given: Running): Case {
  let now = given
  let passed = 0
  for (let changed = true; changed;) {
    changed = false
    if (++passed > PASSED_MAX) throw new Endless()
    for (const node of scope.nodes) {
      const done = silent(scope, node, now)
      if (done === undefined) continue
      if (typeof done === "string") return done
      now = done
      changed = true
      break
    }
    if (changed) continue
    for (const node of scope.nodes) {
      if (node.kind !== "or" || into(scope, node.id).length < 2) continue
      const came = [...new Set(into(scope, node.id).filter((one) => now.tokens.includes(one)))]
      if (came.length === 0 || more(scope, node.id, came, now)) continue
      now = { ...now, tokens: [...without(now.tokens, ...came), ...out(scope, node.id)] }
      changed = true
      break
    }
  }
  return now
}

/**
 * Whether an OR-join waits: a token has a way to an input that has none, and no way to one that has. No way leads
 * through the join itself.
 */
function more(scope: ModelScope, join: string, came: readonly string[], { tokens, active }: Running): boolean {
  const missing = before(scope, join, into(scope, join).filter((one) => !came.includes(one)))
  const marked = before(scope, join, came)
  const waits = (at: string) => missing.has(at) && !marked.has(at)
  return tokens.some((one) => waits(one) && !came.includes(one)) || active.some(({ node }) => waits(node))
}

/** Flows and activities from which there is a way to one of the flows. */
function before(scope: ModelScope, join: string, flows: readonly string[]): ReadonlySet<string> {
  const near = new Set<string>(flows)
  for (const one of near) {
    const [from, to] = one.split(">") as [string, string?]
    if (to === undefined || from === join) continue
    const host = scope.boundary.find(({ id }) => id === from)?.at ?? from
    near.add(host)
    for (const earlier of into(scope, host)) near.add(earlier)
  }
  return near
}

function silent(scope: ModelScope, node: ModelNode, now: Running): Case | undefined {
  const ins = into(scope, node.id)
  const first = ins.find((one) => now.tokens.includes(one))
  const go = (taken: readonly string[]) =>
    ({ ...now, tokens: [...without(now.tokens, ...taken), ...out(scope, node.id)] })
  switch (node.kind) {
    case "start": return undefined
    case "or": return first !== undefined && ins.length < 2 && out(scope, node.id).length < 2 ? go([first]) : undefined
    case "and": return ins.every((one) => now.tokens.includes(one)) ? go(ins) : undefined
    case "xor": return first !== undefined && out(scope, node.id).length < 2 ? go([first]) : undefined
    case "end": return first === undefined ? undefined : go([first])
    case "terminate": return first === undefined ? undefined : "ok"
    case "error": return first === undefined ? undefined : "cancelled"
    case "task": return first === undefined ? undefined : enter(scope, node.id, first, now)
    case "sub": {
      if (first === undefined) return undefined
      const inner = begin(node.scope)
      const over = typeof inner === "string" || isOver(inner)
      if (!over) return enter(scope, node.id, first, now, inner)
      return left(scope, node.id, inner, { ...now, tokens: without(now.tokens, first) })
    }
  }
}

const isOver = ({ tokens, active }: Running) => tokens.length === 0 && active.length === 0

function enter(scope: ModelScope, id: string, token: string, now: Running, inner?: Running): Running {
  const armed = scope.boundary.filter(({ at, error }) => at === id && !error).map((one) => one.id)
  return {
    tokens: without(now.tokens, token),
    active: [...now.active, { node: id, armed, ...(inner !== undefined && { inner }) }],
  }
}

/** A sub-process has ended. */
function left(scope: ModelScope, id: string, how: Case, now: Running): Case {
  if (how !== "cancelled") return { ...now, tokens: [...now.tokens, ...out(scope, id)] }
  const caught = scope.boundary.find(({ at, error }) => at === id && error)
  return caught === undefined ? "cancelled" : { ...now, tokens: [...now.tokens, ...out(scope, caught.id)] }
}

/** What can be done next, with the word that it says. */
function steps(scope: ModelScope, now: Running): readonly (readonly [word: string, then: Case])[] {
  const found: (readonly [string, Case])[] = []
  const say = (word: string, then: Case) => found.push([word, typeof then === "string" ? then : settle(scope, then)])
  for (const active of now.active) {
    const rest = { ...now, active: without(now.active, active) }
    const node = scope.nodes.find(({ id }) => id === active.node)!
    for (const id of active.armed) {
      const { interrupting } = scope.boundary.find((one) => one.id === id)!
      const tokens = [...now.tokens, ...out(scope, id)]
      const again = { ...active, armed: active.armed.filter((one) => one !== id) }
      say(id, interrupting ? { ...rest, tokens } : { tokens, active: [...rest.active, again] })
    }
    if (node.kind === "task") {
      const ended = scope.boundary.filter(({ at, error }) => at === node.id && error)
      for (const from of [node.id, ...ended.map(({ id }) => id)]) {
        say(node.id, { ...rest, tokens: [...now.tokens, ...out(scope, from)] })
      }
      continue
    }
    if (node.kind !== "sub") continue
    for (const [word, inner] of steps(node.scope, active.inner!)) {
      if (typeof inner === "string" || isOver(inner)) say(word, left(scope, node.id, inner, rest))
      else say(word, { ...rest, active: [...rest.active, { ...active, inner }] })
    }
  }
  for (const node of scope.nodes) {
    const first = into(scope, node.id).find((one) => now.tokens.includes(one))
    const outs = out(scope, node.id)
    if (first === undefined) continue
    const go = (tokens: readonly string[]) => ({ ...now, tokens: [...without(now.tokens, first), ...tokens] })
    if (node.kind === "xor" && outs.length > 1) for (const one of outs) say(node.id, go([one]))
    if (node.kind === "or" && outs.length > 1) for (const some of subsets(outs)) say(node.id, go(some))
  }
  return found
}

/** All sets of at least one. */
function subsets<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** list.length - 1 }, (_, i) => list.filter((_, at) => ((i + 1) >> at) & 1))
}

/** The elements as XML, in the body of a process or sub-process. */
export function xmlOf({ nodes, flows, boundary }: ModelScope): string {
  const timer = `<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>`
  const element = (node: ModelNode): string => {
    const { id } = node
    switch (node.kind) {
      case "start": return `<startEvent id="${id}"/>`
      case "end": return `<endEvent id="${id}"/>`
      case "terminate": return `<endEvent id="${id}" name="${id}"><terminateEventDefinition/></endEvent>`
      case "error": return `<endEvent id="${id}" name="${id}"><errorEventDefinition/></endEvent>`
      case "task": return `<task id="${id}" name="${id}"/>`
      case "xor": return `<exclusiveGateway id="${id}" name="${id}"/>`
      case "and": return `<parallelGateway id="${id}"/>`
      case "or": return `<inclusiveGateway id="${id}" name="${id}"/>`
      case "sub": return `<subProcess id="${id}" name="${id}">\n${xmlOf(node.scope)}\n</subProcess>`
    }
  }
  const event = ({ id, at, interrupting, error }: Boundary) =>
    `<boundaryEvent id="${id}" name="${id}" attachedToRef="${at}" cancelActivity="${interrupting}">${
      error ? "<errorEventDefinition/>" : timer}</boundaryEvent>`
  const arrow = ([from, to]: readonly [string, string], i: number) =>
    `<sequenceFlow id="${from}-${to}-${i}" sourceRef="${from}" targetRef="${to}"/>`
  return [...nodes.map(element), ...boundary.map(event), ...flows.map(arrow)].join("\n")
}
