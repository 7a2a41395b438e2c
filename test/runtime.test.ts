import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { CaseId } from "../src/index.ts"
import { type Bound, type CaseFailed, type ListOptions, MemoryStore, open } from "../src/runtime.ts"
import { check, inc, never, order, papers, three } from "./runtime-engines.ts"
import {
  LooseExecutor, MappedExecutor, OrderExecutor, OuterExecutor, PapersExecutor, RaceExecutor, SizesExecutor,
  StuckExecutor, ThreeExecutor,
} from "./runtime-workflows.ts"

describe("a case", () => {
  it("runs plain, async and Effect handlers and gives its result", () => check([three], async (engine) => {
    const started = await engine.start(ThreeExecutor, { input: 4 })
    expect(CaseId(started.caseId)).toBe(started.caseId)
    expect(started).toMatchObject({ existed: false, id: undefined })
    expect(await started.result()).toBe(110)
    expect(await engine.result(started.caseId)).toBe(110)
  }))

  it("takes the outcome of a decision, a mapping, a parallel split and a join", () => check([order], async (engine) => {
    const started = await engine.start(OrderExecutor, { id: "o-1", input: 1 })
    expect(await started.result()).toBe((3 + 1) + 3 * 2)
  }))

  it("takes the first guard that holds, else the default", () => check(
    [SizesExecutor.with({ measure: (n) => n, small: () => -1, large: () => -2 })], async (engine) => {
      const results = [1, 9, 10].map(async (input) => (await engine.start(SizesExecutor, { input })).result())
      expect(await Promise.all(results)).toEqual([-1, -1, -2])
    }))

  it("runs the handlers of a sub-workflow", () => check(
    [OuterExecutor.with({ before: inc, inner: { a: inc, b: inc, c: inc }, after: (n) => n * 10 })], async (engine) => {
      expect(await (await engine.start(OuterExecutor, { input: 1 })).result()).toBe(50)
    }))

  it("ends at the first end that completes, and interrupts what still runs", async () => {
    const seen: string[] = []
    const slow = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void seen.push("interrupted")))
    await check([RaceExecutor.with({ begin: inc, fast: async (n) => n, slow: () => slow })], async (engine) => {
      const started = await engine.start(RaceExecutor, { input: 1 })
      expect(await started.result()).toBe(2)
      expect(seen).toEqual(["interrupted"])
      const { history, marking, status } = await engine.show(started.caseId)
      expect(status).toBe("ok")
      expect(marking).toEqual({ "end:fast": 1 })
      expect(history.at(-1)!.happened.map(({ what, task }) => `${task} ${what}`)).toEqual([
        "fast completed",
        "slow cancelled",
      ])
    })
  })

  it("ends as a deadlock when nothing is left to do and no end is reached", () =>
    check(
      [
        StuckExecutor.with({
          pick: (n) => ({ outcome: "left", value: n }),
          left: inc,
          right: inc,
          both: ({ l, r }) => l + r,
        }),
      ],
      async (engine) => {
        const started = await engine.start(StuckExecutor, { input: 1 })
        await expect(started.result()).rejects.toMatchObject({
          _tag: "CaseDeadlocked",
          workflow: "stuck",
          caseId: started.caseId,
        })
      },
    ))

  it("leaves the engine's memory when it is over and can still be asked for", () =>
    check([three], async (engine) => {
      const { caseId, result } = await engine.start(ThreeExecutor, { id: "kept", input: 1 })
      await result()
      expect(await engine.result(caseId)).toBe(104)
      expect(await engine.show(caseId)).toMatchObject({
        id: "kept",
        status: "ok",
        result: 104,
        workItems: [],
        marking: { end: 1 },
      })
    }))

  it("gives each handler a value of its own, equal to what a restart would give", async () => {
    const input = { list: [1], gone: undefined as number | undefined }
    const seen: unknown[] = []
    await check([LooseExecutor.with({
      a: (value) => {
        (value as typeof input).list.push(2)
        return input
      },
      b: (value) => {
        seen.push(structuredClone(value))
        return value
      },
      n: () => 1,
    })], async (engine) => {
      await (await engine.start(LooseExecutor, { input })).result()
      expect(input.list).toEqual([1])
      expect(seen).toEqual([{ list: [1] }])
      expect(Object.keys(seen[0] as object)).toEqual(["list"])
    })
  })
})

