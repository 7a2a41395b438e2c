/**
 * The text form of a net, one line a thing, for golden files, the corpus and people. `parseNet` and
 * `printNet` are exact inverses but for places in the source, which the text does not carry.
 *
 *     net ID [implicit]
 *     scope PATH WORKFLOW                  sub-workflows, in index order; scope 0 is the net itself
 *     condition NAME [input] [output] [bound N]
 *     task NAME [manual|silent] [outcome|guard N] [scope N] [and] in [KEY=]C ...
 *       -> OUTCOME: C[@FLOW] ... | OUTCOME: ... [clears C ...] [cancels TASK ...]
 *
 * A task is one line. Names with spaces or signs of the grammar in them are JSON strings. What is
 * left out is automatic, XOR-joined, in scope 0, with one outcome (several: its handler picks), bound 1.
 * `@FLOW` is the index of the flow in the definition. `#` begins a comment.
 */
import type {
  CancellationRegion, Condition, ConditionIndex, Input, Net, NetTask, Outcome, Output, Scope, TaskIndex,
} from "./net.ts"

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

/** The canonical text of a net. */
export function printNet(net: Net): string {
  const lines = [`net ${quote(net.id)}${net.termination === "implicit" ? " implicit" : ""}`]
  const [own, ...scopes] = net.scopes
  if (own?.path !== "" || own.workflow !== net.id) throw new TypeError("scope 0 of a net is the net itself")
  for (const s of scopes) lines.push(`scope ${quote(s.path)} ${quote(s.workflow)}`)
  const outputs = new Set(net.outputs)
  net.conditions.forEach((c, i) => {
    const input = i === net.input && "input"
    const output = outputs.has(i as ConditionIndex) && "output"
    lines.push(spaced(["condition", quote(c.name), input, output, c.bound !== 1 && `bound ${c.bound}`]))
  })
  const condition = (c: ConditionIndex) => quote(net.conditions[c]!.name)
  const input = (i: Input) => (i.key === undefined ? "" : `${quote(i.key)}=`) + condition(i.condition)
  const output = (o: Output) => condition(o.condition) + (o.flow < 0 ? "" : `@${o.flow}`)
  for (const { name, kind, join, inputs, outcomes, choice, guardFlow, scope, cancels } of net.tasks) {
    const usual = choice === (outcomes.length === 1 ? "single" : "outcome")
    lines.push(spaced([
      "task", quote(name), kind !== "automatic" && kind, choice === "guard" ? `guard ${guardFlow}` : !usual && choice,
      scope !== 0 && `scope ${scope}`, join === "and" && "and", "in", ...inputs.map(input), "->",
      outcomes.map((o) => spaced([`${quote(o.name)}:`, ...o.outputs.map(output)])).join(" | "),
      cancels.conditions.length > 0 && spaced(["clears", ...cancels.conditions.map(condition)]),
      cancels.tasks.length > 0 && spaced(["cancels", ...cancels.tasks.map((t) => quote(net.tasks[t]!.name))]),
    ]))
  }
  return `${lines.join("\n")}\n`
}

const spaced = (words: readonly (string | false)[]) => words.filter((word) => word !== false).join(" ")

/** Words of the grammar where a name could stand; a name that is one of them is quoted. */
const words = new Set([
  "in", "and", "xor", "manual", "silent", "single", "outcome", "guard", "scope", "clears", "cancels", "input", "output",
  "bound", "implicit",
])
const plain = /^[A-Za-z0-9_.~/:-]*[A-Za-z0-9_.~/-]$/

function quote(name: string): string {
  return plain.test(name) && !words.has(name) ? name : JSON.stringify(name)
}

interface Token {
  /** `name` carries a name, quoted or bare; `mark` is a sign of the grammar. */
  readonly kind: "name" | "mark"
  readonly text: string
  /** Only a bare name can be a word of the grammar. */
  readonly bare: boolean
  readonly column: number
}

const marks = new Set(["->", "|", "=", "@", ":"])

