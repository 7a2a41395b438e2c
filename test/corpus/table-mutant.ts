/**
 * Tables that are almost tables. Columns are changed first and written as a whole file with right checksums, so that
 * every check behind the checksums is come to; then bytes of that file are changed, most of them resealed.
 */
import fc from "fast-check"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { deflateSync, inflateSync } from "node:zlib"
import { ENTRY, HEADER } from "../../compiler/table/layout.ts"
import { type Section, writeSections } from "../../compiler/table/sections.ts"
import { COLUMNS, COUNT_LIMIT, FIRST_COUNT, NET_SECTION, NONE } from "../../src/kernel/layout.generated.ts"
import { corpus } from "./corpus.ts"
import { reseal, sections, takenTables } from "./refused.ts"
import { tableOf } from "./stepper.ts"

/** What is changed, and three numbers that say where and to what, each taken modulo what there is. */
export interface Change {
  readonly kind: string
  readonly a: number
  readonly b: number
  readonly c: number
}

/** A table of those at hand, and what is done to it. */
export interface Mutant {
  readonly base: number
  readonly columns: readonly Change[]
  readonly bytes: readonly Change[]
}

const bases = [
  ...takenTables.map(({ bytes }) => bytes),
  ...[...corpus("wcp"), ...corpus("road")].map(({ net }) => tableOf(net).bytes),
]
const parts = bases.map(sections)

/** Numbers at which something ends. */
const EDGES = [
  0, 1, 2, 3, 31, 32, 33, 63, 64, 255, 256, COUNT_LIMIT - 1, COUNT_LIMIT, 2 ** 31 - 1, 2 ** 31, NONE - 1, NONE,
] as const
const edge = (c: number) => EDGES[c % EDGES.length]!

type Parts = { readonly id: number; readonly size: 1 | 4; values: number[] }[]

const columnOf = (section: Section) => COLUMNS.find(({ id }) => id === section.id)
const netOf = (file: Parts) => file.find(({ id }) => id === NET_SECTION)
const at = <T>(of: readonly T[], index: number): T | undefined => of[index % Math.max(1, of.length)]

/** In columns: what a table says, where the file around it is whole. */
const columnChanges: Readonly<Record<string, (file: Parts, a: number, b: number, c: number) => void>> = {
  value(file, a, b, c) {
    const section = at(file, a)!
    const column = columnOf(section)
    const counts = netOf(file)?.values ?? []
    const limit = column === undefined || column.kind === "number" ? 12 : (counts[FIRST_COUNT + column.of] ?? 0) + 1
    const value = c % 4 === 0 ? edge(c >> 2) : (c >> 2) % Math.max(1, limit)
    if (section.values.length > 0) section.values[b % section.values.length] = value
  },
  count(file, _, b, c) {
    const net = netOf(file)
    if (net !== undefined) net.values[b % net.values.length] = edge(c)
  },
  /** A row more or less of everything that has a row for the same, with cuts and counts to go with it. */
  row(file, a, b, c) {
    const net = netOf(file)
    const rows = at(file, a) && columnOf(at(file, a)!)?.rows
    if (net === undefined || rows === undefined) return
    const count = net.values[FIRST_COUNT + rows] ?? 0
    if (count === 0 || count >= COUNT_LIMIT) return
    const row = b % count
    const [removed, by] = c % 2 === 0 ? [1, -1] : [0, 1]
    for (const section of file) {
      const column = columnOf(section)
      if (column === undefined) continue
      const { values } = section
      if (column.rows === rows && values.length > row) values.splice(row, removed, ...(by > 0 ? [values[row]!] : []))
      if (column.kind === "starts" && column.of === rows) {
        section.values = values.map((start) => (start > row ? start + by : start))
      } else if (column.kind === "index" && column.of === rows && c % 4 < 2) {
        section.values = values.map((value) => (value > row && value !== NONE ? value + by : value))
      }
    }
    net.values[FIRST_COUNT + rows] = count + by
  },
  /** A column of another table. */
  graft(file, a, b) {
    const section = at(file, a)!
    const other = at(parts, b)!.find(({ id }) => id === section.id)
    if (other !== undefined) section.values = Array.from(other.values)
  },
  swap(file, a, b) {
    const [one, other] = [at(file, a)!, at(file, b)!]
    const { values } = one
    one.values = other.values
    other.values = one.size === 1 && other.size === 1 ? values : values.map((value) => value % 256)
  },
  drop(file, a) {
    if (file.length > 1) file.splice(a % file.length, 1)
  },
  more(file, a, b, c) {
    file.push({ id: c % 2 === 0 ? at(file, a)!.id : 60 + (c % 500), size: b % 2 === 0 ? 1 : 4, values: [b % 256] })
    file.sort((one, other) => one.id - other.id)
  },
}

