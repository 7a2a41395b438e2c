/** Nets as JSON lines: what becomes of good ones, and what is said of others. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { printNet } from "../compiler/ir/text.ts"
import { LINE_BYTES_MAX } from "../compiler/nets/lines.ts"
import { NetFailure } from "../compiler/nets/net-failure.ts"
import { readNets } from "../compiler/nets/read-nets.ts"
import { form } from "../compiler/verify/form.ts"

let folder = ""
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), "knhk-nets-")) })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What comes of a file: the text of each net, or the sentence of what is wrong. */
async function read(bytes: string | Uint8Array, name = "nets.jsonl"): Promise<readonly string[]> {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  const said: string[] = []
  const add = (failure: NetFailure) => said.push(failure.message.replace(`${folder}/`, ""))
  try {
    for await (const { line, net } of readNets(file)) {
      if (net instanceof NetFailure) {
        expect(net.line).toBe(line)
        add(net)
        continue
      }
      const wrong: string[] = []
      form(net, (what) => wrong.push(what))
      expect(wrong).toEqual([])
      said.push(printNet(net))
    }
  } catch (error) {
    if (!(error instanceof NetFailure)) throw error
    add(error)
  }
  for (const one of said.filter((text) => text.startsWith(name))) expect(one).not.toContain("\n")
  return said
}

const order = '{"id":"order","p":["start","paid","end"],"m0":[0],"t":[["pay",[0],[1]],["ship",[1],[2]]],'
  + '"ends":[2],"safe":[0,1]}'
const orderText = `net order implicit
condition start input
condition paid
condition end output bound 255
task pay and in start -> done: paid
task ship and in paid -> done: end
`

const good: readonly (readonly [what: string, line: string, text: string])[] = [
  ["a sequence", order, orderText],
  ["fields in another order, with space between them", '\t{ "t" : [ [ "pay" , [ 0 ] , [ 1 ] ] , ["ship",[1],[2]] ],'
    + ' "safe":[0,1], "ends":[2], "m0":[0], "p":["start","paid","end"], "id":"order" } \r', orderText],
  ["several tokens, ends and arcs, a transition that puts nothing, a place that nothing touches",
    '{"id":"n","p":["a","b","c","d","e"],"m0":[1,0],"t":[["x",[0,1],[]],["y",[1],[3,2]]],"ends":[2,3],"safe":[3]}',
    `net n implicit
condition a marked bound 255
condition b input bound 255
condition c output bound 255
condition d output
condition e bound 255
task x and in a b -> done:
task y and in b -> done: d c
`],
  ["names that are anything",
    '{"id":"\\u00e9 \\"n\\"","p":["a b","\\\\"],"m0":[0],"t":[["~\\n",[0],[1]]],"ends":[1],"safe":[]}',
    `net "é \\"n\\"" implicit
condition "a b" input bound 255
condition "\\\\" output bound 255
task "~\\n" and in "a b" -> done: "\\\\"
`],
]

test.each(good)("%s is read", async (_, line, text) => {
  expect(await read(line)).toEqual([text])
})

/** A net with some fields replaced, or left out where they are null. */
const net = (fields: Readonly<Record<string, string | null>>) => {
  const all = { id: '"n"', p: '["a","b"]', m0: "[0]", t: '[["x",[0],[1]]]', ends: "[1]", safe: "[0]", ...fields }
  return `{${Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`"${name}":${value}`])).join(",")}}`
}
const has = "a net has id, p, m0, t, ends, safe."
const number = "the number of a place must be a whole number from 0"
const shape = "a transition is a list of its name, the places it takes from and those it puts on."