/** The tokens of one line. */
function scan(line: string, number: number): readonly Token[] {
  const tokens: Token[] = []
  const pattern = /\s+|#.*|->|[|=@]|:(?=\s|$)|"(?:[^"\\]|\\.)*"|(?:[^\s"#|=@:-]|-(?!>)|:(?!\s|$))+/gy
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
class Line {
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
  whole(what: string): number {
    const token = this.peek
    if (token === undefined || !/^\d{1,9}$/.test(token.text)) this.fail(`${what} is missing, a whole number`)
    this.#next++
    return Number(token.text)
  }
}

/** The net of a text. Throws NetSyntaxError with line and column for one that is not well-formed. */
export function parseNet(text: string): Net {
  let id: string | undefined
  let termination: Net["termination"] = "explicit"
  let input: ConditionIndex | undefined
  const scopes: Scope[] = []
  const conditions: Condition[] = []
  const outputs: ConditionIndex[] = []
  const tasks: NetTask[] = []
  const named = { condition: new Map<string, number>(), task: new Map<string, number>() }
  /** Regions may name tasks further down: they are looked up at the end. */
  const later: { task: number; line: Line; tokens: readonly Token[] }[] = []

  const index = (kind: "condition" | "task", token: Token, line: Line): number =>
    named[kind].get(token.text) ?? line.fail(`there is no ${kind} "${token.text}"`, token)
  const declare = (kind: "condition" | "task", token: Token, line: Line, count: number) => {
    if (named[kind].has(token.text)) line.fail(`there are two ${kind}s "${token.text}"`, token)
    named[kind].set(token.text, count)
  }
  const condition = (line: Line) => index("condition", line.name("a condition"), line) as ConditionIndex

  let number = 0
  for (const raw of text.split("\n")) {
    const line = new Line(raw, ++number)
    if (line.done) continue
    const first = line.peek!
    if (id === undefined && first.text !== "net") line.fail('a net begins with "net ID"')
    if (line.take("net")) {
      if (id !== undefined) line.fail("there is a net already", first)
      id = line.name("the net").text
      if (line.take("implicit")) termination = "implicit"
      scopes.push({ path: "", workflow: id })
    } else if (line.take("scope")) {
      scopes.push({ path: line.name("the path of the scope").text, workflow: line.name("the workflow").text })
    } else if (line.take("condition")) {
      const name = line.name("the condition")
      const self = conditions.length as ConditionIndex
      declare("condition", name, line, self)
      if (line.take("input")) {
        if (input !== undefined) line.fail("there is an input condition already", name)
        input = self
      }
      if (line.take("output")) outputs.push(self)
      conditions.push({ name: name.text, bound: line.take("bound") ? line.whole("the bound") : 1 })
    } else if (line.take("task")) {
      parseTask(line)
    } else line.fail(`"${first.text}" is not net, scope, condition or task`)
    if (!line.done) line.fail(`"${line.peek!.text}" is not expected here`)
  }
  if (id === undefined) throw new NetSyntaxError('a net begins with "net ID"', 1, 1)
  if (input === undefined) throw new NetSyntaxError("no condition is the input", number, 1)
  for (const { task, line, tokens } of later) {
    const cancels = { ...tasks[task]!.cancels, tasks: tokens.map((token) => index("task", token, line) as TaskIndex) }
    tasks[task] = { ...tasks[task]!, cancels }
  }
  return { id, termination, conditions, tasks, scopes, input, outputs }

  function parseTask(line: Line): void {
    const name = line.name("the task")
    declare("task", name, line, tasks.length)
    const kind = line.take("manual") ? "manual" : line.take("silent") ? "silent" : "automatic"
    const said = (["single", "outcome", "guard"] as const).find((choice) => line.take(choice))
    const guardFlow = said === "guard" ? line.whole("the flow of the guards") : -1
    const scope = line.take("scope") ? line.whole("the scope") : 0
    if (scope >= scopes.length) line.fail(`there is no scope ${scope}`, name)
    const join = line.take("and") ? "and" : (line.take("xor"), "xor" as const)
    line.expect("in")
    const inputs: Input[] = []
    while (line.atName) {
      const token = line.name("a condition")
      if (line.take("=")) inputs.push({ condition: condition(line), key: token.text })
      else inputs.push({ condition: index("condition", token, line) as ConditionIndex })
    }
    line.expect("->")
    const outcomes: Outcome[] = []
    do {
      const outcome = line.name("an outcome").text
      line.expect(":")
      const arcs: Output[] = []
      while (line.atName) arcs.push({ condition: condition(line), flow: line.take("@") ? line.whole("the flow") : -1 })
      outcomes.push({ name: outcome, outputs: arcs })
    } while (line.take("|"))
    const cleared: ConditionIndex[] = []
    if (line.take("clears")) while (line.atName) cleared.push(condition(line))
    const cancelled: Token[] = []
    if (line.take("cancels")) while (line.atName) cancelled.push(line.name("a task"))
    if (cancelled.length > 0) later.push({ task: tasks.length, line, tokens: cancelled })
    const cancels: CancellationRegion = { conditions: cleared, tasks: [] }
    const choice = said ?? (outcomes.length === 1 ? "single" : "outcome")
    tasks.push({ name: name.text, kind, join, inputs, outcomes, choice, guardFlow, cancels, scope })
  }
}
