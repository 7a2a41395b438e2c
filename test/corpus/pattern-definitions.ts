/** Small definitions, one for each way in which flows and rules beyond the basic ones are lowered, and their traces. */
import type {
  Definition, FlowDefinition, GuardedRoute, InstancesDefinition, TaskDefinition,
} from "../../src/definition/definition.ts"
import { any } from "./any-schema.ts"
import type { Sample } from "./definitions.ts"

/** `name`, or `name:kind` for all but plain tasks; an object for what more there is to say. */
type Said = string | (Pick<TaskDefinition, "name"> & Partial<TaskDefinition>)

function tasks(said: readonly Said[]): readonly TaskDefinition[] {
  return said.map((one) => {
    const [name, kind = "task"] = typeof one === "string" ? one.split(":") as [string, TaskDefinition["kind"]?] : [""]
    return { kind, name, outcomes: { done: any }, ...(typeof one === "object" && one) }
  })
}

type Parts = Partial<Omit<Definition, "tasks">> & { readonly tasks: readonly Said[] }

export function define(id: string, { tasks: said, ...parts }: Parts): Definition {
  const declared = tasks(said)
  const [start, end] = [declared[0]!.name, declared.at(-1)!.name]
  return { id, start, ends: [end], termination: "explicit", flows: [], tasks: declared, ...parts }
}

/** Without traces there is no end of them. */
function sample(id: string, parts: Parts | Definition, traces?: readonly string[], inputs?: readonly string[]): Sample {
  const definition = "id" in parts ? parts as Definition : define(id, parts)
  return { name: id, definition, ...(traces && { traces }), ...(inputs && { inputs }) }
}

const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
const and = (from: string, ...to: readonly string[]): FlowDefinition => ({ kind: "and", from, to })
const task = (name: string) => ({ kind: "task", task: name }) as const
/** Routes by guards, the last without one. */
export const routes = (...names: readonly string[]): readonly GuardedRoute[] =>
  names.map((name, i) => ({ to: task(name), ...(i < names.length - 1 && { guard: () => true }) }))
const record = (names: readonly string[]) => Object.fromEntries(names.map((name) => [`k${name}`, name]))
const join = (to: string, ...from: readonly string[]): FlowDefinition => ({ kind: "join", from: record(from), to })
const orJoin = (to: string, ...from: readonly string[]): FlowDefinition => ({ kind: "orJoin", from: record(from), to })
const partial = (
  count: number, rest: "absorb" | "block" | "cancel", to: string, ...from: readonly string[]
): FlowDefinition => ({ kind: "partial", from: record(from), to, count, bare: count === 1, rest, bound: 2 })

const many = (name: string, instances: Partial<InstancesDefinition>) =>
  ({ name, instances: { min: 0, max: 2, join: "all", rest: "absorb", open: false, ...instances } }) as const
const receive = (name: string, signal: string, most?: number): Said =>
  ({ name, kind: "receive", signal: { name: signal, ...(most !== undefined && { keep: { most } }) } })
const implicit = "implicit" as const

const one = define("one", { tasks: ["x", "y"], flows: [to("x", "y")] })
const part = define("part", { tasks: ["x", "l", "r"], flows: [and("x", "l", "r")], ends: ["l", "r"] })
/** Its ends do not tell when it is done. */
const unclear = define("unclear", {
  tasks: ["x", "l", "r", "q"], ends: ["l", "r", "q"], termination: implicit,
  flows: [{ kind: "or", from: "x", routes: routes("l", "r", "q") }],
})
const tree = define("tree", {
  tasks: [
    { name: "look", kind: "decision", outcomes: { leaf: any, node: any } },
    { name: "inner", kind: "call", calls: "tree" }, "sum:silent",
  ],
  flows: [{ kind: "xor", from: "look", routes: { leaf: task("sum"), node: task("inner") } }, to("inner", "sum")],
})

const again = (name: string): Said => ({ name, kind: "decision", outcomes: { again: any, out: any } })
const rounds = (from: string, back: string, on: string): FlowDefinition =>
  ({ kind: "xor", from, routes: { again: task(back), out: task(on) } })

