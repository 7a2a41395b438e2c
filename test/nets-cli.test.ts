/** `knhk check --nets` as people and programs meet it. */
import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"
import { type Ended, folder, knhk, leave } from "./command.ts"

const net = (id: string, t: readonly (readonly [string, readonly number[], readonly number[]])[], safe = [0, 1, 2]) =>
  JSON.stringify({ id, p: ["start", "left", "right", "end"], m0: [0], t, ends: [3], safe })
const sound = net("sound", [["split", [0], [1, 2]], ["join", [1, 2], [3]]])
const deadlock = net("stuck", [["to left", [0], [1]], ["to right", [0], [2]], ["join", [1, 2], [3]]])
const unsafe = net("twice", [["split", [0], [1, 2]], ["across", [1], [2]], ["out", [2], [3]]])
const livelock = net("round", [["go", [0], [1]], ["on", [1], [2]], ["back", [2], [1]]])
const dead = net("lazy", [["go", [0], [3]], ["on", [1], [2]], ["back", [2], [1]]])
/** Goes on putting tokens on its end, which may hold many. */
const filling = net("filling", [["go", [0], [1]], ["more", [1], [1, 3]], ["on", [1], [3]]])
const malformed = '{"id":"odd"}'

/** The verdicts of `--json`, without what differs from run to run. */
const verdicts = ({ stdout }: Ended) => stdout.trimEnd().split("\n").map((line) => {
  const { ms, states, ...verdict } = JSON.parse(line) as { ms?: number; states?: number; error?: string }
  if (verdict.error === undefined) expect([typeof ms, typeof states]).toEqual(["number", "number"])
  return verdict
})

test.concurrent("each net that is not sound is a line, and all are counted", async () => {
  const lines = [sound, deadlock, malformed, unsafe, livelock, dead]
  const cwd = folder({ "nets.jsonl": lines.join("\n") })
  const { code, stdout, stderr } = await knhk(["check", "--nets", "nets.jsonl"], cwd)
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" })
  const said = stdout.split("\n")
  expect(said[0]).toMatch(/^nets\.jsonl:2: stuck: unsound \(deadlock\): after to (left|right)$/)
  expect(said[1]).toBe('nets.jsonl:3:1: "p" is missing; a net has id, p, m0, t, ends, safe.')
  expect(said[2]).toBe("nets.jsonl:4: twice: unsound (unsafe): place right gets more than 1 token: after split, across")
  expect(said[3]).toBe("nets.jsonl:5: round: unsound (livelock): after go, then for ever on, back")
  expect(said[4]).toBe("nets.jsonl:6: lazy: sound: 2 transitions can never fire: on, back")
  expect(said[5]).toMatch(/^5 nets: 2 sound, 3 unsound, 1 unreadable \(\d+\.\d s\)$/)
})

test.concurrent("a place that may hold many and gets more than are counted leaves a net open", async () => {
  const cwd = folder({ "nets.jsonl": filling })
  const [text, json] = await Promise.all([
    knhk(["check", "--nets", "nets.jsonl"], cwd), knhk(["check", "--nets", "nets.jsonl", "--json"], cwd),
  ])
  expect(text.code).toBe(0)
  expect(text.stdout).toMatch(/^nets\.jsonl:1: filling: unknown: place end gets more than 255 tokens, and no more are/)
  expect(verdicts(json)).toEqual([{ id: "filling", verdict: "unknown", property: null, trace: null }])
})

test.concurrent("--json gives a verdict a line, in the order of the files", async () => {
  const cwd = folder({
    "a.jsonl.gz": gzipSync(`${sound}\n${malformed}\n${deadlock}`), "b.jsonl": `${unsafe}\n\n${livelock}\n${dead}\n`,
  })
  const ended = await knhk(["check", "--nets", "a.jsonl.gz", "b.jsonl", "--json"], cwd)
  expect(ended).toMatchObject({ code: 1, stderr: "" })
  expect(verdicts(ended)).toEqual([
    { id: "sound", verdict: "sound", property: null, trace: null },
    { file: "a.jsonl.gz", line: 2, error: expect.stringMatching(/^a\.jsonl\.gz:2:1: "p" is missing; .+\.$/) },
    { id: "stuck", verdict: "unsound", property: "deadlock", trace: [expect.stringMatching(/^to (left|right)$/)] },
    { id: "twice", verdict: "unsound", property: "unsafe", trace: ["split", "across"], place: "right" },
    { id: "round", verdict: "unsound", property: "livelock", trace: ["go", "on", "back"], cycle: ["on", "back"] },
    { id: "lazy", verdict: "sound", property: null, trace: null, dead: ["on", "back"] },
  ])
})

