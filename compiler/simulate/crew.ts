/** The people of a role: who waits for one of them, and how busy they are. */
import type { Agenda } from "./agenda.ts"
import type { Item } from "./case.ts"
import type { Plan } from "./plan.ts"
import { Sum } from "./sum.ts"

/** All roles. */
export class Staff {
  readonly crews: readonly Crew[]
  readonly #plan: Plan
  readonly #agenda: Agenda

  constructor(plan: Plan, agenda: Agenda) {
    this.#plan = plan
    this.#agenda = agenda
    this.crews = plan.roles.map(({ name, people }) => new Crew(name, people))
  }

  /** Who does it; undefined if nobody is needed. */
  of({ task }: Item): Crew | undefined {
    const role = this.#plan.roleOf[task]!
    return role < 0 ? undefined : this.crews[role]
  }

  /** It is over: nobody waits for it or works on it any more, and its time does not come. */
  letGo(item: Item): void {
    item.isOver = true
    if (item.due !== undefined) item.due.off = true
    if (item.isQueued) this.of(item)!.leave(item, this.#agenda.now)
    if (item.hasPerson) this.of(item)!.release(this.#agenda.now)
    item.hasPerson = false
  }
}


export class Crew {
  readonly name: string
  /** Infinite: as many as are wanted. */
  readonly people: number
  busy = 0
  waitingMost = 0
  /** Time since `from`, multiplied by those at work or waiting. */
  readonly busyTime = new Sum()
  readonly waitingTime = new Sum()
  #queue: Item[] = []
  #head = 0
  #waiting = 0
  #changed = 0

  constructor(name: string, people: number) {
    this.name = name
    this.people = people
  }

  /** Whether somebody is free for one who comes now: those that wait come first. */
  get isFree(): boolean {
    return this.busy < this.people && this.#waiting === 0
  }

  take(now: number): void {
    this.#count(now)
    this.busy++
  }

  release(now: number): void {
    this.#count(now)
    this.busy--
  }

  wait(item: Item, now: number): void {
    this.#count(now)
    item.isQueued = true
    item.queuedAt = now
    this.#queue.push(item)
    this.#waiting++
  }

  leave(item: Item, now: number): void {
    this.#count(now)
    item.isQueued = false
    item.queued += now - item.queuedAt
    this.#waiting--
  }

  /** The first in the queue, if somebody is free; it is out of the queue then. */
  next(now: number): Item | undefined {
    if (this.busy >= this.people) return undefined
    while (this.#head < this.#queue.length) {
      const item = this.#queue[this.#head++]!
      if (this.#head > 1_000 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head)
        this.#head = 0
      }
      if (!item.isQueued) continue
      this.leave(item, now)
      return item
    }
    return undefined
  }

  /** Forgets what was before: the warm-up is over. */
  begin(now: number): void {
    this.#count(now)
    this.busyTime.clear()
    this.waitingTime.clear()
    this.waitingMost = 0
  }

  /** Ends a part of the sums. */
  close(): void {
    this.busyTime.close()
    this.waitingTime.close()
  }

  #count(now: number): void {
    this.busyTime.add(this.busy * (now - this.#changed))
    this.waitingTime.add(this.#waiting * (now - this.#changed))
    // Who comes and is served at the same time did not wait.
    if (now > this.#changed) this.waitingMost = Math.max(this.waitingMost, this.#waiting)
    this.#changed = now
  }
}
