/**
 * Verdicts by what they are about: who compiles again and again, an editor or a watch, has a net proved once, however
 * often what is around it changes. Only such as took long are kept, so nobody else pays for it.
 */
import type { Net } from "../ir/net.ts"
import { judge, type Limits, type Verdict } from "./judge.ts"

export class Verdicts {
  readonly #kept = new Map<string, Verdict>()
  readonly #worth: number
  readonly #room: number

  /** `worth`: milliseconds from which on a verdict is kept; `room`: how many are, at most; the oldest goes. */
  constructor({ worth, room }: { readonly worth: number; readonly room: number }) {
    this.#worth = worth
    this.#room = room
  }

  /** The verdict on a net. One that a budget left open is not kept: the next look may have more time. */
  of(net: Net, limits?: Limits): Verdict {
    const known = this.#kept.size === 0 ? undefined : this.#kept.get(contentOf(net, limits))
    if (known !== undefined) return known
    const begun = performance.now()
    const verdict = judge(net, limits)
    if (verdict.verdict !== "unknown" && performance.now() - begun >= this.#worth) {
      if (this.#kept.size === this.#room) this.#kept.delete(this.#kept.keys().next().value!)
      this.#kept.set(contentOf(net, limits), verdict)
    }
    return verdict
  }
}

/** Of this process. A net of 1,000 tasks is half a megabyte of text here, and known again in some milliseconds. */
export const verdicts = new Verdicts({ worth: 50, room: 16 })

/** All but places in the source. A larger budget finds nothing else. */
function contentOf(net: Net, { givesUp = new Set() }: Limits = {}): string {
  return JSON.stringify([net, [...givesUp]], (key, value: unknown) => (key === "at" ? undefined : value))
}
