/**
 * What a general OR-join (38) waits for. While it is asked its marked inputs stay marked, since nothing else takes
 * from them: so to know whether one more may come is to go back from that one alone. Only inputs that are emptied on
 * a way to it make a difference, and are told apart by which of them are marked.
 */
import { Coverability } from "./coverability.ts"
import { type Move, movesOf } from "./move.ts"
import type { ConditionIndex, Need, Net, TaskIndex, Wait } from "./net.ts"
import { oneBranchEach } from "./side-by-side.ts"
import { together } from "./together.ts"
import { covers, MinimalVectors, type Vector } from "./vector.ts"

/** Tokens at most in all that may still bring one to an OR-join, as far as that is told with every branch. */
const TOKENS_MAX_EXACT = 16_384

/** The same where one branch stands for all that are side by side; and reasons to wait that an OR-join may have. */
export const TOKENS_MAX = 65_536

/** Of the inputs that may be emptied, exactly these are marked. */
interface Case {
  /** Indices of inputs. */
  readonly marked: readonly number[]
  /** What there is to be beside tokens in those, for one more to come. */
  readonly vectors: readonly Vector[]
}

/**
 * By backward coverability, for each input that is missing; undefined if that is too much. Where more than `exactly`
 * tokens would tell it with every branch of what a join upstream waits for, one tells of those that are side by side.
 */
export function generalWaits(net: Net, join: TaskIndex, exactly = TOKENS_MAX_EXACT): readonly Wait[] | undefined {
  const inputs = net.tasks[join]!.inputs.map((i) => i.condition)
  const moves = movesOf(net)
  const may = together(net, moves)
  const found = (moves: readonly Move[], tokens: number) =>
    waitsOf(net, inputs, new Coverability(net, moves, may, join, tokens))
  return found(moves, exactly)
    ?? found(oneBranchEach(net, moves, new Set([...inputs, net.conditions.length + join])), TOKENS_MAX)
}

function waitsOf(net: Net, inputs: readonly ConditionIndex[], cover: Coverability): readonly Wait[] | undefined {
  const waits: Wait[] = []
  for (const [missing, condition] of inputs.entries()) {
    const emptied = cover.emptiedBefore(condition, inputs)
    const others = [...inputs.keys()].filter((i) => i !== missing)
    const cases = casesOf(cover, inputs, missing, others.filter((i) => emptied.has(inputs[i]!)))
    const found = cases && rowsOf(net, missing, cases, others.filter((i) => !emptied.has(inputs[i]!)))
    if (found === undefined || waits.length + found.length > TOKENS_MAX) return undefined
    waits.push(...found)
  }
  return waits
}

function casesOf(
  cover: Coverability, inputs: readonly ConditionIndex[], missing: number, emptied: readonly number[],
): readonly Case[] | undefined {
  const cases: Case[] = []
  for (let set = 0; set < 2 ** emptied.length; set++) {
    const marked = emptied.filter((_, i) => (set >> i) & 1)
    if (marked.length === 0 && emptied.length === inputs.length - 1) continue
    const basis = cover.basis(new Map([...marked, missing].map((i) => [inputs[i]!, 1])))
    if (basis === undefined) return undefined
    const empty = [missing, ...emptied.filter((i) => !marked.includes(i))]
    const vectors = new MinimalVectors()
    for (const vector of basis) {
      if (!empty.some((i) => vector.has(inputs[i]!))) vectors.add(beside(vector, marked.map((i) => inputs[i]!)))
    }
    cases.push({ marked, vectors: vectors.all() })
  }
  return cases
}

/** What a vector asks for beside one token in each of the conditions. */
function beside(vector: Vector, marked: readonly ConditionIndex[]): Vector {
  return new Map([...vector].filter(([place, count]) => count > 1 || !marked.some((c) => c === place)))
}

/** What holds in every case needs no word of what is marked; else each set of inputs in question is named. */
function rowsOf(
  net: Net, missing: number, cases: readonly Case[], free: readonly number[],
): readonly Wait[] | undefined {
  const reasons = new Map<string, { readonly vector: Vector; readonly needs: readonly Need[]; readonly in: Case[] }>()
  for (const one of cases) {
    for (const vector of one.vectors) {
      const needs = needsOf(net, vector)
      const key = JSON.stringify(needs)
      const known = reasons.get(key) ?? reasons.set(key, { vector, needs, in: [] }).get(key)!
      known.in.push(one)
    }
  }
  const rows: Wait[] = []
  for (const { vector, needs, in: named } of reasons.values()) {
    const always = cases.every((one) => named.includes(one) || one.vectors.some((least) => covers(vector, least)))
    if (always) {
      rows.push({ missing, needs })
      continue
    }
    if (named.length * 2 ** free.length > TOKENS_MAX) return undefined
    for (const { marked } of named) {
      for (let set = marked.length === 0 ? 1 : 0; set < 2 ** free.length; set++) {
        const both = [...marked, ...free.filter((_, i) => (set >> i) & 1)].sort((a, b) => a - b)
        rows.push({ missing, marked: both, needs })
      }
    }
  }
  return rows
}

function needsOf(net: Net, vector: Vector): readonly Need[] {
  return [...vector].sort(([a], [b]) => a - b).map(([place, count]) => ({
    place: place < net.conditions.length ? { condition: place as ConditionIndex }
      : { task: (place - net.conditions.length) as TaskIndex },
    count,
  }))
}
