/** One line of the text of a net (`text.ts`) as tokens: names, bare or quoted, and the signs of the grammar. */

/** The text is not a net: what was found where. Lines and columns are 1-based. */
export class NetSyntaxError extends Error {
  override readonly name = "NetSyntaxError"
  readonly line: number
  readonly column: number
  constructor(message: string, line: number, column: number) {
    super(`line ${line}, column ${column}: ${message}`)
    this.line = line
    this.column = column
  }
}

/** Words of the grammar where a name could stand; a name that is one of them is quoted. */
const words = new Set([
  "in", "and", "xor", "or", "manual", "silent", "single", "outcome", "guard", "several", "scope", "input", "output",
  "bound", "implicit", "clears", "cancels", "reads", "unless", "excludes", "completes", "ends-case", "gather",
  "instances", "alike", "needs", "runs",
])
const plain = /^[A-Za-z0-9_.~/:-]*[A-Za-z0-9_.~/-]$/

/** A name as it stands in the text. */
export function quote(name: string): string {
  return plain.test(name) && !words.has(name) ? name : JSON.stringify(name)
}

export interface Token {
  /** `name` carries a name, quoted or bare; `mark` is a sign of the grammar. */
  readonly kind: "name" | "mark"
  readonly text: string
  /** Only a bare name can be a word of the grammar. */
  readonly bare: boolean
  readonly column: number
}

const marks = new Set(["->", "|", "=", "@", "*", ":"])

/** The tokens of one line. */
function scan(line: string, number: number): readonly Token[] {
  const tokens: Token[] = []
  const pattern = /\s+|#.*|->|[|=@*]|:(?=\s|$)|"(?:[^"\\]|\\.)*"|(?:[^\s"#|=@*:-]|-(?!>)|:(?!\s|$))+/gy
  while (pattern.lastIndex < line.length) {
    const column = pattern.lastIndex + 1
    const text = pattern.exec(line)?.[0]
    if (text === undefined) {
      throw new NetSyntaxError(`${JSON.stringify(line[column - 1])} is not expected here`, number, column)
    }
    if (/^[\s#]/.test(text)) continue
    if (!text.startsWith('"')) tokens.push({ kind: marks.has(text) ? "mark" : "name", text, bare: true, column })
    else {
      try {
        tokens.push({ kind: "name", text: JSON.parse(text) as string, bare: false, column })
      } catch {
        throw new NetSyntaxError(`${text} is not a JSON string`, number, column)
      }
    }
  }
  return tokens
}

/** One line being read. */
export class Line {
  #tokens: readonly Token[]
  #next = 0
  readonly number: number
  readonly #end: number
  constructor(text: string, number: number) {
    this.#tokens = scan(text, number)
    this.number = number
    this.#end = text.length + 1
  }
  get peek(): Token | undefined { return this.#tokens[this.#next] }
  get done(): boolean { return this.#next === this.#tokens.length }
  fail(message: string, token = this.peek): never {
    throw new NetSyntaxError(message, this.number, token?.column ?? this.#end)
  }
  /** Takes the word or sign if it is next. */
  take(text: string): boolean {
    const found = this.peek?.bare === true && this.peek.text === text
    if (found) this.#next++
    return found
  }
  /** Takes the one of the words that is next. */
  oneOf<Word extends string>(...of: readonly Word[]): Word | undefined {
    return of.find((word) => this.take(word))
  }
  expect(text: string): void {
    if (!this.take(text)) this.fail(`"${text}" is missing`)
  }
  /** Whether a name is next, and not a word of the grammar. */
  get atName(): boolean {
    return this.peek !== undefined && this.peek.kind === "name" && !(this.peek.bare && words.has(this.peek.text))
  }
  name(what: string): Token {
    if (!this.atName) this.fail(`the name of ${what} is missing`)
    return this.#tokens[this.#next++]!
  }
  /** The names from here on, each read by `one`. */
  names<T>(one: (line: Line) => T): T[] {
    const found: T[] = []
    while (this.atName) found.push(one(this))
    return found
  }
  get atWhole(): boolean { return this.peek?.bare === true && /^\d{1,9}$/.test(this.peek.text) }
  whole(what: string): number {
    if (!this.atWhole) this.fail(`${what} is missing, a whole number`)
    return Number(this.#tokens[this.#next++]!.text)
  }
}
