/** The net of a text; `text.ts` tells the grammar. */
import { Line, NetSyntaxError, type Token } from "./net-line.ts"
import type {
  CancellationRegion, Condition, ConditionIndex, Entry, Gather, Input, Instances, Need, Net, NetTask, Outcome, Output,
  Scope, TaskIndex, Trigger, Wait,
} from "./net.ts"

/** The net of a text. Throws NetSyntaxError with line and column for one that is not well-formed. */
export function parseNet(text: string): Net {
  return new Parser().parse(text)
}

/** An entry whose conditions are being declared. */
interface EntryDraft {
  readonly termination: Entry["termination"]
  input?: ConditionIndex
  readonly marked: ConditionIndex[]
  readonly outputs: ConditionIndex[]
}

class Parser {
  readonly #entries: EntryDraft[] = []
  readonly #scopes: Scope[] = []
  readonly #conditions: Condition[] = []
  readonly #triggers: Trigger[] = []
  readonly #tasks: NetTask[] = []
  readonly #named = {
    condition: new Map<string, number>(), trigger: new Map<string, number>(), task: new Map<string, number>(),
  }
  /** Tasks may be named before they are declared: what is made of their names is made at the end. */
  readonly #later: (() => void)[] = []

  parse(text: string): Net {
    let number = 0
    for (const raw of text.split("\n")) {
      const line = new Line(raw, ++number)
      if (line.done) continue
      this.#line(line)
      if (!line.done) line.fail(`"${line.peek!.text}" is not expected here`)
    }
    if (this.#entries.length === 0) throw new NetSyntaxError('a net begins with "net ID"', 1, 1)
    for (const look of this.#later) look()
    const [own, ...callees] = this.#entries.map((draft, index): Entry => {
      if (draft.input === undefined) {
        throw new NetSyntaxError(`no condition is the input${index === 0 ? "" : ` of entry ${index}`}`, number, 1)
      }
      const { input, termination, marked, outputs } = draft
      return { input, termination, outputs, ...(marked.length > 0 && { marked }) }
    })
    return {
      id: this.#scopes[0]!.workflow, ...own!, conditions: this.#conditions, tasks: this.#tasks, scopes: this.#scopes,
      ...(callees.length > 0 && { callees }), ...(this.#triggers.length > 0 && { triggers: this.#triggers }),
    }
  }

  #line(line: Line): void {
    const first = line.peek!
    if (this.#entries.length === 0 && first.text !== "net") line.fail('a net begins with "net ID"')
    if (line.take("net")) {
      if (this.#entries.length > 0) line.fail("there is a net already", first)
      this.#scopes.push({ path: "", workflow: line.name("the net").text })
      this.#entry(line)
    } else if (line.take("scope")) {
      this.#scopes.push({ path: line.name("the path of the scope").text, workflow: line.name("the workflow").text })
    } else if (line.take("entry")) this.#entry(line)
    else if (line.take("condition")) this.#condition(line)
    else if (line.take("trigger")) {
      const name = this.#declare("trigger", line, this.#triggers.length)
      this.#triggers.push({ name, ...(line.take("kept") && { condition: this.#conditionNamed(line) }) })
    } else if (line.take("task")) this.#task(line)
    else if (line.take("wait")) this.#wait(line)
    else line.fail(`"${first.text}" is not net, scope, entry, condition, trigger, task or wait`)
  }

  #entry(line: Line): void {
    const termination = line.take("implicit") ? "implicit" : "explicit"
    this.#entries.push({ termination, marked: [], outputs: [] })
  }

  #condition(line: Line): void {
    const token = line.peek
    const self = this.#conditions.length as ConditionIndex
    const name = this.#declare("condition", line, self)
    const [input, marked, output] = [line.take("input"), line.take("marked"), line.take("output")]
    const resource = line.take("resource")
    const entry = this.#entries[line.take("of") ? this.#entryIndex(line) : 0]!
    if (input && entry.input !== undefined) line.fail("there is an input condition already", token)
    if (input) entry.input = self
    if (marked) entry.marked.push(self)
    if (output) entry.outputs.push(self)
    const bound = line.take("bound") ? line.whole("the bound") : 1
    this.#conditions.push({ name, bound, ...(resource && { resource }) })
  }

  #task(line: Line): void {
    const token = line.peek
    const self = this.#tasks.length
    const name = this.#declare("task", line, self)
    const kind = this.#kind(line)
    const said = line.oneOf("single", "outcome", "guard", "several")
    const guarded = said === "guard" || (said === "several" && line.atWhole)
    const guardFlow = guarded ? line.whole("the flow of the guards") : -1
    const scope = line.take("scope") ? line.whole("the scope") : 0
    if (scope >= this.#scopes.length) line.fail(`there is no scope ${scope}`, token)
    const join = line.oneOf("and", "or", "xor") ?? "xor"
    line.expect("in")
    const inputs = line.names(() => this.#input(line))
    line.expect("->")
    const outcomes = this.#outcomes(line)
    const cleared = line.take("clears") ? this.#conditionsNamed(line) : []
    const cancelled = line.take("cancels") ? line.names((l) => l.name("a task")) : []
    const reads = line.take("reads") ? this.#conditionsNamed(line) : []
    const unless = line.take("unless") ? this.#conditionsNamed(line) : []
    const excluded = line.take("excludes") ? line.names((l) => l.name("a task")) : []
    const completed = line.take("completes") ? line.names((l) => l.name("a task")) : []
    const cancelsCase = line.take("ends-case")
    const gather = line.take("gather") ? this.#gather(line) : undefined
    const instances = line.take("instances") ? this.#instances(line) : undefined
    const alike = line.take("alike") ? line.whole("the number of those that choose alike") : undefined
    const blocked = unless.length + excluded.length > 0
    const choice = said ?? (outcomes.length === 1 ? "single" : "outcome")
    this.#tasks.push({
      name, ...kind, join, inputs, outcomes, choice, guardFlow, scope, cancels: { conditions: cleared, tasks: [] },
      ...(gather && { gather }), ...(reads.length > 0 && { reads }), ...(cancelsCase && { cancelsCase }),
      ...(instances && { instances }), ...(alike !== undefined && { alike }),
    })
    if (cancelled.length + excluded.length + completed.length === 0 && !blocked) return
    this.#later.push(() => {
      const tasks = (tokens: readonly Token[]) => tokens.map((t) => this.#index("task", t, line) as TaskIndex)
      const blockers: CancellationRegion = { conditions: unless, tasks: tasks(excluded) }
      this.#tasks[self] = {
        ...this.#tasks[self]!, cancels: { conditions: cleared, tasks: tasks(cancelled) }, ...(blocked && { blockers }),
        ...(completed.length > 0 && { completes: tasks(completed) }),
      }
    })
  }

  #kind(line: Line): Pick<NetTask, "kind" | "trigger" | "callee"> {
    const kind = line.oneOf("manual", "silent", "timer", "receive", "call") ?? "automatic"
    if (kind === "receive") return { kind, trigger: this.#index("trigger", line.name("a trigger"), line) }
    return kind === "call" ? { kind, callee: this.#entryIndex(line) } : { kind }
  }

  #input(line: Line): Input {
    const token = line.name("a condition")
    const keyed = line.take("=")
    const condition = keyed ? this.#conditionNamed(line) : this.#index("condition", token, line) as ConditionIndex
    return { condition, ...(keyed && { key: token.text }), ...(line.take("*") && { weight: line.whole("the weight") }) }
  }

  #outcomes(line: Line): readonly Outcome[] {
    const outcomes: Outcome[] = []
    do {
      const name = line.name("an outcome").text
      line.expect(":")
      const outputs = line.names((): Output =>
        ({ condition: this.#conditionNamed(line), flow: line.take("@") ? line.whole("the flow") : -1 }))
      outcomes.push({ name, outputs })
    } while (line.take("|"))
    return outcomes
  }

  #gather(line: Line): Gather {
    return line.oneOf("first", "record", "list", "merge") ?? line.fail("gather says first, record, list or merge")
  }

  #instances(line: Line): Instances {
    const count = line.atWhole ? line.whole("the count") : undefined
    line.expect("min")
    const min = line.whole("the least number of instances")
    line.expect("max")
    const max = line.whole("the greatest number of instances")
    const threshold = line.take("after") ? line.whole("the threshold") : undefined
    const rest = line.take("cancel") ? "cancel" : "absorb"
    const [open, until] = [line.take("open"), line.take("until")]
    return {
      ...(count !== undefined && { count }), min, max, ...(threshold !== undefined && { threshold }), rest, open, until,
    }
  }

  #wait(line: Line): void {
    const self = this.#index("task", line.name("a task"), line)
    const input = () => {
      const token = line.name("an input")
      const found = this.#tasks[self]!.inputs.findIndex((i) => this.#conditions[i.condition]!.name === token.text)
      return found < 0 ? line.fail(`"${token.text}" is no input of that task`, token) : found
    }
    const missing = input()
    const marked = line.take("marked") ? line.names(input) : undefined
    const count = () => (line.take("*") ? line.whole("the count") : 1)
    line.expect("needs")
    const conditions = line.names((): Need => ({ place: { condition: this.#conditionNamed(line) }, count: count() }))
    const running = line.take("runs") ? line.names((l) => ({ token: l.name("a task"), count: count() })) : []
    this.#later.push(() => {
      const tasks = running.map(({ token, count }): Need =>
        ({ place: { task: this.#index("task", token, line) as TaskIndex }, count }))
      const wait: Wait = { missing, ...(marked && { marked }), needs: [...conditions, ...tasks] }
      this.#tasks[self] = { ...this.#tasks[self]!, waits: [...(this.#tasks[self]!.waits ?? []), wait] }
    })
  }

  #declare(kind: "condition" | "trigger" | "task", line: Line, index: number): string {
    const token = line.name(`the ${kind}`)
    if (this.#named[kind].has(token.text)) line.fail(`there are two ${kind}s "${token.text}"`, token)
    this.#named[kind].set(token.text, index)
    return token.text
  }

  #index(kind: "condition" | "trigger" | "task", token: Token, line: Line): number {
    return this.#named[kind].get(token.text) ?? line.fail(`there is no ${kind} "${token.text}"`, token)
  }

  #conditionNamed(line: Line): ConditionIndex {
    return this.#index("condition", line.name("a condition"), line) as ConditionIndex
  }

  #conditionsNamed(line: Line): ConditionIndex[] {
    return line.names(() => this.#conditionNamed(line))
  }

  #entryIndex(line: Line): number {
    const token = line.peek
    const index = line.whole("the entry")
    return index < this.#entries.length ? index : line.fail(`there is no entry ${index}`, token)
  }
}
