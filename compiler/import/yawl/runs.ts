/** Which nets run which: those that run what is around them do so by a call, the others lie in each other. */
import type { Net, Task } from "./model.ts"

export interface Runs {
  /** Nets that a case can come to, those that others run first. */
  readonly ordered: readonly Net[]
  /** Whether `other` is the net itself, or every case of the net runs inside of one of `other`. */
  readonly isAround: (net: Net, other: string) => boolean
  /** Tasks that close a circle in which no net is always around the others. */
  readonly circles: readonly Task[]
}

export function runsOf(nets: readonly Net[]): Runs {
  const byKey = new Map(nets.map((net) => [net.key, net]))
  const bits = new Map(nets.map(({ key }, index) => [key, 1n << BigInt(index)]))
  const around = aroundOf(nets, bits)
  const isAround = (net: Net, other: string) => net.key === other || (around.get(net.key)! & bits.get(other)!) !== 0n
  const ordered: Net[] = []
  const circles: Task[] = []
  const open = new Set<Net>()
  const done = new Set<Net>()
  for (const net of nets) if (net.isRoot) visit(net)
  return { ordered, isAround, circles }

  function visit(net: Net): void {
    open.add(net)
    for (const [key, task] of running(net)) {
      const other = byKey.get(key)!
      if (isAround(net, key)) continue
      if (open.has(other)) circles.push(task)
      else if (!done.has(other)) visit(other)
    }
    open.delete(net)
    done.add(net)
    ordered.push(net)
  }
}

/** By net, a bit for each net that every case of it runs inside of. */
function aroundOf(nets: readonly Net[], bits: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  const all = (1n << BigInt(nets.length)) - 1n
  const around = new Map(nets.map(({ key, isRoot }) => [key, isRoot ? 0n : all]))
  for (let changed = true; changed;) {
    changed = false
    for (const net of nets) {
      const inside = around.get(net.key)! | bits.get(net.key)!
      for (const key of running(net).keys()) {
        const known = around.get(key)!
        around.set(key, known & inside)
        changed ||= around.get(key) !== known
      }
    }
  }
  return around
}

/** The nets that tasks of a net run, each with one of the tasks. */
function running({ nodes }: Net): ReadonlyMap<string, Task> {
  return new Map(nodes.flatMap((node) =>
    node.kind === "task" && node.doing.kind === "net" ? [[node.doing.net, node] as const] : []))
}
