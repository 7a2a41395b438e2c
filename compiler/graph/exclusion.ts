/** Which tasks keep each other out, in words. */
import type { Net } from "../ir/net.ts"

export interface Exclusion {
  readonly tasks: readonly number[]
  /** `one at a time: a, b, c`, `one part at a time: a, b | c, d` or `a waits for b, c`. */
  readonly text: string
}

/**
 * The exclusions of a net, from the tasks that block others. Of tasks that hang together so, each waits for all but its
 * own part: if these parts are all there is, they are a critical section, or interleaved where each is one task.
 */
export function exclusions(net: Net, nameOf: (task: number) => string): readonly Exclusion[] {
  const isSilent = (task: number) => net.tasks[task]!.kind === "silent"
  const blockers = net.tasks.map((task, t) =>
    [...new Set<number>(task.blockers?.tasks ?? [])].filter((b) => b !== t && !isSilent(b)).sort((a, b) => a - b))
  const names = (tasks: readonly number[]) => tasks.map(nameOf).join(", ")
  return groups(blockers).flatMap((group): readonly Exclusion[] => {
    const all = [...new Set(group.flatMap((t) => blockers[t]!))].sort((a, b) => a - b)
    const own = group.map((t) => all.filter((other) => !blockers[t]!.includes(other)))
    const parts = own.filter((part, i) => own.findIndex((other) => other.join() === part.join()) === i)
    const isSection = parts.flat().length === all.length && new Set(parts.flat()).size === all.length
      && group.every((t, i) => isSilent(t) || own[i]!.includes(t))
    if (!isSection) return group.map((t) => ({ tasks: [t], text: `${nameOf(t)} waits for ${names(blockers[t]!)}` }))
    const tasks = [...new Set([...group, ...all])]
    if (parts.length === all.length) return [{ tasks, text: `one at a time: ${names(all)}` }]
    return [{ tasks, text: `one part at a time: ${parts.map(names).join(" | ")}` }]
  })
}

/** The tasks that something blocks, by what hangs together through what blocks them. */
function groups(blockers: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const found: { readonly members: Set<number>; readonly blocked: number[] }[] = []
  blockers.forEach((of, t) => {
    if (of.length === 0) return
    const members = new Set([t, ...of])
    const blocked = [t]
    for (const group of found.filter((g) => [...members].some((member) => g.members.has(member)))) {
      for (const member of group.members) members.add(member)
      blocked.unshift(...group.blocked)
      found.splice(found.indexOf(group), 1)
    }
    found.push({ members, blocked })
  })
  return found.map(({ blocked }) => blocked.sort((a, b) => a - b))
}
