/** Words of a model as words of a definition: names, constants, durations, strings and comments. */
import { expect, test } from "vitest"
import { cycleOf, millisOf } from "../compiler/import/bpmn/iso-duration.ts"
import { commentLines, key, laid, list, member, quoted } from "../compiler/import/layout.ts"
import { Names, valid } from "../compiler/import/names.ts"
import { isName } from "../src/definition/name.ts"

test.each([
  ["Check order", "Check order"], ["  Check\n order\t", "Check order"], ["yes/no", "yes-no"], ["~1", "-1"],
  ["", "unnamed"], ["12", "no. 12"], ["007", "no. 007"],
  ["1.5", "1.5"], ["__proto__", "proto"], ["constructor", "constructor"],
  ["\u0007bell", "bell"], ["x".repeat(500), "x".repeat(190)], [`${"x".repeat(189)}\u{1f600}`, "x".repeat(189)],
])("%j becomes the name %j", (raw, name) => {
  expect(valid(raw)).toBe(name)
  expect(isName(name)).toBe(true)
})

test("names are given once, and numbered where they come again", () => {
  const names = new Names()
  expect(["a", "a", "a 2", "a", "b"].map((raw) => names.give(raw))).toEqual(["a", "a 2", "a 2 2", "a 3", "b"])
})

test.each([
  ["Order handling", "OrderHandling"], ["order", "Order"], ["bestellung pr\u00fcfen", "BestellungPr\u00fcfen"],
  ["3 steps", "W3Steps"], ["?!", "W"], ["\u8ba2\u5355", "\u8ba2\u5355"], ["a-b_c", "ABC"], ["Schema", "Schema2"],
])("%j becomes the constant %s", (raw, constant) => {
  expect(new Names(["Schema"]).constant(raw)).toBe(constant)
})

test.each([
  ["PT1S", 1_000], ["PT0.5S", 500], ["PT1,5S", 1_500], ["P1D", 86_400_000], ["P2W", 1_209_600_000],
  ["P1DT2H3M4S", 93_784_000], ["PT0S", 1], [" PT1M ", 60_000], ['"PT1M"', 60_000], ['=duration("PT1M")', 60_000],
  ["P1M", undefined], ["P1Y", undefined], ["P", undefined], ["PT", undefined], ["P1DT", undefined],
  ["-PT1S", undefined], ["PT1S2M", undefined],
  ["${soon}", undefined], ["", undefined], [`PT${"9".repeat(30)}S`, undefined],
])("%j lasts %s", (text, millis) => {
  expect(millisOf(text)).toBe(millis)
})

test.each([["R/PT1H", 3_600_000], ["R3/PT1H", undefined], ["PT1H", undefined], ["R/P1M", undefined]])(
  "%j comes again after %s", (text, millis) => expect(cycleOf(text)).toBe(millis))

test.each([
  ["plain", `"plain"`, "plain", "t.plain"], ["a b", `"a b"`, `"a b"`, `t["a b"]`],
  ["default", `"default"`, "default", "t.default"],
  ["\u202eabc", `"\\u202eabc"`, `"\\u202eabc"`, `t["\\u202eabc"]`],
  ["a\u200db", `"a\\u200db"`, `"a\\u200db"`, `t["a\\u200db"]`],
  ['"${x}`', `"\\"\${x}\`"`, `"\\"\${x}\`"`, `t["\\"\${x}\`"]`], ["\u00fc", `"\u00fc"`, "\u00fc", "t.\u00fc"],
])("%j is written so that it is that text and nothing else", (text, string, asKey, asMember) => {
  expect([quoted(text), key(text), member("t", text)]).toEqual([string, asKey, asMember])
  expect(JSON.parse(quoted(text))).toBe(text)
})

test("comments are cut, wrapped, and never end before they should", () => {
  expect(commentLines(["one\ntwo\r\nthree\u2028four", "", "*/ throw 1 /*", "a\u0000b\u202ec"], 0))
    .toEqual(["one", "two", "three", "four", "*\\/ throw 1 /*", "a b\\u202ec"])
  const long = commentLines(["word ".repeat(100)], 4, "  ")
  expect(long.every((line) => line.length <= 113)).toBe(true)
  expect(long[1]!.startsWith("  word")).toBe(true)
  expect(commentLines([Array.from({ length: 90 }, (_, i) => `line ${i}`).join("\n")], 0).length).toBe(20)
  expect(commentLines(["x".repeat(10_000)], 0)[0]!.length).toBe(2_000)
})

test("what is too wide is broken where people break it", () => {
  const names = Array.from({ length: 14 }, (_, i) => `t.aLongName${i}`)
  expect(laid(list("f(", ["t.a", list("[", ["t.b", "t.c"], "]")], ")"), 4)).toBe("f(t.a, [t.b, t.c])")
  expect(laid(list("cancels(", ["t.a", list("[", names, "]")], ")"), 4).split("\n")).toEqual([
    "cancels(t.a, [", `      ${names.slice(0, 8).join(", ")},`, `      ${names.slice(8).join(", ")},`, "    ])",
  ])
})
