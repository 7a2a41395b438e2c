/** Tasks of a YAWL net: what is done at one, how often, until when, and what it empties. */
import type { Many } from "../drawing.ts"
import { dangling, malformed } from "../finding.ts"
import { millisOf } from "../bpmn/iso-duration.ts"
import type { Code, Doing, Removed, Task } from "./model.ts"
import type { Data } from "./read-data.ts"
import { commentsOf, known, type Reading } from "./reading.ts"
import { all, first, marked, said, type Tag } from "./tree.ts"

/** What is known of the decompositions of the specification. */
export interface Around {
  readonly reading: Reading
  readonly data: Data
  readonly decompositions: ReadonlyMap<string, Tag>
  /** The key of the net that a decomposition is; undefined if it is none. */
  readonly netKey: (id: string) => string | undefined
}

export function readTask(tag: Tag, around: Around): Task {
  const { reading, data } = around
  const { id = "", name } = known(tag)
  const decomposition = decompositionOf(tag, around)
  const doing = doingOf(tag, decomposition, around)
  const many = manyOf(tag, reading)
  const timer = timerOf(tag, reading)
  const [takes, gives] = [data.only(decomposition, "inputParam"), data.only(decomposition, "outputParam")]
  for (const [child, what] of [["customForm", "its form"], ["configuration", "its configuration"]] as const) {
    if (first(tag, child) !== undefined) reading.note("dropped", tag, `${what}: what it says is not read`)
  }
  return {
    kind: "task", id, ...(name !== undefined && { name }), type: tag.name, at: tag.at,
    comments: [...commentsOf(tag), ...(decomposition === undefined ? [] : commentsOfWork(decomposition))],
    join: code(tag, "join", reading), split: code(tag, "split", reading), doing, removes: removesOf(tag),
    ...(many !== undefined && { many }), ...(timer !== undefined && { timer }),
    ...(takes !== undefined && { takes }), ...(gives !== undefined && { gives }),
  }
}

function code(tag: Tag, side: "join" | "split", { error }: Reading): Code {
  const found = marked(tag, side, "code")
  if (found === "and" || found === "or" || found === "xor") return found
  if (found !== undefined) error(malformed, tag, `its ${side} is ${JSON.stringify(found)}: give and, or, or xor`)
  return side === "join" ? "xor" : "and"
}

function decompositionOf(tag: Tag, { reading, decompositions }: Around): Tag | undefined {
  const id = marked(tag, "decomposesTo", "id")
  const found = id === undefined ? undefined : decompositions.get(id)
  if (id !== undefined && found === undefined) {
    reading.error(dangling, tag, `decomposesTo names ${JSON.stringify(id)}, and no decomposition has this id`)
  }
  return found
}

function doingOf(tag: Tag, decomposition: Tag | undefined, { reading, netKey }: Around): Doing {
  if (decomposition === undefined) return { kind: "empty" }
  const net = netKey(decomposition.attributes.get("id")!)
  if (net !== undefined) return { kind: "net", net }
  const service = first(decomposition, "yawlService")
  const interaction = said(decomposition, "externalInteraction")
  const isAutomated = interaction === "automated" || (interaction === undefined && service !== undefined)
  if (isAutomated || first(decomposition, "codelet") !== undefined) return { kind: "automated" }
  const role = roleOf(tag, reading)
  return { kind: "manual", ...(role !== undefined && { role }) }
}

/** The one role that the work is offered to. Whatever else the resourcing says is for people to arrange. */
function roleOf(tag: Tag, { note }: Reading): string | undefined {
  const resourcing = first(tag, "resourcing")
  if (resourcing === undefined) return undefined
  const sets = all(resourcing, "offer").flatMap((offer) => all(offer, "distributionSet"))
  const initial = sets.flatMap((set) => all(set, "initialSet"))
  const roles = initial.flatMap((set) => all(set, "role")).map(({ text }) => text.trim()).filter((text) => text !== "")
  const isMore = sets.some((set) => set.children.some(({ name }) => name !== "initialSet"))
    || initial.some((set) => set.children.some(({ name }) => name !== "role"))
    || ["allocate", "start"].some((step) => marked(resourcing, step, "initiator") === "system")
  if (roles.length > 1) {
    note("differs", tag, `of its roles, ${roles.join(", ")}, it has the first: let one stand for all`)
  }
  if (isMore) note("dropped", tag, "who of its role is offered the work: whoever asks for work items decides")
  return roles[0]
}