/** `§` stands where the column is that the sentence names. */
const bad: readonly (readonly [what: string, line: string, sentence: string])[] = [
  ["another value", "§[1,2]", 'a net must be an object, and here is "[".'],
  ["no JSON", "§net order", 'a net must be an object, and here is "n".'],
  ["a line that was cut short", '{"id":"n","p":["a"§', '"," or "]" is missing.'],
  ["a string without end", '{"id":§"n', "this string is not closed."],
  ["a name without quotes", "{§id:1}", 'the name of a field must be a string, and here is "i".'],
  ["a field without a colon", '{"id" §1}', '":" is missing after the name of a field.'],
  ["a comma too many", net({ m0: "[0,§]" }), `${number}, and here is "]".`],
  ["an escape that is none", net({ id: '§"\\q"' }),
    "this string has a sign or an escape in it that JSON does not allow."],
  ["a control sign in a string", net({ id: '§"\t"' }),
    "this string has a sign or an escape in it that JSON does not allow."],
  ["something after the net", `${net({})} §{}`, "there is something after the net; put one net on a line."],
  ["a field that is missing", `§${net({ safe: null })}`, `"safe" is missing; ${has}`],
  ["a field that is not known", net({}).replace("}", ',§"resets":[[0]]}'), `"resets" is no field of a net; ${has}`],
  ["a field that is there twice", '{"id":"n",§"id":"m"}', "this field is there twice."],
  ["an id that is a number", net({ id: "§7" }), '"id" must be a string, and here is "7".'],
  ["places that are no list", net({ p: "§2" }), '"p" must be a list, and here is "2".'],
  ["a place without a name", net({ p: '["a",§1]' }), 'the name of place 1 must be a string, and here is "1".'],
  ["a number that is not whole", net({ m0: "[§0.5]" }), `${number}, and here is "0".`],
  ["a number below 0", net({ m0: "[§-1]" }), `${number}, and here is "-".`],
  ["a number that begins with 0", net({ m0: "[§00]" }), `${number}, and here is "0".`],
  ["a number with an exponent", net({ ends: "[§1e0]" }), `${number}, and here is "1".`],
  ["a huge number", net({ m0: `[§${"9".repeat(400)}]` }), "the number of a place has more than 9 digits."],
  ["a transition that is no list", net({ t: '[§"x"]' }), 'transition 0 must be a list, and here is "\\"".'],
  ["a transition of two parts", net({ t: '[§["x",[0]]]' }), shape],
  ["a transition of four parts", net({ t: '[["x",[0],[1],§[0]]]' }), shape],
  ["a place that is not there", net({ t: '[["x",[0],[§2]]]' }), 'there is no place 2; "p" has 2, numbered from 0.'],
  ["a safe place that is not there", net({ safe: "[0,§9]" }), 'there is no place 9; "p" has 2, numbered from 0.'],
  ["an arc that is there twice", net({ t: '[["x",[0,§0],[1]]]' }), "place 0 is there twice."],
  ["an arc of many that is there twice",
    net({ p: '["a","b","c","d","e","f","g","h","i"]', t: '[["x",[0],[1,2,3,4,5,6,7,8,§1]]]' }),
    "place 1 is there twice."],
  ["a start that is there twice", net({ m0: "[0,§0]" }), "place 0 is there twice."],
  ["a safe place that is there twice", net({ safe: "[0,§0]" }), "place 0 is there twice."],
  ["two places of one name", net({ p: '["a",§"a"]' }), 'two places are named "a".'],
  ["two transitions of one name", net({ t: '[["x",[0],[1]],§["x",[0],[1]]]' }), 'two transitions are named "x".'],
  ["no start", `§${net({ m0: "[]" })}`, 'no place has a token at the start; name one in "m0".'],
  ["no end", `§${net({ ends: "[]" })}`, 'no place is an end; name one in "ends".'],
  ["a transition that takes nothing", net({ t: '[§["x",[],[1]]]' }),
    '"x" takes from no place, so it could fire for ever.'],
  ["a transition that takes from an end", net({ t: '[["x",[0],[1]],["y",[§1],[0]]]' }),
    '"y" takes from place 1, which is an end.'],
]

