/** The registry of patterns says nothing that is not there: exports, columns, pages. */
import { globSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import * as knhk from "knhk"
import { patternTable } from "../compiler/patterns.ts"
import { COLUMNS } from "../compiler/table/layout.ts"

const root = join(import.meta.dirname, "..")
const entries = Object.entries(patternTable)
const columns = new Set(COLUMNS.map(({ name }) => name))

test("each of the 43 patterns has its name", () => {
  expect(entries.map(([id, { name }]) => [Number(id), name])).toEqual(
    Object.entries(knhk.patterns).map(([id, name]) => [Number(id), name]))
  expect(entries).toHaveLength(43)
})

test.each(entries)("pattern %s is said by exports of knhk and carried by columns of the table", (_, pattern) => {
  expect(pattern.form.length).toBeGreaterThan(0)
  expect(pattern.form.filter((name) => typeof (knhk as Record<string, unknown>)[name] !== "function")).toEqual([])
  expect(pattern.columns.length).toBeGreaterThan(0)
  expect(pattern.columns.filter((name) => !columns.has(name))).toEqual([])
})

test("every page of a pattern is the one that the registry names", () => {
  const pages = globSync("docs/patterns/[0-9][0-9]-*.md", { cwd: root })
  expect(pages.length).toBeGreaterThan(0)
  expect(pages.filter((page) => !entries.some(([, one]) => one.page === page))).toEqual([])
})
