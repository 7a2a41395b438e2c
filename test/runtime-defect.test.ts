import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { describe, expect, it } from "vitest"
import { fixed, task, workflow } from "../src/index.ts"
import { EventKind } from "../src/kernel/event.ts"
import { slotOf } from "../src/kernel/handle.ts"
import { Attempts } from "../src/runtime/attempt.ts"
import type { Case, Ending } from "../src/runtime/case.ts"
import { Loop } from "../src/runtime/loop.ts"
import { NEXT_ATTEMPT } from "../src/runtime/pending.ts"
import { type AnyHandler, Program } from "../src/runtime/program.ts"
import { Starter } from "../src/runtime/starter.ts"
import { MemoryStore } from "../src/runtime.ts"
import { built, num, PapersExecutor } from "./runtime-workflows.ts"

async function emptyLoop() {
  const [clock, random] = await Effect.runPromise(Effect.all([Clock.Clock, Random.Random]))
  const store = new MemoryStore()
  const loop = new Loop(store, store.claim().lastCase, clock, random, undefined)
  loop.runner = new Attempts(loop, clock, random)
  return { store, loop }
}

async function registered(loop: Loop, program: Program): Promise<Program> {
  program.number = 1
  loop.programs.set(program.workflow, program)
  await new Promise((resolve) => loop.commitDefinition(program, resolve))
  return program
}

/** The engine's loop with two cases in it that wait for somebody to sign. */
async function running() {
  const { store, loop } = await emptyLoop()
  const program = await registered(loop, new Program(PapersExecutor, {}, Context.empty()))
  const starter = new Starter(loop)
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

/** A case whose only task has failed once and waits for its next attempt. */
async function delayed() {
  const { loop } = await emptyLoop()
  const seen: number[] = []
  const flaky = workflow("flaky")
    .tasks({ a: task({ input: num, output: num, retry: fixed("1 hour", { times: 1 }) }) })
    .start("a").flows(() => []).end("a").build()
  const a = (_: number, { attempt }: { attempt: number }) => {
    seen.push(attempt)
    throw new Error("down")
  }
  const program = await registered(loop, new Program(built(flaky), { a: a as AnyHandler }, Context.empty()))
  const caseId = await new Promise<string>((resolve) => new Starter(loop).start("flaky", undefined, 4, (said) =>
    resolve((said as { readonly caseId: string }).caseId)))
  const item = loop.cases.get(caseId)!.items[0]!
  while (item.due === 0) await new Promise(setImmediate)
  return { loop, program, item, seen }
}

describe("a delay that ends while handlers are about to go", () => {
  it("begins no attempt", async () => {
    const { loop, program, item, seen } = await delayed()
    loop.push({ kind: NEXT_ATTEMPT, case: item.case, item, outcome: -1, payload: "" })
    await loop.forget(program, new Error("closing"))
    expect(seen).toEqual([1])
    const { attempt, due } = item
    expect([attempt, due > Date.now()]).toEqual([1, true])
  })
})

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
    program.cases[program.kernel.slot(damaged.handle)] = undefined
    const answers = await Promise.all([sign(damaged), sign(sound), ...ended])
    for (const answer of answers) expect(answer).toMatchObject(stopped)
    expect(await start()).toMatchObject(stopped)
    await loop.close()
    // What is on disk stands: nothing of the turn that broke was written.
    expect((await store.workItems({ limit: 10 })).map((item) => item.task)).toEqual(["sign", "sign"])
  })

  it("that lets a case be told of after its handle is stale steps no other case", async () => {
    const { store, loop, program: { kernel }, damaged, sound, ending, sign } = await running()
    const ended = [ending(damaged), ending(sound)]
    const state = kernel.read(damaged.handle)
    kernel.release(damaged.handle)
    const next = kernel.allocate()
    kernel.write(next, state)
    expect(kernel.slot(next)).toBe(slotOf(damaged.handle))
    const answers = await Promise.all([sign(damaged), ...ended])
    for (const answer of answers) expect(answer).toMatchObject({ ...stopped, cause: { name: "StaleHandle" } })
    expect(kernel.read(next)).toEqual(state)
    await loop.close()
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
