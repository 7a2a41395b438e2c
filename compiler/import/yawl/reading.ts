/** What is shared while a specification is read: what is wrong with it, what it loses, and its types of data. */
import type { Diagnostic, Location } from "../../diagnostic.ts"
import type { ImportNote } from "../drawing.ts"
import { all, first, said, type Tag } from "./tree.ts"

export interface Reading {
  readonly errors: Diagnostic[]
  readonly notes: ImportNote[]
  readonly error: (make: (message: string, at: Location) => Diagnostic, tag: Tag, message: string) => void
  readonly note: (kind: ImportNote["kind"], tag: Tag, message: string) => void
}

export function reading(): Reading {
  const errors: Diagnostic[] = []
  const notes: ImportNote[] = []
  return {
    errors, notes,
    error: (make, tag, message) => errors.push(make(`${described(tag)}: ${message}`, tag.at)),
    note: (kind, tag, message) => {
      const { name, id } = known(tag)
      const own = { ...(name !== undefined && { name }), ...(id !== undefined && { id }) }
      notes.push({ kind, element: tag.name, ...own, at: tag.at, message })
    },
  }
}

/** Its id and its name, where it has any. */
export function known(tag: Tag): { readonly id: string | undefined; readonly name: string | undefined } {
  return { id: tag.attributes.get("id") ?? tag.attributes.get("uri"), name: said(tag, "name") }
}

/** What people wrote about an element. */
export function commentsOf(tag: Tag): readonly string[] {
  const words = [...all(tag, "documentation"), ...all(first(tag, "metaData") ?? tag, "description")]
  return words.flatMap(({ text }) => (text.trim() === "" ? [] : [text.trim()]))
}

function described(tag: Tag): string {
  const { id, name } = known(tag)
  const called = name ?? id
  return `${tag.name}${called === undefined ? "" : ` ${JSON.stringify(called)}`}`
}
