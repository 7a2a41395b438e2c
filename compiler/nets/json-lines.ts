/**
 * A net as one line of JSON, as tools that exchange many nets write it:
 *
 *     {"id":"order","p":["start","paid","end"],"m0":[0],"t":[["pay",[0],[1]],["ship",[1],[2]]],"ends":[2],"safe":[0,1]}
 *
 * - `p`: the names of the places; all else numbers them from 0 in this order
 * - `m0`: the places with a token at the start
 * - `t`: the transitions: a name, the places that it takes a token from (one at least), those that it puts one on
 * - `ends`: the places where tokens rest at the end; nothing takes from them
 * - `safe`: the places that must never hold two tokens
 *
 * The fields stand in any order, each once, and there are no others: a field that is not known here may change what
 * the net does.
 */
import type { Net } from "../ir/net.ts"
import { type DraftTransition, netOf } from "./draft.ts"
import { JsonCursor, JsonFault } from "./json-cursor.ts"
import { NetFailure } from "./net-failure.ts"

/** Values with the columns they stand at. */
interface Placed<T> {
  readonly values: T[]
  readonly columns: number[]
}

interface Transition {
  readonly name: string
  readonly column: number
  readonly inputs: Placed<number>
  readonly outputs: Placed<number>
}

/**
 * The net of a line. Throws a NetFailure with line and column for anything that is not exactly such a net.
 *
 * @example
 * jsonNet(line, { file: "nets.jsonl", line: 7 })
 */
export function jsonNet(text: string, { file, line }: { readonly file: string; readonly line: number }): Net {
  try {
    return new LineReader(text).net()
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    throw new NetFailure("net", file, error.message, { line, column: error.column }, error)
  }
}

const FIELDS = ["id", "p", "m0", "t", "ends", "safe"] as const

class LineReader {
  readonly #json: JsonCursor
  readonly #seen = new Set<string>()
  #id = ""
  readonly #transitions: Transition[] = []
  #places: Placed<string> = { values: [], columns: [] }
  #marked: Placed<number> = { values: [], columns: [] }
  #ends: Placed<number> = { values: [], columns: [] }
  #safe: Placed<number> = { values: [], columns: [] }

  constructor(text: string) {
    this.#json = new JsonCursor(text)
  }

  net(): Net {
    const json = this.#json
    const start = json.column
    json.fields("a net", (name, column) => {
      this.#seen.add(name)
      this.#field(name, column)
    })
    json.end()
    const missing = FIELDS.find((name) => !this.#seen.has(name))
    if (missing !== undefined) json.fail(`"${missing}" is missing; a net has ${FIELDS.join(", ")}.`, start)
    this.#check(start)
    const safe = new Set(this.#safe.values)
    return netOf({
      id: this.#id,
      places: this.#places.values.map((name, place) => ({ name, ...(safe.has(place) && { bound: 1 }) })),
      transitions: this.#transitions.map(({ name, inputs, outputs }): DraftTransition =>
        ({ name, inputs: inputs.values, outputs: outputs.values })),
      marked: this.#marked.values,
      ends: this.#ends.values,
    })
  }

  #field(name: string, column: number): void {
    switch (name as typeof FIELDS[number]) {
      case "id": this.#id = this.#json.string('"id"'); break
      case "p": this.#places = this.#names(); break
      case "m0": this.#marked = this.#numbers('"m0"'); break
      case "t": this.#json.items('"t"', (index) => this.#transitions.push(this.#transition(index))); break
      case "ends": this.#ends = this.#numbers('"ends"'); break
      case "safe": this.#safe = this.#numbers('"safe"'); break
      default: this.#json.fail(`${said(name)} is no field of a net; a net has ${FIELDS.join(", ")}.`, column)
    }
  }

  #names(): Placed<string> {
    const names: Placed<string> = { values: [], columns: [] }
    this.#json.items('"p"', (index) => {
      names.columns.push(this.#json.column)
      names.values.push(this.#json.string(`the name of place ${index}`))
    })
    return names
  }

  #numbers(what: string): Placed<number> {
    const numbers: Placed<number> = { values: [], columns: [] }
    this.#json.items(what, () => {
      numbers.columns.push(this.#json.column)
      numbers.values.push(this.#json.whole("the number of a place"))
    })
    return numbers
  }

  #transition(index: number): Transition {
    const json = this.#json
    const { column } = json
    const shape = "a transition is a list of its name, the places it takes from and those it puts on."
    const parts: { name?: string; inputs?: Placed<number>; outputs?: Placed<number> } = {}
    json.items(`transition ${index}`, (part) => {
      if (part === 0) parts.name = json.string(`the name of transition ${index}`)
      else if (part === 1) parts.inputs = this.#numbers(`what ${said(parts.name!)} takes from`)
      else if (part === 2) parts.outputs = this.#numbers(`what ${said(parts.name!)} puts on`)
      else json.fail(shape)
    })
    const { name, inputs, outputs } = parts
    if (name === undefined || inputs === undefined || outputs === undefined) return json.fail(shape, column)
    return { name, column, inputs, outputs }
  }

  /** What one field says, held against the others. */
  #check(start: number): void {
    const json = this.#json
    this.#unique("places", this.#places)
    this.#unique("transitions", {
      values: this.#transitions.map(({ name }) => name), columns: this.#transitions.map(({ column }) => column),
    })
    for (const numbers of [this.#marked, this.#ends, this.#safe]) this.#arePlaces(numbers)
    if (this.#marked.values.length === 0) json.fail('no place has a token at the start; name one in "m0".', start)
    if (this.#ends.values.length === 0) json.fail('no place is an end; name one in "ends".', start)
    const ends = new Set(this.#ends.values)
    for (const { name, column, inputs, outputs } of this.#transitions) {
      this.#arePlaces(inputs)
      this.#arePlaces(outputs)
      if (inputs.values.length === 0) json.fail(`${said(name)} takes from no place, so it could fire for ever.`, column)
      const end = inputs.values.findIndex((place) => ends.has(place))
      if (end < 0) continue
      json.fail(`${said(name)} takes from place ${inputs.values[end]!}, which is an end.`, inputs.columns[end])
    }
  }

  #unique(what: string, { values, columns }: Placed<string>): void {
    const index = firstTwice(values)
    if (index >= 0) this.#json.fail(`two ${what} are named ${said(values[index]!)}.`, columns[index])
  }

  #arePlaces({ values, columns }: Placed<number>): void {
    const { length } = this.#places.values
    const index = values.findIndex((place) => place >= length)
    if (index >= 0) {
      this.#json.fail(`there is no place ${values[index]!}; "p" has ${length}, numbered from 0.`, columns[index])
    }
    const twice = firstTwice(values)
    if (twice >= 0) this.#json.fail(`place ${values[twice]!} is there twice.`, columns[twice])
  }
}

/** The index of the first value that was there before, or -1. */
function firstTwice(values: readonly unknown[]): number {
  // Most lists have two or three numbers: a set of each would cost more than all the rest.
  if (values.length < 8) return values.findIndex((value, index) => values.indexOf(value) < index)
  const seen = new Set<unknown>()
  return values.findIndex((value) => seen.size === seen.add(value).size)
}

const said = (name: string) => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name)
