/** What is to happen, by time: a binary heap. What is due at the same time comes in the order in which it was noted. */

/** Something noted. `off`: it does not happen any more, and is thrown away when it is due. */
export interface Due {
  readonly time: number
  readonly order: number
  off: boolean
  readonly happen: () => void
}

export class Agenda {
  /** When what was taken out last was due. */
  now = 0
  readonly #heap: Due[] = []
  #noted = 0

  note(time: number, happen: () => void): Due {
    const due: Due = { time, order: this.#noted++, off: false, happen }
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(due, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = due
    return due
  }

  /** The next that is not off, taken out. */
  next(): Due | undefined {
    for (;;) {
      const due = this.#take()
      if (due === undefined) return undefined
      if (due.off) continue
      this.now = due.time
      return due
    }
  }

  #take(): Due | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }
}

const isBefore = (a: Due, b: Due): boolean => a.time < b.time || (a.time === b.time && a.order < b.order)
