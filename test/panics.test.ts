/**
 * The step cannot panic: in the code that rustc makes of it, nothing that `Kernel::step` may come to names a function
 * outside of the engine but those that copy and fill memory, so no `core::panicking` and no allocator. That is the
 * quick step of `plain.rs`, `step.rs`, and the whole firing rule behind them, cold paths included: there is no
 * exception. What keeps it so is `native/engine/src/cell.rs`. Left out where cargo is missing, or on another machine
 * than x86-64.
 */
import { expect, test } from "vitest"
import { emitted, plain, reachable, read } from "./emitted.ts"

const engine = emitted()
const missing = typeof engine === "string" ? engine : undefined
if (missing !== undefined) console.info(`panics in the step: not looked for, for want of ${missing}`)

/** All that the step may call outside of the engine. */
const ALLOWED = new Set(["memcpy", "memmove", "memset", "memcmp", "bcmp"])

test.skipIf(missing !== undefined)("nothing that a step may come to panics or allocates", () => {
  const all = engine as Exclude<typeof engine, string>
  const functionOf = (name: string) => [...all.keys()].find((key) => plain(key) === name)!
  const strange = (root: string) => {
    const seen = [...reachable(all, functionOf(root))].filter((name) => all.has(name))
    const found = seen.flatMap((from) => [...all.get(from)!].flatMap(([to, places]) =>
      all.has(to) || ALLOWED.has(to) ? [] : [`${plain(from)} names ${plain(to)} (${[...places].join(", ")})`]))
    return { seen: seen.map(plain), found }
  }

  const { seen, found } = strange("knhk_engine::step::Kernel::step")
  console.info(`the step has no panic in ${seen.length} functions: ${seen.sort().join(", ")}`)
  expect(found).toEqual([])
  // It looks at the quick step and at the rule.
  expect(seen).toEqual(expect.arrayContaining([
    "knhk_engine::plain::Plain::run", "knhk_engine::produce::knhk_engine::event::Case::take",
    "knhk_engine::event::Case::rare_event",
  ]))
  // And it would see one: reading a table may panic at a table that is not checked.
  const { found: others } = strange("knhk_engine::step::Kernel::new")
  expect(others.join("\n")).toMatch(/core::panicking|core::result::unwrap_failed/)
}, 300_000)

test("names are told without their mangling, the old and the new", () => {
  expect(plain("_RNvNtCsaBc1_4core9panicking18panic_bounds_check")).toBe("core::panicking::panic_bounds_check")
  expect(plain("_ZN11knhk_engine4step6Kernel4step17h0123456789abcdefE")).toBe("knhk_engine::step::Kernel::step")
  expect(plain("memcpy")).toBe("memcpy")
})

test("a name is seen however a function comes by it", () => {
  const text = [
    "\t.file\t3 \"/a\" \"src/step.rs\"", "_ZN3one4step17h0123456789abcdefE:", "\t.loc\t3 7 1",
    "\tcallq\t*_ZN4core9panicking5panic17h0123456789abcdefE@GOTPCREL(%rip)", "\tmovq\tmemcpy@GOTPCREL(%rip), %r12",
    "\trep\t\tbsfl\t%edx, %ecx", "\tjne\t.LBB0_1", "\tjmp\t_ZN3one3two17h0123456789abcdefE", "\t.cfi_endproc",
    "_ZN3one3two17h0123456789abcdefE:", "\tleaq\tthree(%rip), %rdi", "\tcallq\t*%r12", "\t.cfi_endproc",
  ].join("\n")
  const all = read(text)
  const told = [...all].flatMap(([from, names]) =>
    [...names].map(([to, places]) => `${plain(from)} names ${plain(to)} at ${[...places].join(" ")}`))
  expect(told).toEqual([
    "one::step names core::panicking::panic at step.rs:7", "one::step names memcpy at step.rs:7",
    "one::step names one::two at step.rs:7", "one::two names three at step.rs:7",
  ])
  expect([...reachable(all, "_ZN3one4step17h0123456789abcdefE")].map(plain).sort())
    .toEqual(["core::panicking::panic", "memcpy", "one::step", "one::two", "three"])
})
