/** A document that came through the door of `xml.ts`, as elements with their places. Knows no words of YAWL. */
import { SaxesParser } from "saxes"
import type { Location } from "../../diagnostic.ts"
import type { XmlDocument } from "../xml.ts"

/** An element. Its name, and those of its attributes, are without prefix. */
export interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly at: Location
  readonly children: Tag[]
  /** What stands directly in it, in one. */
  text: string
}

/** The root. The document is well-formed and of bearable size: the door has asked. */
export function treeOf({ text, file }: XmlDocument): Tag {
  const xml = new SaxesParser()
  const path: Tag[] = []
  let root: Tag | undefined
  let at: Location = { file, line: 1, column: 1, length: 0 }
  const add = (more: string) => {
    const open = path.at(-1)
    if (open !== undefined) open.text += more
  }
  xml.on("opentagstart", ({ name }) => {
    const begin = text.lastIndexOf("<", xml.position - 1)
    const column = begin - text.lastIndexOf("\n", begin)
    // The sign after the name has been read too: it may be the end of the line.
    at = { file, line: xml.line - (xml.columnIndex === 0 ? 1 : 0), column, length: name.length + 1 }
  })
  xml.on("opentag", ({ name, attributes }) => {
    const named = Object.entries(attributes).map(([key, value]) => [local(key), value] as const)
    const tag: Tag = { name: local(name), attributes: new Map(named), at, children: [], text: "" }
    path.at(-1)?.children.push(tag)
    root ??= tag
    path.push(tag)
  })
  xml.on("closetag", () => void path.pop())
  xml.on("text", add)
  xml.on("cdata", add)
  xml.write(text).close()
  return root!
}

const local = (name: string) => name.slice(name.indexOf(":") + 1)

/** The children of a name. */
export function all({ children }: Tag, name: string): readonly Tag[] {
  return children.filter((child) => child.name === name)
}

/** The first child of a name. */
export function first({ children }: Tag, name: string): Tag | undefined {
  return children.find((child) => child.name === name)
}

/** What the first child of a name says; undefined where it says nothing. */
export function said(tag: Tag, name: string): string | undefined {
  const text = first(tag, name)?.text.trim()
  return text === "" ? undefined : text
}

/** An attribute of the first child of a name. */
export function marked(tag: Tag, name: string, attribute: string): string | undefined {
  return first(tag, name)?.attributes.get(attribute)
}