test.concurrent("nets that are sound are exit code 0, and without --json one line", async () => {
  const cwd = folder({ "nets.jsonl": `${sound}\n${sound}\n` })
  const args = ["check", "--nets", "nets.jsonl"]
  const [plain, json] = await Promise.all([knhk(args, cwd), knhk([...args, "--json"], cwd)])
  expect(plain).toMatchObject({ code: 0, stderr: "" })
  expect(plain.stdout).toMatch(/^2 nets: 2 sound, 0 unsound \(\d+\.\d s\)\n$/)
  expect(json.code).toBe(0)
  expect(verdicts(json)).toHaveLength(2)
})

test.concurrent("each net of a PNML file is judged", async () => {
  const graph = (id: string, extra: string) => `<net id="${id}" type="http://www.pnml.org/version-2009/grammar/ptnet">
    <place id="a"><initialMarking><text>1</text></initialMarking></place><place id="b"/><place id="c"/>
    <transition id="x"/><transition id="y"/><arc source="a" target="x"/><arc source="x" target="b"/>
    <arc source="b" target="y"/><arc source="y" target="c"/>${extra}</net>`
  const cwd = folder({
    "nets.pnml": `<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">${graph("fine", "")}
${graph("short", '<arc source="a" target="y"/>')}${graph("dangling", '<arc source="no" target="y"/>')}</pnml>`,
  })
  const ended = await knhk(["check", "--nets", "nets.pnml", "--json"], cwd)
  expect(ended).toMatchObject({ code: 1, stderr: "" })
  expect(verdicts(ended)).toEqual([
    { id: "fine", verdict: "sound", property: null, trace: null },
    { id: "short", verdict: "unsound", property: "deadlock", trace: ["x"] },
    { file: "nets.pnml", line: 11, error: expect.stringContaining('there is no place or transition "no".') },
  ])
})

test.concurrent("what graph writes as PNML is read", async () => {
  const cwd = folder({ "leave.workflow.ts": leave })
  const graph = await knhk(["graph", "leave.workflow.ts", "--format", "pnml", "--out", "leave.pnml"], cwd)
  expect(graph).toMatchObject({ code: 0 })
  const ended = await knhk(["check", "--nets", "leave.pnml", "--json"], cwd)
  expect(ended).toMatchObject({ code: 0, stderr: "" })
  expect(verdicts(ended)).toEqual([{ id: "leave", verdict: "sound", property: null, trace: null }])
})

/** So many independent branches that no search sees them all. */
const wide = JSON.stringify({
  id: "wide", p: ["start", ...Array.from({ length: 40 }, (_, i) => `p${i}`), "end"], m0: [0],
  t: [["split", [0], Array.from({ length: 40 }, (_, i) => i + 1)],
    ...Array.from({ length: 40 }, (_, i) => [`turn${i}`, [i + 1, (i + 1) % 40 + 1], [i + 1, (i + 1) % 40 + 1]]),
    ...Array.from({ length: 40 }, (_, i) => [`only${i}`, [i + 1], i % 2 === 0 ? [41] : []])],
  ends: [41], safe: [],
})

test.concurrent("a budget that runs out is said, and is no finding", async () => {
  const cwd = folder({ "nets.jsonl": wide })
  const args = ["check", "--nets", "nets.jsonl", "--states", "1"]
  const [plain, json, late] = await Promise.all([
    knhk(args, cwd), knhk([...args, "--budget-ms", "50", "--json"], cwd),
    knhk([...args.slice(0, 3), "--budget-ms", "1"], cwd),
  ])
  expect(plain).toMatchObject({ code: 0, stderr: "" })
  const looked = String.raw`^nets\.jsonl:1: wide: unknown: nothing wrong in [\d,]+ markings?, in [\d,]+ ms, and `
  expect(plain.stdout).toMatch(new RegExp(`${looked}more are not looked at: raise --states\n`))
  expect(late.stdout).toMatch(new RegExp(`${looked}then the time was up: raise --budget-ms\n`))
  expect(plain.stdout).toMatch(/\n1 net: 0 sound, 0 unsound, 1 unknown \(\d+\.\d s\)\n$/)
  expect(verdicts(json)).toEqual([{ id: "wide", verdict: "unknown", property: null, trace: null }])
})