describe("starting", () => {
  it("is idempotent by id, at the same time and later, while the case runs and when it is over", () =>
    check([three], async (engine) => {
      const starts = await Promise.all([1, 2, 3].map(() => engine.start(ThreeExecutor, { id: "o-1", input: 4 })))
      expect(new Set(starts.map((one) => one.caseId)).size).toBe(1)
      expect(starts.map((one) => one.existed).sort()).toEqual([false, true, true])
      await starts[0]!.result()
      const again = await engine.start(ThreeExecutor, { id: "o-1", input: 4 })
      expect(again).toMatchObject({ existed: true, caseId: starts[0]!.caseId })
      expect(await again.result()).toBe(110)
      expect((await engine.list()).cases).toHaveLength(1)
    }))

  it("looks into the store once, however many starts of one id come at once", async () => {
    class Counted extends MemoryStore {
      reads = 0
      override findCase: MemoryStore["findCase"] = (...args) => (this.reads++, super.findCase(...args))
      override events: MemoryStore["events"] = (...args) => (this.reads++, super.events(...args))
    }
    const store = new Counted()
    const engine = await open({ store, workflows: [three] })
    const starts = (input: number) => Promise.allSettled(
      Array.from({ length: 500 }, () => engine.start(ThreeExecutor, { id: "o-1", input })),
    )
    const found = (all: Awaited<ReturnType<typeof starts>>) =>
      all.map((one) => (one.status === "fulfilled" ? one.value.existed : one.reason._tag))
    expect(found(await starts(4)).sort()).toEqual([false, ...Array.from({ length: 499 }, () => true)])
    expect(store.reads).toBe(1)
    await (await engine.start(ThreeExecutor, { id: "o-1", input: 4 })).result()
    store.reads = 0
    expect(new Set(found(await starts(4)))).toEqual(new Set([true]))
    expect(new Set(found(await starts(5)))).toEqual(new Set(["CaseConflict"]))
    expect(store.reads).toBe(4)
    await engine.close()
  })

  it("refuses the same id with another input and starts nothing", () =>
    check([three, papers], async (engine) => {
      await engine.start(ThreeExecutor, { id: "o-1", input: 4 })
      await expect(engine.start(ThreeExecutor, { id: "o-1", input: 5 })).rejects.toMatchObject({
        _tag: "CaseConflict",
        id: "o-1",
      })
      await engine.start(PapersExecutor, { id: "o-1", input: 5 })
      expect((await engine.list()).cases.map((one) => one.workflow)).toEqual(["papers", "three"])
    }))

  it.each([[""], ["x".repeat(256)], ["\ud800"]])("refuses the id %j", (id) => check([three], async (engine) => {
    await expect(engine.start(ThreeExecutor, { id, input: 1 })).rejects.toMatchObject({ _tag: "IdRefused" })
    expect((await engine.list()).cases).toEqual([])
  }))

  it("takes any well-formed id up to 255 characters", () => check([papers], async (engine) => {
    const ids = ["x".repeat(255), "a/b:c~d", "naïve 🚚\n\0", "__proto__"]
    for (const id of ids) await engine.start(PapersExecutor, { id, input: 1 })
    expect((await engine.list()).cases.map((one) => one.id)).toEqual(ids.reverse())
  }))

  it.each<[string, unknown, string]>([
    ["a string where a number is due", "4", ""],
    ["NaN", NaN, ""],
  ])("refuses %s as input", (_, input, path) =>
    check([three], async (engine) => {
      await expect(engine.start(ThreeExecutor, { input: input as number })).rejects.toMatchObject({
        _tag: "PayloadRefused",
        workflow: "three",
        path,
      })
      expect((await engine.list()).cases).toEqual([])
    }),
  )

  const cycle: Record<string, unknown> = {}
  cycle["self"] = cycle
  it.each<[string, unknown, string]>([
    ["a date", { at: new Date(0) }, ".at"],
    ["a map", { deep: [{ m: new Map() }] }, ".deep[0].m"],
    ["undefined in a list", { list: [1, undefined] }, ".list[1]"],
    ["an infinity", [1, [Infinity]], "[1][0]"],
    ["a class instance", { one: new (class Parcel {})() }, ".one"],
    ["a function", { "not plain": () => 1 }, "[\"not plain\"]"],
    ["a bigint", { n: 1n }, ".n"],
    ["a symbol", Symbol("s"), ""],
  ])("refuses %s, which would not survive a restart, with its path", (_, input, path) =>
    check([LooseExecutor.with({ a: (v) => v, b: (v) => v, n: () => 1 })], async (engine) => {
      await expect(engine.start(LooseExecutor, { input })).rejects.toMatchObject({ _tag: "PayloadRefused", path })
    }),
  )

  it("refuses a value that holds itself", () =>
    check([LooseExecutor.with({ a: (v) => v, b: (v) => v, n: () => 1 })], async (engine) => {
      await expect(engine.start(LooseExecutor, { input: cycle })).rejects.toMatchObject({ _tag: "PayloadRefused" })
    }))

  it("refuses a workflow that the engine does not hold", () =>
    check([three], async (engine) => {
      await expect(engine.start(PapersExecutor, { input: 1 })).rejects.toMatchObject({
        _tag: "WorkflowNotRegistered",
        workflow: "papers",
      })
    }))

  it("is refused by a closed engine", async () => {
    const engine = await open({ workflows: [three] })
    await engine.close()
    await expect(engine.start(ThreeExecutor, { input: 1 })).rejects.toMatchObject({ _tag: "EngineClosed" })
    await engine.close()
  })
})

