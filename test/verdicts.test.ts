/** What is known of a net is asked once, and of another net anew. */
import { expect, test } from "vitest"
import type { Net } from "../compiler/ir/net.ts"
import { Verdicts } from "../compiler/verify/verdicts.ts"
import { corpus } from "./corpus/corpus.ts"

const nets: readonly Net[] = corpus("road").slice(0, 4).map(({ net }) => net)
const moved = (net: Net): Net => ({
  ...net, tasks: net.tasks.map((task) => ({ ...task, at: { file: "other.ts", line: 7, column: 1 } })),
})

test("a net is known again wherever it stands, and only it", () => {
  const verdicts = new Verdicts({ worth: 0, room: 8 })
  const first = nets.map((net) => verdicts.of(net))
  expect(nets.map((net) => verdicts.of(moved(net)))).toSatisfy((again: readonly unknown[]) =>
    again.every((verdict, i) => verdict === first[i]))
  const [net] = nets
  expect(verdicts.of({ ...net!, id: "another" })).not.toBe(first[0])
  expect(verdicts.of(net!, { givesUp: new Set([0]) })).not.toBe(first[0])
})

test("the oldest goes, and what is open or was quick is not kept", () => {
  const small = new Verdicts({ worth: 0, room: 2 })
  const [a, b, c] = nets
  const first = small.of(a!)
  for (const net of [b!, c!]) small.of(net)
  expect(small.of(a!)).not.toBe(first)
  const quick = new Verdicts({ worth: Infinity, room: 2 })
  expect(quick.of(a!)).not.toBe(quick.of(a!))
  const open = new Verdicts({ worth: 0, room: 2 })
  expect(open.of(a!, { states: 0 }).verdict).toBe("unknown")
  expect(open.of(a!).verdict).not.toBe("unknown")
})