test.concurrent("names of others cannot move the cursor, and long runs are cut", async () => {
  const names = [...Array.from({ length: 99 }, (_, i) => `task number ${i}`), "x".repeat(1_000)]
  const long = JSON.stringify({
    id: "\u001b[31mlong", p: ["start", ...names, "end"], m0: [0], ends: [101], safe: [],
    t: names.map((name, i) => [name, [i], [i + 1]]),
  })
  const { stdout } = await knhk(["check", "--nets", "nets.jsonl"], folder({ "nets.jsonl": long }))
  const at = (...numbers: readonly number[]) => numbers.map((number) => `task number ${number}`).join(", ")
  const run = `${at(0, 1, 2, 3, 4)}, ... 90 more ..., ${at(95, 96, 97, 98)}, ${"x".repeat(80)}…`
  expect(stdout).toContain(`nets.jsonl:1: \\u001b[31mlong: unsound (deadlock): after ${run}\n`)
  expect(stdout).not.toContain("\u001b")
})

test.concurrent("colour is shown when it is forced", async () => {
  const { stdout } = await knhk(["check", "--nets", "nets.jsonl"], folder({ "nets.jsonl": unsafe }), {
    env: { FORCE_COLOR: "1" },
  })
  expect(stdout).toContain("twice: \u001b[31munsound (unsafe)\u001b[39m: place right gets more than 1 token: ")
})

test.concurrent("a file that breaks off is a finding, and the others are judged", async () => {
  const cwd = folder({ "a.jsonl": gzipSync(`${sound}\n`).subarray(0, -6), "b.jsonl": sound, "c.pnml": "<pnml>" })
  const ended = await knhk(["check", "--nets", "a.jsonl", "b.jsonl", "c.pnml", "--json"], cwd)
  expect(ended).toMatchObject({ code: 1, stderr: "" })
  expect(verdicts(ended)).toEqual([
    { id: "sound", verdict: "sound", property: null, trace: null },
    expect.objectContaining({ error: "a.jsonl: the compressed file was cut short; fetch it again.", line: null }),
    { id: "sound", verdict: "sound", property: null, trace: null },
    expect.objectContaining({ file: "c.pnml", line: 1 }),
  ])
})

const refused: readonly (readonly [what: string, args: readonly string[], code: string, says: RegExp])[] = [
  ["a file that is not there", ["--nets", "fine.jsonl", "no.jsonl"], "nets-refused", /^no\.jsonl cannot be read$/],
  ["a folder", ["--nets", "dir.jsonl"], "command-line", /"dir\.jsonl"/],
  ["a file of another kind", ["--nets", "fine.jsonl", "a.ts"], "nets-refused", /^a\.ts tells no format of nets/],
  ["a budget of 0", ["--nets", "fine.jsonl", "--states", "0"], "command-line", /^--states is 0$/],
  ["a budget below 0", ["--nets", "fine.jsonl", "--budget-ms=-5"], "command-line", /^--budget-ms is -5$/],
  ["a budget that is no number", ["--nets", "fine.jsonl", "--states", "many"], "command-line", /states/],
  ["nets without --nets", ["a.ts", "fine.jsonl"], "command-line", /^fine\.jsonl holds nets, not a definition$/],
  ["nets in PNML without --nets", ["a.pnml.gz"], "command-line", /^a\.pnml\.gz holds nets, not a definition$/],
  ["a budget of 0 for a definition", ["a.ts", "--budget-ms", "0"], "command-line", /^--budget-ms is 0$/],
]

test.concurrent("a wrong command line is refused before the first verdict", async () => {
  const cwd = folder({ "fine.jsonl": sound, "dir.jsonl/x": "", "a.ts": "" })
  const ends = await Promise.all(refused.map(([, args]) => knhk(["check", ...args, "--json"], cwd)))
  for (const [index, [what, , code, says]] of refused.entries()) {
    const { code: exit, stdout } = ends[index]!
    expect([what, exit, JSON.parse(stdout)])
      .toEqual([what, 2, { error: expect.objectContaining({ code, exit: 2, message: expect.stringMatching(says) }) }])
  }
})
