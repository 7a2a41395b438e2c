/** `knhk diff` as people and programs meet it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { folder, knhk, leave, root } from "./command.ts"
import { examplesOf } from "./document.ts"

const TIMEOUT = 120_000
const renamed = leave.replaceAll("t.explain", "t.refuse").replace("explain:", "refuse:")
  .replace('"explain"', '"refuse"')
const longer = leave.replace("book: task({ input: Request, output: Request }),",
  "book: task({ input: Request, output: Request, timeout: 5_000 }),")
/** Beside the one of `leave` a workflow of its own, under another name than its id. */
const trip = (id: string) => `${leave}
export const Trip = workflow("${id}").tasks({ go: task({ input: Request, output: Request }) })
  .start("go").flows(() => []).end("go").build()
`

test("what changed and what keeps cases is told, with exit code 1, as text and as JSON", async () => {
  const cwd = folder({ "old.workflow.ts": leave, "new.workflow.ts": renamed })
  const { code, stdout, stderr } = await knhk(["diff", "old.workflow.ts", "new.workflow.ts"], cwd)
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" })
  expect(stdout).toBe(`leave:
  ~ workflow leave: end: book, explain -> book, refuse
  - task explain: task  (perhaps it is refuse now: that stands between the same tasks)
  + task refuse: task
  ~ xor of decide: refused: explain -> refuse
cases: some can move, in 5 of 7 markings
  1 marking: something waits for "explain", which is removed
    run: file, decide (refused)
  1 marking: "explain" is at work, and is removed
    run: file, decide (refused), explain ...
`)
  const json = await knhk(["diff", "old.workflow.ts", "new.workflow.ts", "--json"], cwd)
  expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 1, stderr: "" })
  expect(JSON.parse(json.stdout)).toMatchObject({ workflows: [{
    workflow: "leave", state: "changed",
    changes: [
      { change: "changed", what: "workflow", detail: "end", was: "book, explain", is: "book, refuse" },
      { change: "removed", what: "task", name: "explain", perhaps: "refuse" },
      { change: "added", what: "task", name: "refuse" }, { change: "changed", what: "flow" },
    ],
    cases: { movable: "some", markings: 7, moving: 5, complete: true, obstacles: [
      { cause: "removed", task: "explain", markings: 1, run: "file, decide (refused)" }, { markings: 1 },
    ] },
  }] })
}, TIMEOUT)

test("the page on it shows what is printed", async () => {
  const page = readFileSync(join(root, "docs/diff.md"), "utf8")
  const cwd = folder(examplesOf(page).files)
  const { code, stdout } = await knhk(["diff", "order.workflow.ts", "order-2.workflow.ts"], cwd)
  expect(code).toBe(1)
  expect(stdout).toBe(/^```text\n([^]*?)^```$/m.exec(page)?.[1])
}, TIMEOUT)

test("where all cases can move, the exit code is 0", async () => {
  const cwd = folder({ "old.workflow.ts": leave, "new.workflow.ts": longer })
  expect(await knhk(["diff", "old.workflow.ts", "new.workflow.ts"], cwd)).toEqual({
    code: 0, stderr: "", stdout: "leave:\n  ~ task book: timeout: none -> 5 seconds\ncases: all can move\n",
  })
}, TIMEOUT)

test("workflows are paired by id, or one is named", async () => {
  const cwd = folder({ "old.workflow.ts": trip("trip"), "new.workflow.ts": trip("journey") })
  const { code, stdout } = await knhk(["diff", "old.workflow.ts", "new.workflow.ts"], cwd)
  expect(code).toBe(1)
  expect(stdout).toBe(`leave: nothing changed
cases: all can move

trip: removed
  its cases cannot move

journey: added
`)
  const named = await knhk(["diff", "old.workflow.ts#Trip", "new.workflow.ts#journey"], cwd)
  expect(named).toMatchObject({ code: 0, stderr: "" })
  expect(named.stdout).toBe("journey:\n  ~ workflow journey: id: trip -> journey\ncases: all can move\n")
}, TIMEOUT)

test("a command line that is wrong, or names what is not there, is one sentence and exit code 2", async () => {
  const cwd = folder({ "old.workflow.ts": leave })
  const refused = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await knhk(["diff", ...args], cwd)
    return { code, stdout, stderr }
  }
  expect(await refused("old.workflow.ts")).toMatchObject({ code: 2, stdout: "" })
  expect(await refused("old.workflow.ts", "old.workflow.ts", "--states", "0")).toEqual({
    code: 2, stdout: "", stderr: "knhk: --states is 0. Give a whole number above 0.\n",
  })
  expect(await refused("old.workflow.ts#Live", "old.workflow.ts")).toEqual({
    code: 2, stdout: "",
    stderr: 'knhk: old.workflow.ts exports no workflow "Live"; take one of old.workflow.ts#Leave.\n',
  })
  expect(await refused("old.workflow.ts", "gone.workflow.ts")).toMatchObject({
    code: 2, stdout: "", stderr: expect.stringContaining("KNHK1001"),
  })
}, TIMEOUT)

test("a definition with findings is told as check tells it", async () => {
  const broken = leave.replace("flow(t.file, t.decide), ", "")
  const cwd = folder({ "old.workflow.ts": leave, "new.workflow.ts": broken })
  const { code, stdout, stderr } = await knhk(["diff", "old.workflow.ts", "new.workflow.ts", "--json"], cwd)
  expect(code).toBe(1)
  expect(stderr).toContain("KNHK1102")
  expect(JSON.parse(stdout)).toMatchObject({ diagnostics: expect.arrayContaining([
    expect.objectContaining({ code: "KNHK1102" }),
  ]) })
}, TIMEOUT)
