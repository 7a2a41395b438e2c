/** The payload types of the tasks of a module, as its executor has them, with what they refer to. */
import { dirname, resolve } from "node:path"
import type { Definition } from "../../src/definition/definition.ts"
import { executorPath } from "../emit/emit.ts"
import { withInner } from "../source/extract.ts"
import type { Borrowed } from "../source/borrow.ts"

/** A type as it is printed, and with all that it names: by that two of them are compared. */
export interface TypeText {
  readonly text: string
  readonly whole: string
  /** Of a record that is written out: the types of its members. */
  readonly members: () => ReadonlyMap<string, TypeText> | undefined
}

export interface TaskTypes {
  readonly input: TypeText
  readonly outcomes: ReadonlyMap<string, TypeText>
}

/** By workflow, then by task. A task whose types cannot be printed has none. */
export type ModuleTypes = ReadonlyMap<Definition, ReadonlyMap<string, TaskTypes>>

/** Starts TypeScript: a second or more. Types of JavaScript are not known. */
export async function typesOf(definitions: readonly Definition[], file: string): Promise<ModuleTypes> {
  const { signatureTexts } = await import("../source/signature-text.ts")
  const { declarationsFor } = await import("../source/declarations.ts")
  const { declared } = await import("../source/declared.ts")
  const into = executorPath(resolve(file))
  const request = { definitions: withInner(definitions), into, ending: ".ts", reserved: [] } as const
  const { signatures, borrowed } = await signatureTexts(request, await declarationsFor(into, { isWritable: false }))
  const known = namesOf(borrowed, (from, name) => declared(resolve(dirname(into), from), name))
  const typed = (text: string): TypeText => ({
    text: oneLine(text), whole: withNamed(text, known),
    members: () => {
      const members = membersOf(text)
      return members && new Map([...members].map(([name, of]) => [name, typed(of)]))
    },
  })
  return new Map([...signatures].map(([definition, tasks]) => [definition, new Map(tasks.flatMap((task) => {
    if (task.problem !== undefined) return []
    const outcomes = new Map([...membersOf(task.outcomes) ?? []].map(([name, text]) => [name, typed(text)]))
    return [[task.task, { input: typed(task.input), outcomes }] as const]
  }))]))
}

/** What stands behind each name that types refer to. */
function namesOf({ imports, declarations }: Borrowed, declared: (from: string, name: string) => string) {
  const known = new Map<string, () => string>()
  for (const text of declarations) {
    const name = /^(?:declare )?(?:abstract )?(?:interface|type|class|enum|const|namespace)\s+([\w$]+)/.exec(text)?.[1]
    if (name !== undefined) known.set(name, () => text)
  }
  for (const line of imports) {
    const [, star, clauses = "", from = ""] = /^import type (?:\* as ([\w$]+)|\{ (.*) \}) from "(.*)"$/.exec(line) ?? []
    const pairs = star === undefined ? clauses.split(", ").map((clause) => clause.split(" as ")) : [["*", star]]
    for (const [exported = "", name = exported] of pairs) {
      const wanted = exported.replace(/^"(.*)"$/, "$1")
      known.set(name, () => (from.startsWith(".") ? declared(from, wanted) : `${from}#${wanted}`))
    }
  }
  return known
}

/** A type and, after it, what stands behind the names in it. */
function withNamed(text: string, known: ReadonlyMap<string, () => string>): string {
  const met = new Map<string, string>()
  const visit = (of: string) => {
    for (const [name] of of.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)) {
      const behind = met.has(name) ? undefined : known.get(name)?.()
      if (behind === undefined) continue
      met.set(name, behind)
      visit(behind)
    }
  }
  visit(text)
  return [oneLine(text), ...met.values()].join("\n")
}

const oneLine = (text: string): string => text.replace(/;?\s*\n\s*/g, (found) => (found.startsWith(";") ? "; " : " "))
  .replace(/;? \}/g, " }")

/** The members of a type literal by name, if it is one: `{ readonly a: X; b?: Y }` as TypeScript prints it. */
function membersOf(type: string): ReadonlyMap<string, string> | undefined {
  const body = /^\{([^]*)\}$/.exec(type.trim())?.[1]
  const parts = body === undefined ? undefined : partsOf(body)
  if (parts === undefined) return undefined
  const members = new Map<string, string>()
  for (const part of parts) {
    const [, quoted, plain, text] =
      /^(?:readonly )?(?:("(?:[^"\\]|\\.)*")|([\p{ID_Continue}$]+))\??: ([^]*)$/u.exec(part) ?? []
    if (text === undefined) return undefined
    members.set(quoted === undefined ? plain! : (JSON.parse(quoted) as string), text)
  }
  return members
}

/** Cut at the semicolons and line ends that are in no brackets and no string; undefined if a brace was another's. */
function partsOf(body: string): readonly string[] | undefined {
  const parts: string[] = []
  let depth = 0
  let part = ""
  for (const [sign] of body.matchAll(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|=>|[^]/g)) {
    if ("{[(<".includes(sign)) depth++
    else if ("}])>".includes(sign)) depth--
    if (depth < 0) return undefined
    if (depth === 0 && (sign === ";" || sign === "\n")) {
      parts.push(part)
      part = ""
    } else part += sign
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== "")
}
