/** Declarations of tasks as text. */
import type { Many } from "./drawing.ts"
import type { ImportedTask } from "./imported.ts"
import { after, type Doc, key, list, quoted } from "./layout.ts"

/** What a task needs: names that are imported, and with a `#` those of the module's own helpers. */
export function usedByTask({ work }: ImportedTask): readonly string[] {
  const many = "many" in work ? work.many : undefined
  const repeated = many === undefined ? [] : [
    "instances", ...(many.count === undefined && many.most === undefined ? ["#most"] : []),
    ...(many.until === undefined ? [] : ["#undecided"]),
  ]
  switch (work.kind) {
    case "choice": return ["task", work.least === 0 ? "#anyRoutes" : "#routes"]
    case "call": return ["recurse"]
    default: return [work.kind, ...repeated]
  }
}

export function printTask({ work, takes = "Unknown", gives = "Unknown" }: ImportedTask): Doc {
  const input = `input: ${takes}`
  switch (work.kind) {
    case "silent": return `silent(${takes})`
    case "task": return repeated(object("task", [input, `output: ${gives}`]), work.many)
    case "decision": {
      const each = work.outcomes.map(({ name }) => `${key(name)}: ${work.passes ? takes : "Unknown"}`)
      return object("decision", [input, after("outcomes: ", list("{", each, "}"))])
    }
    case "choice": {
      const form = work.least === 0 ? "anyRoutes" : "routes"
      const names = work.routes.map(({ name }) => quoted(name))
      return object("task", [input, after("output: ", list(`${form}(`, names, ")"))])
    }
    case "human": {
      const role = work.role === undefined ? [] : [`role: ${quoted(work.role)}`]
      return repeated(object("human", [input, `output: ${gives}`, ...role]), work.many)
    }
    case "receive": return object("receive", [input, `signal: ${quoted(work.signal)}`, "payload: Unknown"])
    case "timer": return object("timer", [input, `after: ${duration(work.millis)}`])
    case "sub": return repeated(`sub(${work.constant})`, work.many)
    case "call": return list("recurse(", [quoted(work.id), list("{", [input, "output: Unknown"], "}")], ")")
  }
}

function object(form: string, members: readonly Doc[]): Doc {
  return list(`${form}({`, members, "})")
}

function repeated(of: Doc, many: Many | undefined): Doc {
  if (many === undefined) return of
  const { count, most, least, inTurn, enough, until, cancels, open } = many
  const options = [
    count === undefined ? most === undefined ? "max: most" : `max: ${most}` : `count: ${count}`,
    ...(least === undefined ? [] : [`min: ${least}`]),
    ...(enough === undefined ? [] : [`join: ${enough}`]),
    ...(until === undefined ? [] : [`until: () => undecided(${quoted(until)})`]),
    ...(cancels === true ? [`rest: "cancel"`] : []),
    ...(open === true ? ["open: true"] : []),
    ...(inTurn === true ? ["concurrency: 1"] : []),
  ]
  return list("instances(", [of, list("{", options, "}")], ")")
}

const units = [["days", 86_400_000], ["hours", 3_600_000], ["minutes", 60_000], ["seconds", 1_000]] as const

/** In the largest unit that it is a whole number of. */
function duration(millis: number): string {
  const unit = units.find(([, length]) => millis % length === 0)
  if (unit === undefined) return String(millis)
  const count = millis / unit[1]
  return quoted(`${count} ${count === 1 ? unit[0].slice(0, -1) : unit[0]}`)
}
