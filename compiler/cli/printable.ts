/** Words of others on a terminal: what would move its cursor, colour it or break a line is shown, not sent. */

/** C0 and C1 controls, DEL, line separators, and what turns the direction of text around. */
const CONTROLS = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069"
const control = new RegExp(`[${CONTROLS}]`, "g")
/** Colours as `styleText` writes them, and every control but line breaks and tabs. */
const colourOrControl = new RegExp(`\\u001b\\[[0-9;]*m|(?![\\n\\t])[${CONTROLS}]`, "g")

const escaped = (sign: string): string =>
  sign === "\n" ? "\\n" : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`

/**
 * A name, an id or a reason as one piece of a line.
 *
 * @example
 * oneLine("a\nb\u001b[31m") // "a\\nb\\u001b[31m"
 */
export function oneLine(text: string): string {
  return text.replace(control, escaped)
}

/** What an error or a reason says, as one line. */
export function sentence(text: string): string {
  return oneLine(text.trim().replaceAll(/\s*\n\s*/g, " "))
}

/** A whole text with its lines and tabs, and its colours where they are meant. */
export function printable(text: string, colour = false): string {
  return text.replace(colourOrControl, (found) =>
    found.length === 1 ? escaped(found) : colour ? found : escaped(found[0]!) + found.slice(1))
}

/** Longer payloads and sentences are cut where people read them. */
const LENGTH_MAX = 500

/** One line, cut where it is long. `flag` is what shows all of it; null: it is shown already. */
export function short(text: string, flag: string | null = "--json"): string {
  if (flag === null || text.length <= LENGTH_MAX) return oneLine(text)
  const left = (text.length - LENGTH_MAX).toLocaleString("en")
  return `${oneLine(text.slice(0, LENGTH_MAX))}… (${left} characters more; ${flag} shows them)`
}

/**
 * A word of a command that is printed to be run: in quotes where a shell wants them.
 *
 * @example
 * quoted("my orders.db") // "'my orders.db'"
 */
export function quoted(word: string): string {
  return /^[\w./@:+=,-]+$/.test(word) ? word : `'${oneLine(word).replaceAll("'", `'\\''`)}'`
}
