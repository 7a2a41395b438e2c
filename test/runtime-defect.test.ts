import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { describe, expect, it } from "vitest"
import { EventKind } from "../src/kernel/event.ts"
import { Attempts } from "../src/runtime/attempt.ts"
import type { Case, Ending } from "../src/runtime/case.ts"
import { Loop } from "../src/runtime/loop.ts"
import { Program } from "../src/runtime/program.ts"
import { Starter } from "../src/runtime/starter.ts"
import { MemoryStore } from "../src/runtime.ts"
import { PapersExecutor } from "./runtime-workflows.ts"

/** The engine's loop with two cases in it that wait for somebody to sign. */
async function running() {
  const [clock, random] = await Effect.runPromise(Effect.all([Clock.Clock, Random.Random]))
  const store = new MemoryStore()
  const loop = new Loop(store, store.claim().lastCase, clock, undefined)
  loop.runner = new Attempts(loop, clock, random)
  const program = new Program(PapersExecutor, {}, Context.empty())
  program.number = 1
  loop.programs.set(program.workflow, program)
  await new Promise((resolve) => loop.commitDefinition(program, resolve))
  const starter = new Starter(loop, random)
  const start = () => new Promise<Case | Error>((resolve) => starter.start("papers", undefined, 4, (started) =>
    resolve(started instanceof Error ? started : loop.cases.get(started.caseId)!)))
  const [damaged, sound] = (await Promise.all([start(), start()])) as [Case, Case]
  const ending = (case_: Case) => new Promise<Ending | Error>((resolve) => loop.wait(case_, resolve))
  const sign = (case_: Case) => new Promise<Error | undefined>((done) => {
    const item = case_.items[0]!
    loop.push({ kind: EventKind.start, case: case_, item, outcome: -1, payload: "" })
    loop.push({ kind: EventKind.complete, case: case_, item, outcome: 0, payload: "5", done })
  })
  return { store, loop, program, start, damaged, sound, ending, sign }
}

const stopped = { _tag: "EngineClosed", cause: { name: "TypeError" } }

describe("a defect of the engine", () => {
  it("in one case ends that case and no other", async () => {
    const { store, loop, damaged, sound, ending, sign } = await running()
    const ended = ending(damaged)
    damaged.tokens = []
    const [, signed] = await Promise.all([sign(damaged), sign(sound)])
    expect(await ended).toMatchObject({ fault: { reason: "engine", defect: true } })
    expect(signed).toBeUndefined()
    expect(sound.items).toMatchObject([{ active: true, input: "5" }])
    expect(await store.getCase(damaged.caseId)).toMatchObject({ status: 5 })
    expect((await store.workItems({ limit: 10 })).map((item) => item.caseId)).toEqual([sound.caseId])
    expect(loop.stopped).toBeUndefined()
    await loop.close()
  })

  it("that no case can be blamed for stops the engine, and everybody is told", async () => {
    const { store, loop, program, damaged, sound, ending, sign, start } = await running()
    const ended = [ending(damaged), ending(sound)]
    program.cases[damaged.slot] = undefined
    const answers = await Promise.all([sign(damaged), sign(sound), ...ended])
    for (const answer of answers) expect(answer).toMatchObject(stopped)
    expect(await start()).toMatchObject(stopped)
    await loop.close()
    // What is on disk stands: nothing of the turn that broke was written.
    expect((await store.workItems({ limit: 10 })).map((item) => item.task)).toEqual(["sign", "sign"])
  })

  it("while it acts on what is on disk stops the engine, and everybody is told", async () => {
    const { loop, damaged, sound, ending } = await running()
    const ended = ending(sound)
    loop.wait(damaged, () => {
      throw new TypeError("bug")
    })
    const done = new Promise<Error | undefined>((resolve) => {
      loop.push({ kind: EventKind.cancel, case: damaged, outcome: -1, payload: "", done: resolve })
    })
    expect(await done).toBeUndefined()
    expect(await ended).toMatchObject(stopped)
    await loop.close()
  })
})
