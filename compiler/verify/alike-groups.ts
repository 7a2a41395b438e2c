/** Whether a finding is due to tasks that choose alike: it is, if it goes away when they may choose freely. */
import { authorName } from "../ir/finding.ts"
import type { Net, NetTask } from "../ir/net.ts"
import type { Alike } from "./finding.ts"
import { judge, type Limits, type Verdict } from "./judge.ts"

/** What asking for a reason may cost, at most. */
const MS_MAX = 1_000

export class AlikeGroups {
  readonly #net: Net
  readonly #limits: Limits
  #verdicts: readonly (readonly [Alike, Verdict])[] | undefined

  constructor(net: Net, limits: Limits = {}) {
    this.#net = net
    this.#limits = { ...limits, ms: Math.min(limits.ms ?? MS_MAX, MS_MAX) }
  }

  /** The first tasks without whose promise the net is sound and this holds of it; undefined if there are none. */
  without(isGone: (sound: Verdict) => boolean): Alike | undefined {
    this.#verdicts ??= this.#judge()
    return this.#verdicts.find(([, verdict]) => verdict.verdict === "sound" && isGone(verdict))?.[0]
  }

  #judge(): readonly (readonly [Alike, Verdict])[] {
    const groups = new Set(this.#net.tasks.flatMap(({ alike }) => alike ?? []))
    return [...groups].map((group) => {
      const alike = this.#net.tasks.filter((task) => task.alike === group)
      const tasks = this.#net.tasks.map((task): NetTask => {
        const { alike, ...free } = task
        return alike === group ? free : task
      })
      const names = alike.map(authorName)
      return [{ names, at: alike[0]!.at }, judge({ ...this.#net, tasks }, this.#limits)]
    })
  }
}