/** In the file: what of it is read before any column. */
const byteChanges: Readonly<Record<string, (file: Uint8Array, a: number, b: number, c: number) => Uint8Array>> = {
  flip(file, a) {
    if (file.length > 0) file[(a >> 3) % file.length]! ^= 1 << (a & 7)
    return file
  },
  word(file, a, _, c) {
    if (file.length >= 4) new DataView(file.buffer).setUint32(4 * (a % (file.length >> 2)), edge(c), true)
    return file
  },
  /** A field of the header or of the directory. */
  head(file, a, b, c) {
    if (file.length < HEADER.size) return file
    const view = new DataView(file.buffer)
    const count = Math.min(view.getUint32(HEADER.sections, true), (file.length - HEADER.size) / ENTRY.size)
    const places = [8, 10, 12, 16, 20, 24, 28, 32, 36, 60]
    const place = a % 4 === 0 || count < 1 ? at(places, b)!
      : HEADER.size + (a % Math.floor(count)) * ENTRY.size + at([0, 2, 4, 8, 12, 16, 20, 24, 28], b)!
    view.setUint16(place, edge(c) & 0xffff, true)
    if (c % 2 === 0 && place + 4 <= file.length) view.setUint32(place, edge(c), true)
    return file
  },
  cut: (file, a, b) => ofLength(file, a % Math.max(1, file.length), b),
  grow: (file, a, b) => ofLength(file, file.length + 1 + (a % 200), b),
  /** Two entries of the directory change places. */
  entries(file, a, b) {
    if (file.length < HEADER.size) return file
    const count = new DataView(file.buffer).getUint32(HEADER.sections, true)
    const [one, other] = [a, b].map((entry) => HEADER.size + (entry % Math.max(1, count)) * ENTRY.size)
    if (Math.max(one!, other!) + ENTRY.size > file.length) return file
    const kept = file.slice(one!, one! + ENTRY.size)
    file.copyWithin(one!, other!, other! + ENTRY.size)
    file.set(kept, other!)
    return file
  },
}

/** The file cut or filled with zeros, which its header knows of, or not. */
function ofLength(file: Uint8Array, length: number, b: number): Uint8Array {
  const other = new Uint8Array(length)
  other.set(file.subarray(0, length))
  if (b % 2 === 0 && length >= HEADER.size) new DataView(other.buffer).setUint32(HEADER.length, length, true)
  return other
}

/** The bytes of a mutant. */
export function bytesOf({ base, columns, bytes }: Mutant): Uint8Array {
  const file: Parts = parts[base % parts.length]!.map((part) => ({ ...part, values: Array.from(part.values) }))
  for (const { kind, a, b, c } of columns) columnChanges[kind]!(file, a, b, c)
  let mutant = columns.length === 0 ? bases[base % bases.length]!.slice() : writeSections(file)
  for (const { kind, a, b, c } of bytes) {
    mutant = byteChanges[kind]!(mutant, a, b, c)
    if (c % 8 !== 0 && mutant.length >= HEADER.size) reseal(mutant)
  }
  return mutant
}

/** What leaves a table that can be read to its end, mostly. */
const OFTEN = [...Array<string>(8).fill("value"), ...Array<string>(4).fill("row")]

const number = fc.nat(2 ** 31 - 1)
const change = (of: Readonly<Record<string, unknown>>, most: readonly string[]) =>
  fc.record({ kind: fc.constantFrom(...Object.keys(of), ...most), a: number, b: number, c: number })

/** Any mutant. Most are changed a little, and in what they say. */
export const anyMutant: fc.Arbitrary<Mutant> = fc.oneof(
  { weight: 3, arbitrary: mutants(1, 3, 0, 0) }, { weight: 1, arbitrary: mutants(0, 0, 1, 2) },
  { weight: 1, arbitrary: mutants(1, 2, 1, 1) },
)

function mutants(leastColumns: number, mostColumns: number, leastBytes: number, mostBytes: number) {
  return fc.record({
    base: fc.nat(bases.length - 1),
    columns: fc.array(change(columnChanges, OFTEN), { minLength: leastColumns, maxLength: mostColumns }),
    bytes: fc.array(change(byteChanges, []), { minLength: leastBytes, maxLength: mostBytes }),
  })
}

/** A mutant that was once judged otherwise by one of the kernels, or is the first of its kind. */
export interface Kept {
  readonly name: string
  /** Why it is refused; null: it is taken. */
  readonly reason: string | null
  readonly bytes: Uint8Array
}

const folder = join(import.meta.dirname, "tables")

/** Those of the folder `tables`. */
export function keptTables(): readonly Kept[] {
  return readdirSync(folder).filter((file) => file.endsWith(".json")).sort().map((file) => {
    const kept = JSON.parse(readFileSync(join(folder, file), "utf8")) as { reason: string | null; deflated: string }
    return { name: file.slice(0, -5), reason: kept.reason, bytes: inflateSync(Buffer.from(kept.deflated, "base64")) }
  })
}

/** What a file of that folder says. */
export function keepingText(reason: string | null, bytes: Uint8Array): string {
  return `${JSON.stringify({ reason, deflated: deflateSync(bytes, { level: 9 }).toString("base64") })}\n`
}