describe("opening an engine", () => {
  it("refuses a stale executor with the command that mends it", async () => {
    const stale = { ...three, parts: { ...three.parts, hash: "0".repeat(64) } }
    await expect(open({ workflows: [stale] })).rejects.toMatchObject({
      _tag: "StaleExecutor",
      mend: "npx knhk build test.workflow.ts",
      message: expect.stringContaining("run `npx knhk build test.workflow.ts`"),
    })
  })

  it("refuses a table with a flipped bit, one cut short and one of another workflow", async () => {
    const bytes = Buffer.from(three.parts.table, "base64")
    const flipped = Buffer.from(bytes)
    flipped[200]! ^= 1
    for (const table of [flipped, bytes.subarray(0, -1), Buffer.from(papers.parts.table, "base64"), Buffer.alloc(0)]) {
      const damaged = { ...three, parts: { ...three.parts, table: table.toString("base64") } }
      await expect(open({ workflows: [damaged] })).rejects.toMatchObject({
        _tag: "StaleExecutor",
        message: expect.stringContaining("npx knhk build"),
      })
    }
  })

  it("refuses two executors of one workflow", async () => {
    await expect(open({ workflows: [three, three] })).rejects.toMatchObject({
      _tag: "WorkflowTaken",
      workflow: "three",
    })
  })

  it("refuses handlers that are missing or belong to no task", async () => {
    const { a, b } = three.handlers
    await expect(open({ workflows: [{ ...three, handlers: { a: a!, b: b! } }] })).rejects.toMatchObject({
      _tag: "HandlersRefused",
      task: "c",
    })
    const stray = { ...three, handlers: { ...three.handlers, d: inc } }
    await expect(open({ workflows: [stray as Bound] })).rejects.toMatchObject({ _tag: "HandlersRefused", task: "d" })
    const human = { ...papers, handlers: { sign: inc } }
    await expect(open({ workflows: [human as Bound] })).rejects.toMatchObject({ _tag: "HandlersRefused", task: "sign" })
  })
})

