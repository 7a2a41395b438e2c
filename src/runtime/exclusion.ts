/**
 * Tasks that exclude each other (interleaving, critical sections) go in any order: the engine starts only what people
 * do not, and would always start the first of them. So it draws which one.
 */
import type { Turn } from "./turn.ts"
import type { WorkItem } from "./work-item.ts"

/** Draws the order of those among `starts` that something excludes; the others stay where they are. */
export function inAnyOrder(starts: WorkItem[], { program: { table }, random }: Pick<Turn, "program" | "random">): void {
  if (starts.length < 2 || table.blockTasks.length === 0) return
  const { blockTaskStart } = table
  const places = [...starts.keys()].filter((place) => {
    const { task } = starts[place]!
    return blockTaskStart[task]! < blockTaskStart[task + 1]!
  })
  for (let left = places.length; left > 1; left--) {
    const [here, there] = [places[left - 1]!, places[Math.floor(random.nextDoubleUnsafe() * left)]!]
    ;[starts[here], starts[there]] = [starts[there]!, starts[here]!]
  }
}
