/** The lines that are quoted under a finding: whole where a reader can take them in, else a piece around the place. */
import { expect, test } from "vitest"
import { render } from "../compiler/render.ts"

const long = `${"a".repeat(300)}HERE${"b".repeat(300)}`

/** Text of a line, where the finding stands in it, and the two lines that are shown. */
const cases: readonly (readonly [line: string, column: number, length: number, quoted: string, mark: string])[] = [
  ["\tflow(t.a)", 2, 4, "1 \tflow(t.a)", "  \t~~~~"],
  [long, 301, 4, `1 …${"a".repeat(40)}HERE${"b".repeat(116)}…`, `${" ".repeat(43)}~~~~`],
  [long, 5, 4, `1 ${"a".repeat(160)}…`, `${" ".repeat(6)}~~~~`],
  [long, 601, 90, `1 …${"b".repeat(44)}`, `${" ".repeat(43)}~~~~`],
]

test.each(cases)("%#: the mark stands under the place", (line, column, length, quoted, mark) => {
  const at = { file: "/x.ts", line: 1, column, length }
  const text = render([{ code: "KNHK1003", severity: "error", message: "m", notes: [], at }], {
    overlays: { "/x.ts": line },
  })
  expect(text.split("\n").slice(2, 4)).toEqual([quoted, mark])
})
