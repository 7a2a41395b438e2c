/** Random BPMN models: of blocks that nest, and of nodes with any flows between them. */
import * as fc from "fast-check"
import type { Boundary, ModelNode, ModelScope } from "./reference.ts"

type Block =
  | { readonly kind: "task" | "end" | "terminate" | "error" }
  | { readonly kind: "seq" | "xor" | "and" | "or"; readonly of: readonly Block[] }
  | { readonly kind: "loop"; readonly of: Block }
  | {
    readonly kind: "timed"; readonly of: Block; readonly interrupting: boolean; readonly error: boolean
    readonly then: Block
  }
  | { readonly kind: "sub"; readonly of: Block }

const { block } = fc.letrec<{ block: Block; leaf: Block; activity: Block }>((tie) => ({
  leaf: fc.constantFrom(...Array.from({ length: 8 }, () => "task" as const), "end", "terminate", "error" as const)
    .map((kind): Block => ({ kind })),
  activity: fc.oneof(
    fc.constant<Block>({ kind: "task" }), fc.record({ kind: fc.constant("sub" as const), of: tie("block") }),
  ),
  block: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.record({
      kind: fc.constantFrom("seq", "xor", "and", "or" as const),
      of: fc.array(tie("block"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("loop" as const), of: tie("block") }),
    fc.record({ kind: fc.constant("sub" as const), of: tie("block") }),
    fc.record({
      kind: fc.constant("timed" as const), of: tie("activity"), interrupting: fc.boolean(), error: fc.boolean(),
      then: tie("block"),
    }),
  ) as fc.Arbitrary<Block>,
}))

/** A model of blocks. */
export const blockModel: fc.Arbitrary<ModelScope> = block.map((one) => laid(one, { count: 0 }))

function laid(block: Block, ids: { count: number }): ModelScope {
  const nodes: ModelNode[] = []
  const flows: (readonly [string, string])[] = []
  const boundary: Boundary[] = []
  const id = (kind: string) => `${kind}${++ids.count}`
  const add = (kind: Exclude<ModelNode["kind"], "sub">, letter: string): string => {
    const made = id(letter)
    nodes.push({ id: made, kind })
    return made
  }
  const start = add("start", "s")
  const last = lay(block, start)
  if (last !== undefined) flows.push([last, add("end", "e")])
  return { nodes, flows, boundary }

  /** Lays a block after a node; tells the node that it ends with, if it does not end the way. */
  function lay(one: Block, from: string): string | undefined {
    const after = (to: string) => {
      flows.push([from, to])
      return to
    }
    switch (one.kind) {
      case "task": return after(add("task", "T"))
      case "end": after(add("end", "end")); return undefined
      case "terminate": case "error": {
        const choice = after(add("xor", "X"))
        flows.push([choice, add(one.kind, one.kind)])
        return choice
      }
      case "seq": return one.of.reduce<string | undefined>((at, next) => (at === undefined ? at : lay(next, at)), from)
      case "xor": case "and": case "or": {
        const split = after(add(one.kind, one.kind[0]!.toUpperCase()))
        const join: ModelNode = { id: id("j"), kind: one.kind }
        const ends = one.of.flatMap((branch) => lay(branch.kind === "seq" || branch.kind === "task" ? branch
          : { kind: "seq", of: [{ kind: "task" }, branch] }, split) ?? [])
        if (ends.length === 0) return undefined
        nodes.push(join)
        for (const end of ends) flows.push([end, join.id])
        return join.id
      }
      case "loop": {
        const merge = after(add("xor", "m"))
        const body = lay(one.of, merge)
        if (body === undefined) return undefined
        const again = add("xor", "L")
        flows.push([body, again], [again, merge])
        return again
      }
      case "sub": {
        const made = id("S")
        nodes.push({ id: made, kind: "sub", scope: laid(one.of, ids) })
        return after(made)
      }
      case "timed": {
        const activity = lay(one.of, from)!
        const event = id("B")
        boundary.push({ id: event, at: activity, interrupting: one.interrupting || one.error, error: one.error })
        const end = lay(one.then, event)
        if (!flows.some(([at]) => at === event)) flows.push([event, add("end", "e")])
        else if (end !== undefined) flows.push([end, add("end", "e")])
        return activity
      }
    }
  }
}

const kinds = fc.constantFrom("task", "task", "xor", "and" as const)

/** A model of any nodes, with any flows forward and some back; every node can be reached. */
export const graphModel: fc.Arbitrary<ModelScope> = fc.tuple(
  fc.array(kinds, { minLength: 2, maxLength: 7 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
  fc.infiniteStream(fc.nat()),
).map(([list, more, random]) => {
  const named = list.map((kind, i): ModelNode => ({ id: `${kind[0]!.toUpperCase()}${i}`, kind }))
  const nodes: ModelNode[] = [{ id: "s", kind: "start" }, ...named]
  const flows: (readonly [string, string])[] = nodes.slice(1).map(({ id }, i) =>
    [i === 0 ? "s" : nodes[1 + (random.next().value as number) % i]!.id, id])
  for (const [a, b] of more) {
    const [from, to] = [nodes[1 + a % list.length]!.id, nodes[1 + b % list.length]!.id]
    if (!flows.some(([x, y]) => x === from && y === to)) flows.push([from, to])
  }
  return { nodes, flows, boundary: [] }
})