export const patternSamples: readonly Sample[] = [
  sample("or-structured", {
    tasks: ["a", "b", "c", "e", "z"], flows: [
      { kind: "or", from: "a", routes: routes("b", "c", "e") }, orJoin("z", "b", "c", "e"),
    ],
  }, ["a b z !ok", "a c z !ok", "a { b || c } z !ok", "a e z !ok"]),
  sample("or-local", {
    tasks: ["a", "b", "c", "d", "y", "z"], flows: [
      { kind: "or", from: "a", routes: routes("b", "c", "d") }, orJoin("y", "b", "c"), orJoin("z", "y", "d"),
    ],
  }, ["a b y z !ok", "a c y z !ok", "a { b || c } y z !ok", "a d z !ok"]),
  sample("or-general", {
    tasks: ["a", "b", "c", "y", again("z"), "end"],
    flows: [and("a", "b", "c"), orJoin("z", "b", "y"), rounds("z", "c", "end"), to("c", "y")],
  }),
  // Where b goes out, y never comes: what c put there is not waited for.
  sample("or-behind-join", {
    tasks: ["a", { name: "b", kind: "decision", outcomes: { in: any, out: any } }, "d", "e", "c", "y", "z"],
    flows: [
      and("a", "b", "c"), { kind: "xor", from: "b", routes: { in: task("d"), out: task("e") } },
      join("y", "d", "c"), orJoin("z", "y", "e"),
    ],
  }, ["a { b d || c } y z !ok", "a b { e || c } z !ok", "a b e z ~c !ok", "a c b e z !ok"]),
  sample("multi-merge", {
    tasks: ["a", "b", "c", "d", "e"], termination: implicit,
    flows: [and("a", "b", "c"), { kind: "multiMerge", from: ["b", "c"], to: "d", bound: 2 }, to("d", "e")],
  }, [
    "a { b || c } d d e e !ok",
    "a { b || c } d e d e !ok",
    "a b d { c d || e } e !ok",
    "a c d { b d || e } e !ok",
  ]),
  sample("threads", {
    tasks: ["a", "b", "c", "d"],
    flows: [
      { kind: "threadSplit", from: "a", to: "b", count: 3 }, to("b", "c"),
      { kind: "threadMerge", from: "c", to: "d", count: 3 },
    ],
  }, [
    "a b b b c c c d !ok",
    "a b b c b c c d !ok",
    "a b b c c b c d !ok",
    "a b c b b c c d !ok",
    "a b c b c b c d !ok",
  ]),
  sample("discriminator", {
    tasks: ["a", "b", "c", "d"], termination: implicit,
    flows: [and("a", "b", "c"), partial(1, "absorb", "d", "b", "c")],
  }, ["a b { c || d } !ok", "a c { b || d } !ok"]),
  sample("partial-after-or", {
    tasks: ["a", "b", "c", "e", again("d"), "z"], flows: [
      { kind: "or", from: "a", routes: routes("b", "c", "e") }, partial(2, "absorb", "d", "b", "c", "e"),
      rounds("d", "a", "z"),
    ],
  }),
  sample("discriminator-after-or", {
    tasks: ["a", "b", "c", "d", "z"], termination: implicit, ends: ["z"], flows: [
      { kind: "or", from: "a", routes: routes("b", "c") }, partial(1, "absorb", "d", "b", "c"), to("d", "z"),
    ],
  }, ["a b d z !ok", "a c d z !ok"]),
  sample("partial-all", {
    tasks: ["a", "b", "c", "d"], termination: implicit,
    flows: [and("a", "b", "c"), partial(2, "absorb", "d", "b", "c")],
  }, ["a { b || c } d !ok"]),
  sample("partial-cancel", {
    tasks: ["a", "b", "c", "e", "f", "d"],
    flows: [and("a", "b", "c", "e"), to("e", "f"), partial(2, "cancel", "d", "b", "c", "f")],
  }, [
    "a { b || c } ~e d !ok",
    "a { b || e } c ~f d !ok",
    "a { c || e } b ~f d !ok",
    "a { b || e f } ~c d !ok",
    "a { c || e f } ~b d !ok",
  ]),
  sample("partial-block", {
    tasks: ["a", "p:silent", "b", "c", "d"], termination: implicit, flows: [
      and("a", "p", "c"), { kind: "threadSplit", from: "p", to: "b", count: 2 }, partial(1, "block", "d", "b", "c"),
    ],
  }, ["a b { b || c || d } d !ok", "a c { d || b } b d !ok", "a c b { d || b } d !ok"]),
  sample("deferred", {
    tasks: ["a", "b:human", receive("c", "s"), { name: "e", kind: "timer", after: 5 }, "z"],
    flows: [{ kind: "defer", from: "a", to: ["b", "c", "e"] }, { kind: "merge", from: ["b", "c", "e"], to: "z" }],
  }, [
    "?s a { ~b ~c e z } !ok", "?s a { ~c ~e b z } !ok", "a ?s c ~b ~e z !ok",
    "a ~b ~c { e || ?s } z !ok", "a ~b ~c e z !ok", "a ~c ~e { b || ?s } z !ok", "a ~c ~e b z !ok",
  ], ["s"]),
  sample("interleaved-order", {
    tasks: ["a", "b", "c", "d", "e"],
    flows: [{ kind: "interleave", from: "a", tasks: ["b", "c", "d"], to: "e", order: [["b", "d"]] }],
  }, ["a b c d e !ok", "a b d c e !ok", "a c b d e !ok"]),
  sample("interleaved-sub", {
    tasks: ["a", { name: "s", kind: "sub", workflow: part }, "c", "e"],
    flows: [{ kind: "interleave", from: "a", tasks: ["s", "c"], to: "e", order: [] }],
  }, ["a { [s/x s/l ~s/r] || c } e !ok", "a { [s/x s/r ~s/l] || c } e !ok"]),
  sample("milestone", {
    tasks: ["a", "b:human", "c", "d", "z"],
    flows: [and("a", "b", "c"), to("c", "d"), join("z", "b", "d")],
    rules: [{ kind: "milestone", task: "d", during: "b" }],
  }, ["a { b || c } !deadlock", "a c { b || d } z !ok", "a c ~d b !deadlock"]),
  sample("cancel-region", {
    tasks: ["a", "b", "c", "d", "z"], flows: [and("a", "b", "c"), to("c", "d"), to("b", "z")], ends: ["z", "d"],
    termination: implicit, rules: [{ kind: "cancels", task: "b", region: ["c", "d"] }],
  }, ["a b ~c z !ok", "a c b ~d z !ok", "a c d b z !ok"]),
  sample("cancel-join-again", {
    tasks: ["a", again("b"), "c", "d", "e", "z"], termination: implicit, ends: ["z", "e"],
    flows: [and("a", "b", "c"), partial(1, "absorb", "e", "c", "d"), rounds("b", "d", "z")],
    rules: [{ kind: "cancels", task: "b", region: ["e"] }],
  }, [
    "a b c { d || e } !ok",
    "a b d { c || e } !ok",
    "a b { z || c e } !ok",
    "a c b ~e d e !ok",
    "a c b ~e z !ok",
    "a c e b d e !ok",
    "a c e b z !ok",
  ]),
  sample("cancel-case", {
    tasks: ["a", "b", "c", "z"], flows: [and("a", "b", "c"), join("z", "b", "c")],
    rules: [{ kind: "cancelsCase", task: "b" }],
  }, ["a b ~c !cancelled", "a c b !cancelled"]),
  sample("critical", {
    tasks: ["a", "b", "c", "d", "e", "z"],
    flows: [and("a", "b", "d"), to("b", "c"), to("d", "e"), join("z", "c", "e")],
    rules: [{ kind: "critical", parts: [["b", "c"], ["d", "e"]] }],
  }, ["a b c d e z !ok", "a d e b c z !ok"]),
  sample("critical-loop", {
    tasks: ["a", again("b"), "c", "d", "z"],
    flows: [and("a", "b", "d"), rounds("b", "b", "c"), join("z", "c", "d")],
    rules: [{ kind: "critical", parts: [["b"], ["d"]] }],
  }),
  sample("instances", {
    tasks: ["a", many("b", { count: 2, min: 2 }), "z"], flows: [to("a", "b"), to("b", "z")],
  }, ["a b b z !ok"]),
  sample("instances-enough", {
    tasks: ["a", many("b", { count: 2, min: 2, join: 1, rest: "cancel" }), "z"], flows: [to("a", "b"), to("b", "z")],
  }, ["a b ~b z !ok"]),
  sample("instances-completed", {
    tasks: ["a", many("b", { count: 2, min: 2 }), "c", "z"], flows: [and("a", "b", "c"), join("z", "b", "c")],
    rules: [{ kind: "completes", task: "c", instances: "b" }],
  }, ["a b b c z !ok", "a b c ~b z !ok", "a c ~b ~b z !ok"]),
  sample("instances-of-sub", {
    tasks: ["a", { ...many("s", { count: 2, min: 2 }), kind: "sub", workflow: one }, "z"],
    flows: [to("a", "s"), to("s", "z")],
  }, ["a { s/x s/y || s/x s/y } z !ok"]),
  sample("trigger-transient", {
    tasks: ["a", receive("b", "s"), "z"], flows: [to("a", "b"), to("b", "z")],
  }, ["?s a !waiting", "a ?s b z !ok"], ["s"]),
  sample("trigger-persistent", {
    tasks: ["a", receive("b", "s", 3), "z"], flows: [to("a", "b"), to("b", "z")],
  }, ["{ ?s || a } b z !ok"], ["s"]),
  sample("recursion-outermost", tree),
  sample("recursion-inner", {
    tasks: ["a", { name: "t", kind: "sub", workflow: tree }, "z"], flows: [to("a", "t"), to("t", "z")],
  }),
  sample("sub-unclear", {
    tasks: ["a", { name: "s", kind: "sub", workflow: unclear }, "z"], flows: [to("a", "s"), to("s", "z")],
  }, ["a s/x s/l z !ok", "a s/x s/r z !ok", "a s/x { s/l || s/r } z !ok", "a s/x s/q z !ok"]),
  sample("sub-with-resources", {
    tasks: [again("a"), { name: "s", kind: "sub", workflow: define("quick", {
      tasks: ["x", "l", "r", "y"], flows: [and("x", "l", "r"), partial(1, "absorb", "y", "l", "r")],
    }) }, "z"], flows: [rounds("a", "s", "z"), to("s", "a")],
  }),
]
