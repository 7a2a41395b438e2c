import fc from "fast-check"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import type { SoundNet } from "../compiler/ir/net.ts"
import { dump } from "../compiler/table/dump.ts"
import { encode } from "../compiler/table/encode.ts"
import { generated } from "../compiler/table/generate.ts"
import { COLUMNS, HEADER, MUST_UNDERSTAND, NET_SECTION } from "../compiler/table/layout.ts"
import { writeSections, type Section } from "../compiler/table/sections.ts"
import { crc32c } from "../src/kernel/crc32c.ts"
import { readTable, TableError } from "../src/kernel/table.ts"
import { nativeTableFault } from "../src/runtime/binding.ts"
import { reseal, sections, whole } from "./corpus/refused.ts"

const hash = "c0ffee".repeat(10) + "beef"
const text = `net órder implicit
scope pay payment
condition i input
condition a
condition b bound 3
condition o output
task receive outcome in i -> ok: a b@1 | no: o
task both manual scope 1 and in left=a right=b -> done: o clears b cancels receive
task ~again silent in a -> done: b b@0
`
const bytes = encode(parseNet(text) as SoundNet, hash)

/** What both kernels think of bytes: undefined, or why they refuse them. Fails where they differ. */
function fault(mutant: Uint8Array, what: () => string): string | undefined {
  let reason: string | undefined
  try {
    readTable(mutant)
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    reason = error.reason
  }
  const native = nativeTableFault(mutant)
  if (native !== undefined && (native ?? undefined) !== reason) {
    expect.fail(`${what()}: the portable kernel says ${reason}, the native one ${native}`)
  }
  return reason
}

describe("layout", () => {
  it.each(Object.entries(generated()))("%s is what the layout description generates", (path, source) => {
    expect(readFileSync(new URL(`../${path}`, import.meta.url), "utf8")).toBe(source)
  })

  it("has ascending ids that are used once", () => {
    const ids = [NET_SECTION, ...COLUMNS.map((column) => column.id)]
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  })

  it("checks with the CRC-32C of the standard", () => {
    expect(crc32c(new TextEncoder().encode("123456789"), 0, 9)).toBe(0xe3069283)
  })
})

describe("encode", () => {
  it("gives the same bytes for the same net", () => {
    expect(encode(parseNet(text) as SoundNet, hash)).toEqual(bytes)
  })

  it("writes what readTable reads", () => {
    const table = readTable(bytes)
    expect(table).toMatchObject({
      workflow: "órder", definitionHash: hash, openCondition: 0,
      conditionNames: ["i", "a", "b", "o"], taskNames: ["receive", "both", "~again"],
      inputKeys: ["", "left", "right", ""], outcomeNames: ["ok", "no", "done", "done"],
      scopePaths: ["", "pay"], scopeWorkflows: ["órder", "payment"],
    })
    const none = 0xffffffff
    const columns = {
      outputConditions: [3], conditionRole: [0, 0, 0, 3], entryStart: [0, 1], marks: [0], conditionBound: [1, 1, 3, 1],
      consumerStart: [0, 1, 3, 4, 4], consumers: [0, 1, 2, 1],
      taskKind: [0, 1, 2], taskJoin: [1, 0, 1], taskChoice: [1, 0, 0], taskGuardFlow: [none, none, none],
      taskScope: [0, 1, 0],
      inputStart: [0, 1, 3, 4], inputConditions: [0, 1, 2, 1], outcomeStart: [0, 2, 3, 4],
      arcStart: [0, 2, 3, 4, 6], arcCondition: [1, 2, 3, 3, 2, 2], arcTask: [0, 0, 0, 1, 2, 2],
      arcFlow: [none, 1, none, none, none, 0],
      cancelConditionStart: [0, 0, 1, 1], cancelConditions: [2], cancelTaskStart: [0, 0, 1, 1], cancelTasks: [0],
    } as const
    for (const [name, values] of Object.entries(columns)) {
      expect([name, ...table[name as keyof typeof columns]]).toEqual([name, ...values])
    }
  })

  it.each([
    ["condition a bound 256", 'Condition "a" has bound 256; a table holds bounds from 1 to 255.'],
    ["condition a bound 0", 'Condition "a" has bound 0; a table holds bounds from 1 to 255.'],
  ])("refuses %s", (condition, sentence) => {
    const net = parseNet("net n\ncondition a input output\ntask t in a -> done: a\n")
    const bound = Number(condition.split(" ").at(-1))
    const unbound = { ...net, conditions: [{ ...net.conditions[0]!, bound }] }
    expect(() => encode(unbound as unknown as SoundNet, hash)).toThrow(sentence)
  })

  it.each([
    ["a task that takes twice from one condition", "task t and in a b=a -> done: o"],
    ["several outcomes of a silent task", "task t silent outcome in a -> x: o | y: o"],
    ["several outcomes that nothing chooses between", "task t single in a -> x: o | y: o"],
    ["weights of another join than AND", "task t xor in b*2 -> done: o"],
    ["a weight above the bound", "task t and in a*2 -> done: o"],
    ["routes that are no pairs", "task t several in a -> x: o | y: o | z: o"],
    ["routes of a silent task", "task t silent several in a -> x: o | y: o"],
    ["outcomes of a task with instances", "task t outcome in a -> x: o | y: o instances min 0 max 2"],
    ["a silent task with instances", "task t silent in a -> x: o instances min 0 max 2"],
    ["instances of which the least is above the most", "task t in a -> x: o instances min 3 max 2"],
    ["instances of which the count is above the most", "task t in a -> x: o instances 3 min 0 max 2"],
    ["a task that completes one without instances", "task t in a -> x: o completes t"],
    ["a wait of an AND-join", "task t and in a b -> x: o\nwait t a needs b"],
  ])("refuses %s", (_, task) => {
    const net = parseNet(`net n\ncondition a input\ncondition b bound 2\ncondition o output\n${task}\n`)
    expect(() => encode(net as SoundNet, hash)).toThrow(TableError)
  })

  it("is shown to people by dump", () => {
    expect(dump(bytes)).toBe(`table of órder, ${bytes.length} bytes, version 2.0
definition ${hash}
entry e0 marks c0 i
scope s1 pay: payment
4 conditions
  c0 i, bound 1, into t0 receive
  c1 a, bound 1, into t1 both, t2 ~again
  c2 b, bound 3, into t1 both
  c3 o, bound 1, rest
3 tasks
  t0 receive, automatic, outcome, scope s0
    xor c0 i, first
    -> ok: a0 c1 a, a1 c2 b @1
    -> no: a2 c3 o
  t1 both, manual, single, scope s1
    and left=c1 a, right=c2 b, record
    -> done: a3 c3 o
    clears c2 b
    cancels t0 receive
  t2 ~again, silent, single, scope s0
    xor c1 a, first
    -> done: a4 c2 b, a5 c2 b @0
`)
  })
})

