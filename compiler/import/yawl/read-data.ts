/** Variables and parameters of a YAWL specification: those of a simple type of XML Schema become types of payloads. */
import type { DrawnPayload } from "../drawing.ts"
import { all, marked, said, type Tag } from "./tree.ts"

type Simple = "string" | "number" | "boolean"

const simple: ReadonlyMap<string, Simple> = new Map([
  ...words("string", "string normalizedString token language Name NCName NMTOKEN ID IDREF anyURI QName date time "
    + "dateTime duration gYear gYearMonth gMonth gMonthDay gDay base64Binary hexBinary"),
  ...words("number", "decimal integer int long short byte float double nonNegativeInteger positiveInteger "
    + "nonPositiveInteger negativeInteger unsignedLong unsignedInt unsignedShort unsignedByte"),
  ...words("boolean", "boolean"),
])

function words(kind: Simple, names: string): readonly (readonly [string, Simple])[] {
  return names.split(" ").map((name) => [name, kind])
}

/** Simple types that stand on each other, at most so deep. */
const CHAIN_MAX = 16

/** The types of one specification, and a payload for each variable of a simple one. */
export class Data {
  /** By key, its name and type: a variable and a parameter that share both are one thing that is handed on. */
  readonly payloads = new Map<string, DrawnPayload>()
  /** What each simple type of the specification itself is a restriction of. */
  readonly #bases: ReadonlyMap<string, string>

  constructor(specification: Tag) {
    const types = all(specification, "schema").flatMap((schema) => all(schema, "simpleType"))
    this.#bases = new Map(types.flatMap((type) => {
      const [name, base] = [type.attributes.get("name"), marked(type, "restriction", "base")]
      return name === undefined || base === undefined ? [] : [[name, base] as const]
    }))
  }

  /** Notes the variables of a net. */
  declare(net: Tag): void {
    for (const variable of ["inputParam", "outputParam", "localVariable"].flatMap((name) => all(net, name))) {
      this.#payload(variable)
    }
  }

  /** What a task takes or gives, if it is one thing of a simple type. */
  only(decomposition: Tag | undefined, name: "inputParam" | "outputParam"): string | undefined {
    const [one, ...others] = decomposition === undefined ? [] : all(decomposition, name)
    return one === undefined || others.length > 0 ? undefined : this.#payload(one)
  }

  #payload(variable: Tag): string | undefined {
    const [name, written] = [said(variable, "name"), said(variable, "type")]
    const type = written === undefined ? undefined : this.#simple(written)
    if (name === undefined || written === undefined || type === undefined) return undefined
    const key = JSON.stringify([name, local(written), type])
    if (!this.payloads.has(key)) {
      const comments = local(written) === type ? [] : [`in the model of type ${local(written)}`]
      this.payloads.set(key, { key, name, at: variable.at, type, list: false, comments })
    }
    return key
  }

  #simple(written: string): Simple | undefined {
    let type = local(written)
    for (let step = 0; step < CHAIN_MAX; step++) {
      const base = this.#bases.get(type)
      if (base === undefined) return simple.get(type)
      type = local(base)
    }
    return undefined
  }
}

const local = (name: string) => name.slice(name.indexOf(":") + 1)