describe("a failing handler", () => {
  class NoFunds extends Error {
    readonly _tag = "NoFunds"
  }
  const failing: readonly (readonly [string, (n: number) => unknown, object])[] = [
    [
      "throws",
      () => {
        throw new NoFunds("empty")
      },
      { reason: "task", defect: false, cause: { message: "empty" } },
    ],
    [
      "rejects",
      async () => {
        throw new NoFunds("empty")
      },
      { reason: "task", defect: false, cause: { message: "empty" } },
    ],
    [
      "fails as an Effect",
      () => Effect.fail(new NoFunds("empty")),
      { reason: "task", defect: false, cause: { _tag: "NoFunds" } },
    ],
    [
      "dies as an Effect",
      () => Effect.die(new TypeError("bug")),
      { reason: "task", defect: true, cause: { message: "bug" } },
    ],
    ["fails with a plain value", () => Effect.fail("why"), { reason: "task", defect: false, cause: "why" }],
    [
      "returns what its schema refuses",
      () => "text",
      { reason: "payload", defect: true, cause: { _tag: "PayloadRefused", task: "b" } },
    ],
    ["returns what is not JSON", () => NaN, { reason: "payload", defect: true, cause: { _tag: "PayloadRefused" } }],
    ["interrupts itself", () => Effect.interrupt, { reason: "task", defect: true }],
  ]
  it.each(failing)("that %s ends the case failed, with its cause", (_, b, expected) => check(
    [{ ...three, handlers: { ...three.handlers, b: b as never } }], async (engine) => {
      const started = await engine.start(ThreeExecutor, { input: 1 })
      const context = { _tag: "CaseFailed", workflow: "three", caseId: started.caseId, task: "b", attempt: 1 }
      await expect(started.result()).rejects.toMatchObject({ ...context, ...expected })
      const stored = await engine.result(started.caseId).catch((error: CaseFailed) => error) as CaseFailed
      expect(stored).toMatchObject(context)
      expect(await engine.show(started.caseId)).toMatchObject({ status: "failed", failure: stored.message })
    }))

  it("keeps the chain of causes over the store", () =>
    check(
      [
        {
          ...three,
          handlers: {
            ...three.handlers,
            b: () => {
              throw new Error("outer", { cause: new NoFunds("inner") })
            },
          },
        },
      ],
      async (engine) => {
        const started = await engine.start(ThreeExecutor, { input: 1 })
        await started.result().catch(() => {})
        await expect(engine.result(started.caseId)).rejects.toMatchObject({
          cause: { message: "outer", cause: { message: "inner", _tag: "NoFunds" } },
        })
      },
    ))

  it("that is a decision and picks an outcome that is not there fails the case", () =>
    check(
      [{ ...order, handlers: { ...order.handlers, check: () => ({ outcome: "perhaps", value: 1 }) } } as Bound],
      async (engine) => {
        const started = await engine.start(OrderExecutor, { input: 1 })
        await expect(started.result()).rejects.toMatchObject({
          task: "check",
          reason: "payload",
          message: expect.stringContaining("one of ok, refused"),
        })
      },
    ))

  it("makes the other work of its case be cancelled and nothing else", async () => {
    const seen: string[] = []
    const slow = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void seen.push("interrupted")))
    const fast = (n: number) => (n === 2 ? Promise.reject(new Error("no")) : never())
    await check([RaceExecutor.with({ begin: inc, fast, slow: () => slow })], async (engine) => {
      const [bad, good] = [
        await engine.start(RaceExecutor, { input: 1 }),
        await engine.start(RaceExecutor, { input: 2 }),
      ]
      await expect(bad.result()).rejects.toMatchObject({ task: "fast" })
      expect(seen).toEqual(["interrupted"])
      expect((await engine.show(good.caseId)).workItems.map((item) => item.task)).toEqual(["fast", "slow"])
    })
  })
})