describe("readTable", () => {
  it("takes a table from the middle of a buffer and keeps its own copy", () => {
    const buffer = Buffer.concat([Buffer.from("x"), bytes, Buffer.from("y")])
    const table = readTable(buffer.subarray(1, -1))
    buffer.fill(0)
    expect(table.bytes).toEqual(bytes)
    expect(table.taskNames).toEqual(["receive", "both", "~again"])
  })

  it("has no empty column in a net that has everything", () => {
    expect(sections(whole).filter(({ values }) => values.length === 0)).toEqual([])
  })

  it("refuses every flipped bit, as the native kernel does", () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const mutant = bytes.slice()
      mutant[bit >> 3]! ^= 1 << (bit & 7)
      if (fault(mutant, () => `bit ${bit} flipped`) === undefined) expect.fail(`it takes bit ${bit} flipped`)
    }
  })

  it("agrees with the native kernel on a flipped bit in every byte under right checksums", () => {
    const reasons = new Map<string | undefined, number>()
    for (let bit = 0; bit < whole.length * 8; bit += 9) {
      const mutant = whole.slice()
      mutant[bit >> 3]! ^= 1 << (bit & 7)
      const reason = fault(reseal(mutant), () => `bit ${bit} flipped and resealed`)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    // Taken: other names, bounds, kinds... that still make a table. Refused for every other reason.
    const seen = [...reasons.keys()].map(String).sort()
    expect(seen).toEqual(["index", "layout", "magic", "truncated", "undefined", "version"])
  })

  it("refuses every prefix as cut short", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(fault(bytes.slice(0, length), () => `${length} bytes`)).toBe("truncated")
    }
  })

  it("agrees with the native kernel on random numbers in its columns", () => {
    const parts = sections(whole)
    const change = fc.record({
      section: fc.nat(parts.length - 1), row: fc.nat(1 << 20),
      value: fc.oneof(fc.nat(12), fc.constantFrom(254, 255, 256, 0xffffff, 0x1000000, 0xffffffff)),
    })
    let taken = 0
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const mutated = parts.map((part) => ({ ...part, values: Array.from(part.values) }))
      for (const { section, row, value } of changes) {
        const { values } = mutated[section]!
        if (values.length > 0) values[row % values.length] = value
      }
      if (fault(writeSections(mutated), () => JSON.stringify(changes)) === undefined) taken++
    }), { numRuns: 2000 })
    expect(taken).toBeGreaterThan(0)
  })

  const other = (change: (at: DataView) => void) => {
    const mutant = bytes.slice()
    change(new DataView(mutant.buffer))
    return reseal(mutant)
  }
  const more = (section: Section) => writeSections([...sections(bytes), section])

  it("takes another minor version and skips an unknown section that may be skipped", () => {
    expect(fault(other((at) => at.setUint16(HEADER.minor, 7, true)), () => "minor 7")).toBeUndefined()
    const wider = more({ id: 500, size: 4, values: [1], skippable: true })
    expect(fault(wider, () => "section 500")).toBeUndefined()
    expect(readTable(wider).taskNames).toEqual(["receive", "both", "~again"])
    expect(MUST_UNDERSTAND).toBe(1)
  })
})
