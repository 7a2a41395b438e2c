/** What the arcs of a net make of its transitions, and with them of its places: where tokens start and end. */
import type { Position } from "./net-failure.ts"
import { called, type PnmlNode } from "./pnml-nodes.ts"

export interface PnmlPlace extends PnmlNode {
  readonly tokens: number
  /** Where knhk says it. */
  readonly bound: number | undefined
  readonly resource: boolean
  /** knhk says that the net ends here. */
  readonly output: boolean
}

/** A net whose arcs have found what they join. */
export interface PnmlGraph {
  readonly places: readonly PnmlPlace[]
  /** By place. */
  readonly bounds: readonly number[]
  readonly transitions: readonly PnmlNode[]
  readonly arcs: readonly {
    readonly from: PnmlNode
    readonly to: PnmlNode
    readonly weight: number
    readonly at: Position
  }[]
}

/** A number of a place for each token that a transition takes and puts. */
export interface Firing {
  readonly inputs: number[]
  readonly outputs: number[]
}

/** Throws; without a place what is wrong is the net as a whole. */
type Fail = (sentence: string, at?: Position) => never

/** By transition. An arc leads from a place to a transition or back; several between the same two count together. */
export function firingsOf({ places, bounds, transitions, arcs }: PnmlGraph, fail: Fail): readonly Firing[] {
  const placeOf = numbered(places)
  const transitionOf = numbered(transitions)
  const firings = transitions.map((): Firing => ({ inputs: [], outputs: [] }))
  for (const { from, to, weight, at } of arcs) {
    if (from.kind === to.kind) fail(`this arc leads from ${from.kind} to ${to.kind}.`, at)
    const takes = from.kind === "place"
    const place = placeOf.get(takes ? from : to)!
    const { inputs, outputs } = firings[transitionOf.get(takes ? to : from)!]!
    for (let token = 0; token < weight; token++) (takes ? inputs : outputs).push(place)
  }
  firings.forEach(({ inputs }, t) => {
    const [transition, { at }] = [called(transitions[t]!), transitions[t]!]
    if (inputs.length === 0) fail(`${transition} takes from no place, so it could fire for ever.`, at)
    for (const [place, count] of counted(inputs)) {
      if (count <= bounds[place]!) continue
      fail(`${transition} takes ${count} tokens from ${called(places[place]!)}, which holds ${bounds[place]!}.`, at)
    }
  })
  return firings
}

/** A place for each token at the start; if there is none, the one place that nothing puts tokens on. */
export function marksOf(places: readonly PnmlPlace[], firings: readonly Firing[], fail: Fail): readonly number[] {
  const marked = places.flatMap(({ tokens }, place) => Array.from({ length: tokens }, () => place))
  if (marked.length > 0) return marked
  const filled = new Set(firings.flatMap(({ outputs }) => outputs))
  const sources = [...new Set(firings.flatMap(({ inputs }) => inputs))].filter((place) => !filled.has(place))
  if (sources.length === 1) return sources
  const found = sources.length === 0 ? "no place" : `${sources.length} places`
  return fail(`no token is there at the start, and ${found} that could only have one then; add an <initialMarking>.`)
}

/** The places of final markings; else what knhk says; else where tokens come to and nothing takes from. */
export function endsOf(
  places: readonly PnmlPlace[], firings: readonly Firing[],
  finals: readonly { readonly node: PnmlNode; readonly at: Position }[], fail: Fail,
): readonly number[] {
  const taken = new Set(firings.flatMap(({ inputs }) => inputs))
  const filled = new Set(firings.flatMap(({ outputs }) => outputs))
  const placeOf = numbered(places)
  const named = finals.map(({ node, at }) => {
    const place = placeOf.get(node)
    if (place === undefined) return fail(`a final marking names ${called(node)}, which is no place.`, at)
    if (taken.has(place)) fail(`a final marking names ${called(node)}, and a transition takes from it.`, at)
    return place
  })
  const said = places.flatMap(({ output }, place) => (output ? [place] : []))
  const sinks = [...filled].filter((place) => !taken.has(place)).sort((a, b) => a - b)
  const ends = [named, said, sinks].find(({ length }) => length > 0)
  return [...new Set(ends ?? fail("the net has no end: there is no place that tokens come to and stay in."))]
}

function numbered(nodes: readonly PnmlNode[]): ReadonlyMap<PnmlNode, number> {
  return new Map(nodes.map((node, index) => [node, index]))
}

function counted(places: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1)
  return counts
}