describe("a guard or a mapping", () => {
  it("that throws fails the case with its cause", () =>
    check(
      [
        SizesExecutor.with({ measure: (n) => n, small: inc, large: inc }),
        MappedExecutor.with({ a: (n) => n, b: inc }),
      ],
      async (engine) => {
        const guard = await engine.start(SizesExecutor, { input: -1 })
        await expect(guard.result()).rejects.toMatchObject({
          reason: "guard",
          task: "measure",
          cause: { message: "sizes are not negative" },
        })
        const mapping = await engine.start(MappedExecutor, { input: 3 })
        await expect(mapping.result()).rejects.toMatchObject({
          reason: "mapping",
          task: "a",
          cause: { message: "3 is odd" },
        })
        const refused = await engine.start(MappedExecutor, { input: 4 })
        await expect(refused.result()).rejects.toMatchObject({
          reason: "mapping",
          cause: { message: expect.stringContaining("NaN") },
        })
        expect(await (await engine.start(MappedExecutor, { input: 2 })).result()).toBe(2)
        expect((await engine.list({ status: "running" })).cases).toEqual([])
      },
    ))
})

describe("cancelling a case", () => {
  it("interrupts what runs, ends it cancelled, and is told once", async () => {
    const aborted: boolean[] = []
    const waits = (_: number, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener("abort", () => aborted.push(signal.aborted))
      return never()
    }
    await check([ThreeExecutor.with({ a: waits, b: inc, c: inc })], async (engine) => {
      const started = await engine.start(ThreeExecutor, { input: 1 })
      const other = await engine.start(ThreeExecutor, { input: 2 })
      await engine.cancel(started.caseId, "customer called")
      expect(aborted).toEqual([true])
      await expect(started.result()).rejects.toMatchObject({ _tag: "CaseCancelled", reason: "customer called" })
      await expect(engine.cancel(started.caseId)).rejects.toMatchObject({ _tag: "CaseEnded", status: "cancelled" })
      expect((await engine.show(started.caseId)).history.at(-1)).toMatchObject({
        event: "cancel",
        happened: [{ what: "cancelled", task: "a" }],
      })
      expect(await engine.show(other.caseId)).toMatchObject({ status: "running" })
    })
  })

  it.each(["nonsense", "01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13", ""])("that is not there (%j) is refused", (caseId) =>
    check([three], async (engine) => {
      await expect(engine.cancel(caseId)).rejects.toMatchObject({ _tag: "CaseNotFound", caseId })
      await expect(engine.show(caseId)).rejects.toMatchObject({ _tag: "CaseNotFound" })
      await expect(engine.result(caseId)).rejects.toMatchObject({ _tag: "CaseNotFound" })
    }),
  )
})

describe("listing", () => {
  it("pages through cases, newest first, by workflow and status", () =>
    check([three, papers], async (engine) => {
      for (let i = 0; i < 5; i++) await engine.start(PapersExecutor, { id: `p-${i}`, input: i })
      await (await engine.start(ThreeExecutor, { id: "t", input: 1 })).result()
      const first = await engine.list({ workflow: "papers", limit: 2 })
      const second = await engine.list({ workflow: "papers", limit: 2, before: first.next! })
      const third = await engine.list({ workflow: "papers", limit: 2, before: second.next! })
      expect([first, second, third].map((page) => page.cases.map((one) => one.id))).toEqual([
        ["p-4", "p-3"],
        ["p-2", "p-1"],
        ["p-0"],
      ])
      expect(third.next).toBeUndefined()
      expect((await engine.list({ status: "ok" })).cases).toMatchObject([
        { id: "t", status: "ok", workflow: "three" },
      ])
      expect((await engine.list({ status: "running" })).cases).toHaveLength(5)
    }))

  it.each<[string, ListOptions]>([
    ["status", { status: "done" as never }], ["status", { status: "toString" as never }],
    ["limit", { limit: NaN }], ["limit", { limit: 0 }], ["limit", { limit: 1_001 }], ["limit", { limit: 1.5 }],
    ["before", { before: NaN }], ["before", { before: "5" as never }], ["workflow", { workflow: {} as never }],
  ])("refuses a %s that makes no sense: %j", (option, options) => check([papers], async (engine) => {
    await engine.start(PapersExecutor, { input: 1 })
    const refusal = { _tag: "FilterRefused", option, message: expect.stringMatching(/; give .*, or leave it out\.$/) }
    await expect(engine.list(options)).rejects.toMatchObject(refusal)
    if (option === "limit") await expect(engine.workItems({ limit: options.limit! })).rejects.toMatchObject(refusal)
  }))
})

