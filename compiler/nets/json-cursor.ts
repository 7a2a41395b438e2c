/**
 * JSON read forward, once, each value as what is expected there. So nothing is built of a text that is something
 * else, however deep or wide it is, and whatever is wrong has a column.
 */

/** What is wrong, at a column that counts from 1. */
export class JsonFault extends Error {
  override readonly name = "JsonFault"
  readonly column: number

  constructor(sentence: string, column: number) {
    super(sentence)
    this.column = column
  }
}

/** Digits of a number that can be an index. */
const DIGITS_MAX = 9

export class JsonCursor {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The column of the next value. */
  get column(): number {
    this.#space()
    return this.#at + 1
  }

  fail(sentence: string, column = this.column): never {
    throw new JsonFault(sentence, column)
  }

  /** An object: `read` takes the value of the field that it is called with. */
  fields(what: string, read: (name: string, column: number) => void): void {
    const names = new Set<string>()
    this.#each(what, "{", "}", () => {
      const { column } = this
      const name = this.string("the name of a field")
      if (names.has(name)) this.fail("this field is there twice.", column)
      names.add(name)
      if (!this.#take(":")) this.fail('":" is missing after the name of a field.')
      read(name, column)
    })
  }

  /** A list: `read` takes one item. */
  items(what: string, read: (index: number) => void): void {
    this.#each(what, "[", "]", read)
  }

  string(what: string): string {
    const { column } = this
    const text = this.#text
    if (text[this.#at] !== '"') this.#missing(what, "a string")
    const from = this.#at
    let to = text.indexOf('"', from + 1)
    while (to >= 0 && isEscaped(text, to)) to = text.indexOf('"', to + 1)
    if (to < 0) this.fail("this string is not closed.", column)
    this.#at = to + 1
    const inner = text.slice(from + 1, to)
    if (!/[\\\u0000-\u001f]/.test(inner)) return inner
    try {
      return JSON.parse(text.slice(from, to + 1)) as string
    } catch {
      return this.fail("this string has a sign or an escape in it that JSON does not allow.", column)
    }
  }

  /** A whole number from 0. */
  whole(what: string): number {
    const { column } = this
    const text = this.#text
    const from = this.#at
    let value = 0
    for (let digit = digitAt(text, from); digit >= 0; digit = digitAt(text, this.#at)) {
      value = value * 10 + digit
      if (++this.#at - from > DIGITS_MAX) this.fail(`${what} has more than ${DIGITS_MAX} digits.`, column)
    }
    const digits = this.#at - from
    if (digits > 0 && !(text[from] === "0" && digits > 1) && !/[.eE]/.test(text[this.#at] ?? "")) return value
    this.#at = from
    return this.#missing(what, "a whole number from 0")
  }

  /** Nothing but space is left. */
  end(): void {
    const { column } = this
    if (this.#at < this.#text.length) this.fail("there is something after the net; put one net on a line.", column)
  }

  #each(what: string, open: string, close: string, read: (index: number) => void): void {
    if (!this.#take(open)) this.#missing(what, open === "[" ? "a list" : "an object")
    if (this.#take(close)) return
    let index = 0
    do read(index++)
    while (this.#take(","))
    if (!this.#take(close)) this.fail(`"," or "${close}" is missing.`)
  }

  #missing(what: string, kind: string): never {
    const found = this.#at < this.#text.length ? JSON.stringify(String.fromCodePoint(this.#text.codePointAt(this.#at)!))
      : "the end of the line"
    return this.fail(`${what} must be ${kind}, and here is ${found}.`)
  }

  #take(sign: string): boolean {
    this.#space()
    const found = this.#text[this.#at] === sign
    if (found) this.#at++
    return found
  }

  #space(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++
  }
}

const isSpace = (code: number) => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d

/** The digit there, or -1. */
function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 0x30
  return digit >= 0 && digit <= 9 ? digit : -1
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text[first - 1] === "\\") first--
  return (at - first) % 2 === 1
}