/** The work of a decomposition in words: who does it where nobody does it by hand. */
function commentsOfWork(decomposition: Tag): readonly string[] {
  const service = marked(decomposition, "yawlService", "id")
  const codelet = said(decomposition, "codelet")
  return [
    ...commentsOf(decomposition), ...(service === undefined ? [] : [`done by the service ${service}`]),
    ...(codelet === undefined ? [] : [`done by the codelet ${codelet}`]),
  ]
}

/** As many as any number: what the editor writes for no limit. */
const ENDLESS = 2_147_483_647
/** Most instances that knhk counts. */
const MANY_MAX = 16_777_215

function manyOf(tag: Tag, { note }: Reading): Many | undefined {
  if (first(tag, "maximum") === undefined) return undefined
  const [least, most, enough] = ["minimum", "maximum", "threshold"].map((name) => {
    const text = said(tag, name)
    if (text === undefined || /^(∞|infinite|unbounded)$/i.test(text)) return undefined
    if (/^\d{1,12}$/.test(text)) return Number(text) >= Math.min(ENDLESS, MANY_MAX) ? undefined : Number(text)
    note("differs", tag, `its ${name} is computed, ${text}: put a number in its place`)
    return undefined
  })
  const isFixed = least !== undefined && least === most && least > 0
  const isEnough = enough !== undefined && enough > 0 && (most === undefined || enough < most)
  const isFew = isEnough && (least ?? 0) < enough
  if (isFew) {
    note("differs", tag, `fewer than ${enough} instances end the case as failed: mend join where there may be fewer`)
  }
  const min = isFew ? enough : least
  return {
    ...(isFixed ? { count: least } : {
      ...(most !== undefined && most > 0 && { most }),
      ...(min !== undefined && (most === undefined || min <= most) && { least: min }),
    }),
    ...(isEnough && { enough, cancels: true }),
    ...(marked(tag, "creationMode", "code") === "dynamic" && { open: true }),
  }
}

const intervals: ReadonlyMap<string, number> = new Map([
  ["WEEK", 604_800_000], ["DAY", 86_400_000], ["HOUR", 3_600_000], ["MIN", 60_000], ["SEC", 1_000], ["MSEC", 1],
])

function timerOf(tag: Tag, { note }: Reading): Task["timer"] {
  const timer = first(tag, "timer")
  if (timer === undefined) return undefined
  const params = first(timer, "durationparams")
  const [ticks, interval] = params === undefined ? [] : [said(params, "ticks"), said(params, "interval")]
  const length = /^\d{1,9}$/.test(ticks ?? "") ? Number(ticks) * (intervals.get(interval ?? "") ?? NaN) : NaN
  const millis = Number.isFinite(length) ? Math.max(1, length) : millisOf(said(timer, "duration") ?? "")
  if (millis === undefined) {
    const variable = said(timer, "netparam")
    const why = variable === undefined ? "it is no fixed length from there on" : `it is in the variable ${variable}`
    note("dropped", tag, `its timer: ${why}`)
    return undefined
  }
  if (said(timer, "workdays") === "true") note("differs", tag, "its timer counts every day, not working days alone")
  return { millis, started: said(timer, "trigger") === "OnExecuting", at: timer.at }
}

function removesOf(tag: Tag): readonly Removed[] {
  const nodes = all(tag, "removesTokens").map(({ attributes }): Removed =>
    ({ kind: "node", id: attributes.get("id") ?? "" }))
  const flows = all(tag, "removesTokensFromFlow").map((flow): Removed =>
    ({ kind: "flow", from: marked(flow, "flowSource", "id") ?? "", to: marked(flow, "flowDestination", "id") ?? "" }))
  return [...nodes, ...flows]
}