describe("waiting", () => {
  it("stops when its signal aborts, and the case goes on", () => check([papers], async (engine) => {
    const started = await engine.start(PapersExecutor, { input: 1 })
    const abort = new AbortController()
    const reason = new Error("no time left")
    const waiting = started.result({ signal: abort.signal })
    abort.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    await expect(started.result({ signal: abort.signal })).rejects.toBe(reason)
    await expect(engine.result(started.caseId, { signal: abort.signal })).rejects.toBe(reason)
    expect(await engine.show(started.caseId)).toMatchObject({ status: "running" })
  }))

  it("with a signal that never aborts ends as without one", () => check([papers, three], async (engine) => {
    const { signal } = new AbortController()
    const started = await engine.start(ThreeExecutor, { input: 1, signal })
    expect(await started.result({ signal })).toBe(104)
    const other = await engine.start(PapersExecutor, { input: 1 })
    await engine.cancel(other.caseId)
    await expect(other.result({ signal })).rejects.toMatchObject({ _tag: "CaseCancelled" })
  }))

  it("for a start that is aborted before it is asked for starts nothing", () => check([three], async (engine) => {
    const reason = new Error("changed my mind")
    const start = engine.start(ThreeExecutor, { id: "q", input: 1, signal: AbortSignal.abort(reason) })
    await expect(start).rejects.toBe(reason)
    expect((await engine.start(ThreeExecutor, { id: "q", input: 2 })).existed).toBe(false)
  }))

  it("ends with EngineClosed when the engine closes", async () => {
    const engine = await open({ workflows: [papers] })
    const waiting = (await engine.start(PapersExecutor, { input: 1 })).result()
    const closed = expect(waiting).rejects.toMatchObject({ _tag: "EngineClosed" })
    await engine.close()
    await closed
  })
})

describe("closing the engine", () => {
  it("interrupts what runs, and waits until its finalizers are through", async () => {
    const seen: string[] = []
    const slow = Effect.onInterrupt(Effect.never, () => Effect.delay(Effect.sync(() => void seen.push("cleaned")), 20))
    const engine = await open({ workflows: [RaceExecutor.with({ begin: inc, fast: never, slow: () => slow })] })
    const started = await engine.start(RaceExecutor, { input: 1 })
    while ((await engine.show(started.caseId)).workItems.length < 2)
      await new Promise((resolve) => setTimeout(resolve, 1))
    await engine.close()
    expect(seen).toEqual(["cleaned"])
  })
})

describe("a caller", () => {
  it("is told in one sentence that an input cannot be read", () => check([three], async (engine) => {
    await expect(engine.start(ThreeExecutor, { input: new Proxy({}, hostile) as never }))
      .rejects.toMatchObject({ _tag: "PayloadRefused" })
  }))

  it("is told what open and start take", async () => {
    await expect(open({ workflows: [ThreeExecutor as never] })).rejects.toThrow("OrderExecutor.with(handlers)")
    await check([three], async (engine) => {
      await expect(engine.start("three" as never, { input: 1 } as never)).rejects.toThrow("start takes an executor")
      await expect(engine.start(ThreeExecutor, undefined as never)).rejects.toThrow("start takes an executor")
    })
  })

  it("keeps the process alive while it waits for a result that a person gives", () => {
    const module = new URL("runtime-waits.ts", import.meta.url)
    const args = ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning", fileURLToPath(module)]
    expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("still waiting\n")
  })
})

const hostile: ProxyHandler<object> = { ownKeys: () => { throw null }, getPrototypeOf: () => { throw null } }