test.each(bad)("%s is refused at its column, and the lines around it are read", async (_, marked, sentence) => {
  const line = marked.replace("§", "")
  const place = `nets.jsonl:2:${marked.indexOf("§") + 1}`
  expect(await read(`${order}\n${line}\n\n${order}\n`)).toEqual([orderText, `${place}: ${sentence}`, orderText])
})

describe("the file", () => {
  const check = async (bytes: string | Uint8Array, said: readonly string[], name?: string) =>
    expect(await read(bytes, name)).toEqual(said)

  test("blank lines, carriage returns and a byte order mark do not count", () =>
    check(`\uFEFF${order}\r\n \t\r\n\n${order}`, [orderText, orderText]))

  test("is decompressed when it begins like gzip, whatever its name", async () => {
    await check(gzipSync(order), [orderText])
    await check(order, [orderText], "nets.jsonl.gz")
  })

  test("may be long: lines straddle chunks and none is lost", () =>
    check(`${order}\n`.repeat(5_000), Array<string>(5_000).fill(orderText)))

  test("with a line that is not UTF-8 is read but for that line", () =>
    check(Buffer.concat([Buffer.from(`${order}\n{"id":"caf`), Buffer.from([0xe9]), Buffer.from(`"}\n${order}`)]),
      [orderText, "nets.jsonl:2:11: this line is not written in UTF-8 from here; convert it.", orderText]))

  const tooLong = "nets.jsonl:2:1: this line is longer than 8 MiB; put one net on a line."
  test("with a line that is longer than any net is read but for that line", async () => {
    const line = net({ id: `"${"x".repeat(LINE_BYTES_MAX)}"` })
    await check(`${order}\n${line}\n${order}`, [orderText, tooLong, orderText])
    await check(`${order}\n${"[".repeat(LINE_BYTES_MAX + 1)}\n${order}`, [orderText, tooLong, orderText])
  })

  test("that grows without end when it is decompressed is given up", async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, "["))
    expect(bomb.length).toBeLessThan(1024 * 1024)
    const before = process.memoryUsage().rss
    await check(Buffer.concat([gzipSync(`${order}\n`), bomb]), [
      orderText, "nets.jsonl:2:1: this line is longer than 256 MiB; the rest of the file is not read.",
    ])
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })

  test("that was cut short gives the nets before, then says so", async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => order.replace("order", `order ${i * 7919 % 5_000}`))
    const said = await read(gzipSync(lines.join("\n")).subarray(0, -20))
    expect(said.at(-1)).toBe("nets.jsonl: the compressed file was cut short; fetch it again.")
    expect(said.length).toBeGreaterThan(1)
  })

  test.each([
    ["without a line", "\n\n", "nets.jsonl: the file is empty; give one net a line.", "nets.jsonl"],
    ["that tells no format by its name", order,
      "nets.json: the name ends in neither .jsonl nor .pnml; name it after what it holds.", "nets.json"],
  ])("%s is refused", (_, bytes, sentence, name) => check(bytes, [sentence], name))

  test("that is not there, or is a folder, is refused", async () => {
    const first = (file: string) => readNets(file).next()
    await expect(first(join(folder, "no.jsonl"))).rejects.toMatchObject({ _tag: "NetFailure", reason: "missing" })
    await expect(first(join(folder, "no.jsonl"))).rejects.toThrow("no.jsonl: there is no such file; check its path.")
    await expect(first(folder)).rejects.toMatchObject({ reason: "unreadable" })
  })

  test("tells how many bytes of it are read", async () => {
    const file = join(folder, "progress.jsonl")
    const text = `${order}\n`.repeat(2_000)
    writeFileSync(file, text)
    const seen: number[] = []
    for await (const _ of readNets(file, { onRead: (bytes) => seen.push(bytes) })) void _
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.at(-1)).toBe(text.length)
  })
})
