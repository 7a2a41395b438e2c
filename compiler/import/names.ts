/** Names that knhk takes and that are unique, out of whatever a model has. */

/** Longest name, in UTF-16 units, with room for a number. */
const LENGTH_MAX = 190

/** Names for tasks, workflows, outcomes and signals: each given once. */
export class Names {
  readonly #used: Set<string>
  readonly #next = new Map<string, number>()

  constructor(used: Iterable<string> = []) {
    this.#used = new Set(used)
  }

  /** The name itself where it may be one and is free, else the next like it. */
  give(raw: string): string {
    return this.#free(valid(raw), " ")
  }

  /** As the name of a constant: `Order handling` becomes `OrderHandling`. */
  constant(raw: string): string {
    return this.#free(pascal(raw), "")
  }

  #free(base: string, space: string): string {
    let name = base
    for (let i = this.#next.get(base) ?? 2; this.#used.has(name); i++) {
      name = `${base}${space}${i}`
      this.#next.set(base, i + 1)
    }
    this.#used.add(name)
    return name
  }
}

/** The nearest that may be a name: 1 to 200 characters, no `/`, `~` or controls, no space at an end, no number. */
export function valid(raw: string): string {
  const plain = oneLine(raw).replace(/[/~]/g, "-")
  const short = (plain.length <= LENGTH_MAX ? plain : cut(plain)).trim()
  if (short === "") return "unnamed"
  if (short === "__proto__") return "proto"
  return /^\d+$/.test(short) ? `no. ${short}` : short
}

/** Text with every run of spaces, line ends and controls as one space. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim()
}

/** Cut at a whole character. */
function cut(text: string): string {
  const end = /[\ud800-\udbff]/.test(text[LENGTH_MAX - 1]!) ? LENGTH_MAX - 1 : LENGTH_MAX
  return text.slice(0, end)
}

function pascal(raw: string): string {
  const words = raw.slice(0, LENGTH_MAX).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "")
  const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("")
  return /^\p{ID_Start}\p{ID_Continue}*$/u.test(joined) ? joined : `W${joined.replace(/[^\w]/g, "")}`
}
