/** Text of TypeScript that is broken over lines where it is too wide, as people do it. */

/** Widest line. */
export const WIDTH = 120

/** A piece of text, or a list between brackets that stands on one line if it fits. */
export type Doc = string | { readonly open: string; readonly items: readonly Doc[]; readonly close: string }

/** `f(a, b)`, `[a, b]`, or with `open` of `{` an object with a space at its ends. */
export function list(open: string, items: readonly Doc[], close: string): Doc {
  return { open, items, close }
}

/** A doc behind some text. */
export function after(text: string, doc: Doc): Doc {
  return typeof doc === "string" ? text + doc : { ...doc, open: text + doc.open }
}

/** The text of a doc that begins in a column; `more` characters follow it. */
export function laid(doc: Doc, indent: number, more = 0): string {
  const flat = onOneLine(doc)
  if (typeof doc === "string" || doc.items.length === 0 || indent + flat.length + more <= WIDTH) return flat
  const { open, items, close } = doc
  const groups = items.filter((item) => typeof item === "object")
  const [only] = groups
  if (groups.length === 1 && only !== undefined && !open.endsWith("{")) {
    const at = items.indexOf(only)
    const before = `${open}${items.slice(0, at).map((item) => `${onOneLine(item)}, `).join("")}`
    const after = `${items.slice(at + 1).map((item) => `, ${onOneLine(item)}`).join("")}${close}`
    const whole = { open: before + only.open, items: only.items, close: only.close + after }
    if (indent + whole.open.length <= WIDTH) return laid(whole, indent, more)
  }
  const space = " ".repeat(indent + 2)
  if (items.every((item) => typeof item === "string")) {
    const lines = wrapped(items.map((item) => `${item},`), WIDTH - indent - 2, "")
    return `${open}\n${lines.map((line) => `${space}${line}\n`).join("")}${" ".repeat(indent)}${close}`
  }
  const lines = items.map((item) => `${space}${laid(item, indent + 2, 1)},\n`)
  return `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`
}

function onOneLine(doc: Doc): string {
  if (typeof doc === "string") return doc
  const { open, items, close } = doc
  const gap = open.endsWith("{") && items.length > 0 ? " " : ""
  return `${open}${gap}${items.map(onOneLine).join(", ")}${gap}${close}`
}

/** Text as a string of TypeScript: nothing in it can turn the text around or be taken for something else. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(everyUnseen, escaped)
}

/** A key of an object. */
export function key(name: string): string {
  return isIdentifier(name) ? name : quoted(name)
}

/** A member of an object. */
export function member(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${quoted(name)}]`
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !unseen.test(name) && name !== "__proto__"
}

/** Signs that nobody sees: direction marks, joiners, byte-order marks, line separators. */
const UNSEEN = "[\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]"
const unseen = new RegExp(UNSEEN)
const everyUnseen = new RegExp(UNSEEN, "g")

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`

/** Lines of a comment, none wider than fits, nothing in them that could end it. */
export function commentLines(texts: readonly string[], indent: number, hang = ""): readonly string[] {
  const lines = texts.flatMap((text) => text.slice(0, SIGNS_MAX).split(/\r\n|[\n\r\u2028\u2029]/).slice(0, LINES_MAX))
  return lines.flatMap((line) => {
    const seen = line.replace(/\p{Cc}/gu, " ").replace(everyUnseen, escaped)
    const plain = seen.replaceAll("*/", "*\\/").trim()
    return plain === "" ? [] : wrapped(plain.split(/\s+/), WIDTH - indent - 3, hang)
  })
}

/** Most lines and signs that are taken of one remark of a model. */
const LINES_MAX = 20
const SIGNS_MAX = 2_000

function wrapped(words: readonly string[], width: number, hang: string): readonly string[] {
  const lines: string[] = []
  let line = ""
  for (const word of words) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = hang + word
    } else {
      line = line === "" ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
