/** Payload types of two versions, and files with several workflows, as `diffFiles` reads them. */
import { join } from "node:path"
import { expect, test } from "vitest"
import { diffFiles } from "../compiler/diff/diff.ts"
import { renderDiff } from "../compiler/diff/render.ts"
import { folder } from "./command.ts"

const TIMEOUT = 120_000
const types = `import type { Deep } from "./deep.ts"
export interface Far { readonly deep: Deep }
`
const deep = "export type Deep = { readonly value: number }\n"
const module = `
import { and, flow, join, task, workflow } from "knhk"
import type { Far } from "./types.ts"

export interface Shared { readonly inner: Inner }
interface Inner { readonly count: number }
interface Own { readonly text: string }
const of = <T>() => ({ "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  ({ value: value as T }) } })

export const W = workflow("w")
  .tasks({
    a: task({ input: of<Own>(), output: of<Own>() }),
    left: task({ input: of<Own>(), output: of<Shared>() }),
    right: task({ input: of<Own>(), output: of<Far>() }),
    both: task({ input: { l: of<Shared>(), r: of<Far>() }, output: of<{ readonly id: string; readonly ok: true }>() }),
    end: task({ input: of<{ readonly id: string; readonly ok: true }>(), output: of<Own | { readonly or: string }>() }),
  })
  .start("a")
  .flows((t) => [and(t.a, [t.left, t.right]), join({ l: t.left, r: t.right }, t.both), flow(t.both, t.end)])
  .end("end")
  .build()
`

/** Both versions as they lie in two folders of one; their comparison as lines. */
async function compared(
  old: Readonly<Record<string, string>>, next: Readonly<Record<string, string>>, name = "w.workflow.ts",
) {
  const under = (of: string, files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${of}/${name}`, text]))
  const cwd = folder({ ...under("old", old), ...under("new", next) })
  const { value, diagnostics } = await diffFiles(join(cwd, "old", name), join(cwd, "new", name))
  expect(diagnostics).toEqual([])
  return renderDiff(value!).split("\n")
}

const files = { "w.workflow.ts": module, "types.ts": types, "deep.ts": deep }

test("what is written otherwise and declares the same is the same, wherever it lies", async () => {
  const lines = (text: string) => text
    .replace("{ readonly text: string }", "{\n  // Said.\n  readonly text: string;\n}")
    .replace("{ readonly inner: Inner }", "{\n  /** Within. */\n  readonly inner: Inner;\n}")
  const moved = { ...files, "w.workflow.ts": lines(module) }
  expect(await compared(files, moved)).toEqual(["w: nothing changed", "cases: all can move"])
}, TIMEOUT)

test("types that changed are listed where they differ, and keep what waits for them", async () => {
  const changed = {
    "deep.ts": deep.replace("number", "string"), "types.ts": types,
    "w.workflow.ts": module.replaceAll("readonly id: string", "readonly id: number")
      .replace("or: string", "or: boolean"),
  }
  expect(await compared(files, changed)).toEqual([
    "w:",
    "  ~ task right: output: Far -> Far, declared otherwise",
    "  ~ task both: input.r: Far -> Far, declared otherwise",
    "  ~ task both: output.id: string -> number",
    "  ~ task end: input.id: string -> number",
    "  ~ task end: output: Own | { readonly or: string } -> Own | { readonly or: boolean }",
    "cases: some can move, in 7 of 13 markings",
    '  3 markings: a payload waits for "both", which takes another type now',
    "    run: a, right",
    '  1 marking: "both" is at work, and takes another type now',
    "    run: a, left, right, both ...",
    '  1 marking: a payload waits for "end", which takes another type now',
    "    run: a, left, right, both",
    '  1 marking: "end" is at work, and takes another type now',
    "    run: a, left, right, both, end ...",
  ])
}, TIMEOUT)

test("a declaration that is exported or that another one names is looked into", async () => {
  const changed = { ...files, "w.workflow.ts": module.replace("readonly count: number", "readonly count?: number") }
  expect((await compared(files, changed)).slice(0, 4)).toEqual([
    "w:",
    "  ~ task left: output: Shared -> Shared, declared otherwise",
    "  ~ task both: input.l: Shared -> Shared, declared otherwise",
    "cases: some can move, in 9 of 13 markings",
  ])
}, TIMEOUT)

test("types of JavaScript are not known, and that is said", async () => {
  const javascript = (task: string) => `
    import { flow, task, workflow } from "knhk"
    const any = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
    const own = task({ input: any, output: any })
    export const W = workflow("w").tasks({ a: own, ${task}: own })
      .start("a").flows((t) => [flow(t.a, t.${task})]).end("${task}").build()
  `
  const name = "w.workflow.mjs"
  expect((await compared({ [name]: javascript("b") }, { [name]: javascript("c") }, name)).slice(0, 7)).toEqual([
    "w:", "  ~ workflow w: end: b -> c",
    "  - task b: task  (perhaps it is c now: that stands between the same tasks)", "  + task c: task",
    "  ~ flow(a, b) -> flow(a, c)", "  types of a are not known and were not compared",
    "cases: some can move, in 1 of 3 markings",
  ])
}, TIMEOUT)
