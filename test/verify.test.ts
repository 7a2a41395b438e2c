/** What is wrong with the structure of a workflow: each finding word for word, its place, and nothing else with it. */
import { describe, expect, test } from "vitest"
import { codes } from "../compiler/codes.ts"
import { lower } from "../compiler/ir/lower.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { LIMITS } from "../compiler/verify/limits.ts"
import { verify } from "../compiler/verify/verify.ts"
import type { Definition, FlowDefinition, RuleDefinition } from "../src/definition/definition.ts"
import { sentences } from "../src/definition/fault.ts"
import { any } from "./corpus/any-schema.ts"
import { corpus } from "./corpus/corpus.ts"
import {
  and, beside, between, both, call, define, findings, holding, inner, interleave, many, more, net, partial,
  type Parts, place, receive, silent, task, tasks, to,
} from "./define.ts"

const silentChoice = "a silent task does not choose: make it a task or a decision, or choose before it"
const twice = "this task is named twice: name it once"
const two = "this list is too short: name at least two"
const notBound = "this is no bound: give a whole number from 1 to 255"
const offered = "name one that waits, such as a human() or receive() task"
const numbers = "numbers of instances are whole and fit each other: 0 <= min <= count <= max, 1 <= join <= max or until"

const one = define({ id: "one", tasks: tasks("a", "b"), flows: [to("a", "b")] })
const waiting = define({ id: "waiting", tasks: [...tasks("a"), receive(52, "m"), ...tasks("b")],
  flows: [to("a", "m"), to("m", "b")] })
const branches = Array.from({ length: 12 }, (_, i) => `r${i}`)

type Expected = readonly [code: string, message: string, line?: number]

const cases: readonly (readonly [what: string, of: Definition | string, expected: readonly Expected[]])[] = [
  ["a flow to a task that is not there",
    define({ tasks: tasks("a", "b"), flows: [to("a", "c")] }),
    [["KNHK2001", 'task "c": there is no such task in this workflow: declare it in tasks(), or mend the name', 101]]],
  ["a start that is not there",
    define({ tasks: tasks("a", "b"), start: "x", flows: [to("a", "b")] }),
    [["KNHK2001", 'task "x": there is no such task in this workflow: declare it in tasks(), or mend the name', 99]]],
  ["two tasks of one name",
    define({ tasks: tasks("a", "b", "a"), flows: [to("a", "b")] }),
    [["KNHK2002", 'task "a": there are two of this name: give each its own', 3]]],
  ["no end",
    define({ tasks: tasks("a"), ends: [] }),
    [["KNHK2003", 'workflow "w": a workflow has at least one end: name it in end()', 99]]],
  ["two ways out",
    define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows: [to("a", "b"), to("a", "c")] }),
    [["KNHK2004", 'task "a": this is a second way out: say and() to take both, or xor() to take one of them', 102]]],
  ["an end that goes on",
    define({ tasks: tasks("a", "b"), ends: ["a", "b"], flows: [to("a", "b")] }),
    [["KNHK2005", 'task "a": an end, and a flow leaves it: take it out of end(), or remove the flow', 101]]],
  ["an outcome without a route",
    define({ tasks: tasks("a?x,y", "b"), flows: [{ kind: "xor", from: "a", routes: { x: task("b") } }] }),
    [["KNHK2006", 'outcome "y" of task "a": this outcome has no route: add one', 101]]],
  ["a route without an outcome",
    define({ tasks: tasks("a?x", "b"), flows: [{ kind: "xor", from: "a", routes: { x: task("b"), y: task("b") } }] }),
    [["KNHK2007", 'outcome "y" of task "a": no such outcome: remove the route, or declare the outcome', 101]]],
  ["a decision left by a plain flow",
    define({ tasks: tasks("a?x,y", "b"), flows: [to("a", "b")] }),
    [["KNHK2008", 'task "a": a decision is left through xor(), choose() or loop(), which route each outcome', 101]]],
  ["a join that takes one task twice",
    define({ tasks: tasks("a", "b"), flows: [{ kind: "join", from: { k: "a", l: "a" }, to: "b" }] }),
    [["KNHK2009", 'task "a": the join into "b" waits for it twice: name it once', 101]]],
  ["a split that leads to one task twice",
    define({ tasks: tasks("a", "b"), flows: [{ kind: "and", from: "a", to: ["b", "b"] }] }),
    [["KNHK2010", 'task "b": the split of "a" leads to it twice: name it once', 101]]],
  ["all() that leads to one task twice",
    define({
      tasks: tasks("a?x", "b"), flows: [{ kind: "xor", from: "a", routes: { x: both("b", "b") } }],
    }),
    [["KNHK2010", 'task "b": the split of "a" leads to it twice: name it once', 101]]],
  ["an empty list",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "and", from: "a", to: [] }, { kind: "merge", from: [], to: "b" }],
    }),
    [["KNHK2011", 'task "a": this list is empty: name at least one task', 101],
      ["KNHK2011", 'task "b": this list is empty: name at least one task', 102]]],
  ["guards without a default",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "guard", from: "a", routes: [{ guard: () => true, to: task("b") }] }],
    }),
    [["KNHK2012", 'task "a": routes on data end with otherwise(), which stands last and once', 101]]],
  ["routes after the default",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "guard", from: "a", routes: [{ to: task("b") }, { to: task("b") }] }],
    }),
    [["KNHK2012", 'task "a": routes on data end with otherwise(), which stands last and once', 101]]],
  ["a workflow in itself",
    holding(inner({ id: "w", tasks: tasks("a", "b"), flows: [to("a", "b")] })),
    [["KNHK2013", 'workflow "w": it contains itself (w > w): run it by recurse() there', 2]]],
  ["a task that no flow enters",
    define({ tasks: tasks("a", "b", "c"), flows: [to("a", "b"), to("c", "b")] }),
    [["KNHK2015", 'task "c": no flow enters this task: lead one to it, or remove it', 3]]],
  ["tasks that only lead to each other",
    define({ tasks: tasks("a", "b", "c", "d?back,on"), flows: [
      to("a", "b"), to("c", "d"), { kind: "xor", from: "d", routes: { back: task("c"), on: task("b") } },
    ] }),
    [["KNHK2015", 'task "c": no path leads to this task from the start: lead one to it, or remove it', 3],
      ["KNHK2015", 'task "d": no path leads to this task from the start: lead one to it, or remove it', 4]]],
  ["a sub-workflow that no flow enters, said once for all that is in it",
    define({
      ...holding(define({ id: "inner", tasks: tasks("a", "b"), flows: [to("a", "b")] })),
      flows: [to("a", "b"), to("s", "b")],
    }),
    [["KNHK2015", 'task "s": no flow enters this task: lead one to it, or remove it', 2]]],
  ["a task that leads nowhere",
    define({ tasks: tasks("a", "b", "c"), flows: [{ kind: "and", from: "a", to: ["b", "c"] }] }),
    [["KNHK2016", 'task "c": no flow leaves this task: lead one on, or name it in end()', 3]]],
  ["a loop without a way out",
    define({ tasks: tasks("a?x,y", "b", "c", "d"), flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("c") } }, to("c", "d"), to("d", "c"),
    ] }),
    [["KNHK2017", 'task "c": no path leads from here to an end: lead one out of the loop', 3]]],
  ["each of two loops without a way out, and not what leads to them",
    define({ tasks: tasks("a?x,y,z", "b", "c?again,on", "d", "e", "f"), flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("c"), z: task("f") } },
      { kind: "xor", from: "c", routes: { again: task("c"), on: task("d") } }, to("d", "e"), to("e", "d"), to("f", "f"),
    ] }),
    [["KNHK2017", 'task "d": no path leads from here to an end: lead one out of the loop', 4],
      ["KNHK2017", 'task "f": no path leads from here to an end: lead one out of the loop', 6]]],
  ["a cycle of tasks that only route",
    net("condition c\ntask A in i -> done: c\ntask ~1 silent in c -> done: i o\ntask ~2 silent in i -> done: c"),
    [["KNHK2018", '"~1", "~2": these only route, and lead back to themselves for ever: '
      + "put a task that works between them"]]],
  ["a loop of tasks that only route and have no way out, once",
    define({ tasks: [...tasks("a?x,y", "b"), ...silent("open", "closed")], flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("open") } }, to("open", "closed"), to("closed", "open"),
    ] }),
    [["KNHK2018", '"open", "closed": these only route, and lead back to themselves for ever: '
      + "put a task that works between them", 11]]],
  ["several ways around in one loop of tasks that only route, once",
    net("condition c\ncondition d\ntask A in i -> done: c\ntask ~1 silent in c -> done: d c\n"
      + "task ~2 silent in d -> done: c d o"),
    [["KNHK2018", '"~1", "~2": these only route, and lead back to themselves for ever: '
      + "put a task that works between them"]]],
  ["a task that only routes and that no flow enters, by the name that it has in the definition",
    define({ tasks: [...tasks("a", "b"), ...silent("closed")], flows: [to("a", "b"), to("closed", "b")] }),
    [["KNHK2015", 'task "closed": no flow enters this task: lead one to it, or remove it', 11]]],
  ["a join behind a choice alone",
    define({ tasks: tasks("a?x,y", "l", "r", "b"), flows: [
      { kind: "xor", from: "a", routes: { x: task("l"), y: task("r") } },
      { kind: "join", from: { k: "l", m: "r" }, to: "b" },
    ] }),
    [["KNHK2019", 'task "b": its join waits for 2 branches, and nothing before it splits in parallel, '
      + "so one at most arrives: use merge() instead, or split with and()", 4]]],
  ["routes on data of a silent task, of a sub-workflow, and of a task with instances",
    define({
      tasks: [...tasks("a", "b"), ...silent("p"), more(4, { name: "s", kind: "sub", workflow: one }), many(5, "m")],
      flows: [
        and("a", "p", "s", "m"), ...["p", "s", "m"].map((from): FlowDefinition => {
          return { kind: "guard", from, routes: [{ to: task("b") }] }
        }),
      ],
    }),
    [["KNHK2022", `task "p": ${silentChoice}`, 102],
      ["KNHK2022", 'task "s": a sub-workflow does not choose by its output: let a task follow it, '
        + "and choose after that", 103],
      ["KNHK2036", 'task "m": only tasks that do not choose can have instances: let a task follow it, '
        + "and choose after that", 104]]],
  ["an OR-split without a default",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "or", from: "a", routes: [{ guard: () => true, to: task("b") }] }],
    }),
    [["KNHK2012", 'task "a": routes on data end with otherwise(), which stands last and once', 101]]],
  ["an OR-split with more routes than a word has bits",
    define({
      tasks: tasks("a", "b", ...Array.from({ length: 25 }, (_, i) => `r${i}`)), flows: [
        { kind: "or", from: "a", routes: Array.from({ length: 25 }, (_, i) =>
          ({ to: task(`r${i}`), ...(i < 24 && { guard: () => true }) })) },
        { kind: "merge", from: Array.from({ length: 25 }, (_, i) => `r${i}`), to: "b" },
      ],
    }),
    [["KNHK2020", 'routes of the or() of "a": 25, and the most is 24: make it smaller', 101]]],
  ["an OR-join of more branches than a word has bits",
    define({
      tasks: tasks("a", "b", ...Array.from({ length: 25 }, (_, i) => `r${i}`)), flows: [
        and("a", ...Array.from({ length: 25 }, (_, i) => `r${i}`)),
        { kind: "orJoin", from: Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`r${i}`, `r${i}`])), to: "b" },
      ],
    }),
    [["KNHK2020", 'branches of the join into "b": 25, and the most is 24: make it smaller', 102]]],
  ["names that no task has in rules",
    beside(tasks("l", "r"), { kind: "cancels", task: "x", region: ["l", "y"] }, { kind: "cancelsCase", task: "v" }),
    ["x", "y", "v"].map((name): Expected => ["KNHK2001",
      `task "${name}": there is no such task in this workflow: declare it in tasks(), or mend the name`,
      name === "v" ? 202 : 201])],
  ["names twice in rules",
    beside(tasks("l", "r"), { kind: "cancels", task: "l", region: ["r", "r"] },
      { kind: "critical", parts: [["l"], ["r", "l"]] }),
    [["KNHK2023", `task "r": ${twice}`, 201], ["KNHK2023", `task "l": ${twice}`, 202]]],
  ["a region of nothing",
    beside(tasks("l", "r"), { kind: "cancels", task: "l", region: [] }),
    [["KNHK2011", 'task "l": this list is empty: name at least one task', 201]]],
  ["a critical section of one part, and one with a part of nothing",
    beside(tasks("l", "r"), { kind: "critical", parts: [["l"]] }, { kind: "critical", parts: [["l"], []] }),
    [["KNHK2024", `task "l": ${two}`, 201], ["KNHK2011", 'task "l": this list is empty: name at least one task', 202]]],
  ["a deferred choice of one task, and of one that begins at once",
    define({ tasks: [...tasks("a", "b", "c"), ...silent("p")], flows: [
      { kind: "defer", from: "a", to: ["c"] }, { kind: "defer", from: "c", to: ["p", "b"] }, to("p", "b"),
    ] }),
    [["KNHK2024", `task "a": ${two}`, 101],
      ["KNHK2031", `task "p": this task begins at once and is never on offer: ${offered}`, 102]]],
  ["bounds that no condition has",
    define({ tasks: [...tasks("a", "l", "r", "c", "b"), receive(6, "s", 0)], flows: [
      and("a", "l", "r"), { kind: "multiMerge", from: ["l", "r"], to: "c", bound: 0 }, to("c", "s"),
      { kind: "join", from: { k: "s" }, to: "b", bound: 1.5 },
    ] }),
    [["KNHK2025", `task "c", 0: ${notBound}`, 102], ["KNHK2025", `task "b", 1.5: ${notBound}`, 104],
      ["KNHK2025", `task "s", 0: ${notBound}`, 6]]],
  ["numbers of threads that are none",
    define({ tasks: tasks("a", "c", "b"), flows: [
      { kind: "threadSplit", from: "a", to: "c", count: 1 }, { kind: "threadMerge", from: "c", to: "b", count: 256 },
    ] }),
    [["KNHK2026", 'task "a", 1: this is no number of threads: give a whole number from 2 to 255', 101],
      ["KNHK2026", 'task "c", 256: this is no number of threads: give a whole number from 2 to 255', 102]]],
  ["a partial join of more branches than there are",
    define({ tasks: tasks("a", "l", "r", "b"), flows: [and("a", "l", "r"), partial(3, "b", "l", "r")] }),
    [["KNHK2027", 'task "b", 3 of 2: this join waits for more branches than it has, or for none: '
      + "give a whole number from 1 to all of them", 102]]],
  ["an order of what is not interleaved, and one in a circle",
    define({ tasks: tasks("a", "l", "r", "b"), flows: [interleave(["l", "r"], [["l", "r"], ["r", "l"], ["a", "l"]])] }),
    [["KNHK2028", 'task "a": this task is not among those that are interleaved here: order only those', 101],
      ["KNHK2029", '"l", "r": this order runs in a circle: leave a task that can be first', 101]]],
  ["a task that is interleaved and entered from elsewhere",
    define({ tasks: tasks("a", "l", "r", "c?in,on", "b"), flows: [
      { kind: "interleave", from: "a", tasks: ["l", "r"], to: "c", order: [] },
      { kind: "xor", from: "c", routes: { in: task("l"), on: task("b") } },
    ] }),
    [["KNHK2030", 'task "l": it is interleaved and has another way in, out of turn: '
      + "enter it by interleave() alone", 102]]],
  ["a milestone on what is never on offer, and on what hardly is",
    beside([...tasks("l"), ...silent("p"), ...tasks("r")], { kind: "milestone", task: "l", during: "p" },
      { kind: "milestone", task: "l", during: "r" }),
    [["KNHK2031", `task "p": this task begins at once and is never on offer: ${offered}`, 201],
      ["KNHK2044", 'task "r": it starts as soon as it is offered, so a milestone will hardly meet it on offer: '
        + offered, 202]]],
  ["a milestone on a task with a way in beside a deferred choice",
    define({
      tasks: [...tasks("a?x,y"), more(2, { name: "h", kind: "human" }), ...tasks("k", "m", "b"), receive(6, "s")],
      flows: [
        { kind: "xor", from: "a", routes: { x: both("k", "m"), y: task("h") } },
        { kind: "defer", from: "k", to: ["h", "s"] }, { kind: "merge", from: ["h", "s", "m"], to: "b" },
      ],
      rules: [{ kind: "milestone", task: "m", during: "h" }],
    }),
    [["KNHK2032", 'task "h": it has several ways in, one of them a deferred choice, so no one place tells that it is '
      + "on offer: lead the other flows to a silent() task before the choice", 201]]],
  ["a completion of a task that has no instances",
    beside(tasks("l", "r"), { kind: "completes", task: "l", instances: "r" }),
    [["KNHK2033", 'task "r": this task has no instances to complete: declare it with instances()', 201]]],
  ["a completion of a task that completes others, and of itself",
    beside([...tasks("l"), many(3, "r"), many(4, "m")], { kind: "completes", task: "l", instances: "r" },
      { kind: "completes", task: "r", instances: "m" }, { kind: "completes", task: "m", instances: "m" }),
    [["KNHK2045", 'task "r": "l" completes it, and it completes others itself: let "l" complete all of them', 201],
      ["KNHK2045", 'task "m": "r" completes it, and it completes others itself: let "r" complete all of them', 202],
      ["KNHK2045", 'task "m": "m" completes it, and it completes others itself: let "m" complete all of them', 203]]],
  ["numbers of instances that contradict each other",
    beside([many(2, "l", { min: 4 }), many(3, "r", { join: 4 }), many(4, "m", { count: 0.5 })]),
    [["KNHK2034", `task "l": ${numbers}`, 2], ["KNHK2034", `task "r": ${numbers}`, 3],
      ["KNHK2034", `task "m": ${numbers}`, 4]]],
  ["instances in vain",
    beside([many(2, "l", { join: "none", rest: "cancel" }), many(3, "r", { join: "none", open: true }),
      many(4, "m", { count: 3, open: true })]),
    [["KNHK2046", 'task "l": it is done as soon as it starts, and then cancels all of its instances: '
      + 'take out rest: "cancel"', 2],
    ["KNHK2046", 'task "r": it is done as soon as it starts, so none can be added: take out open', 3],
    ["KNHK2046", 'task "m": it begins with as many instances as it may have, so none can be added: take out open', 4]]],
  ["instances of which there may be too few",
    between(many(2, "m", { join: 2 })),
    [["KNHK2035", 'task "m": it may have 1 instances, and is done when 2 of them are, so it may never be: '
      + "raise min, or lower join", 2]]],
  ["a decision with instances",
    define({ tasks: [{ ...many(1, "a"), kind: "decision", outcomes: { x: any, y: any } }, ...tasks("b")], flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("b") } },
    ] }),
    [["KNHK2036", 'task "a": only tasks that do not choose can have instances: let a task follow it, '
      + "and choose after that", 1]]],
  ["tasks that wait for nothing",
    beside([more(2, { name: "l", kind: "receive" }), more(3, { name: "r", kind: "timer" })]),
    [["KNHK2037", 'task "l": it waits, and nothing says for what: give it a signal', 2],
      ["KNHK2037", 'task "r": it waits, and nothing says for what: give it a time above 0', 3]]],
  ["a signal that is kept in two ways, one of them in a sub-workflow",
    define({
      tasks: [...tasks("a"), receive(2, "l", 3), more(3, { name: "s", kind: "sub", workflow: waiting }), ...tasks("b")],
      flows: [to("a", "l"), to("l", "s"), to("s", "b")],
    }),
    [["KNHK2038", 'task "m", signal "s": tasks that wait for one signal keep it alike: give each of them the same keep',
      52]]],
  ["a recursion into a workflow that is not around it",
    between(call("other")),
    [["KNHK2039", 'task "c": workflow "other" is not around it: name one of "w", or use sub()', 2]]],
  ["a recursion with other keys than the workflow takes",
    define({
      tasks: [more(1, { name: "a", kind: "decision", input: { l: any, r: any }, outcomes: { x: any, y: any } }),
        call("w", { input: { l: any, x: any } }), ...tasks("b")],
      flows: [{ kind: "xor", from: "a", routes: { x: task("c"), y: task("b") } }, to("c", "b")],
    }),
    [["KNHK2040", 'task "c": its input has other keys than the first task of "w" takes: give it the same', 2]]],
  ["a recursion without a way out",
    between(call("w")),
    [["KNHK2041", 'task "c", which runs "w" again: this recursion has no way out: let the workflow start with another '
      + "task, and end with another one too", 2]]],
  ["two workflows that only end in each other, said where each calls",
    define({ tasks: [more(1, { name: "a", kind: "sub", workflow: inner({
      termination: "explicit", tasks: [...tasks("a"), call("w"), ...tasks("b")], flows: [to("a", "c"), to("c", "b")],
    }) }), ...tasks("b")], flows: [to("a", "b")] }),
    [["KNHK2041", 'task "c", which runs "w" again: this recursion has no way out: let the workflow start with another '
      + "task, and end with another one too", 2]]],
  ["an OR-join that is to be structured and is not",
    define({ tasks: tasks("a", "l", "r", "b"), flows: [
      and("a", "l", "r"), { kind: "orJoin", from: { k: "l", m: "r" }, to: "b", demand: "structured" },
    ] }),
    [["KNHK2042", 'task "b": its OR-join cannot be structured: no or() makes its branches: '
      + "mend that, or take the demand away", 102]]],
  ["an OR-join that is to be local and leads back to itself",
    define({ tasks: tasks("a", "l", "r", "c?again,on", "b"), flows: [
      and("a", "l", "r"), { kind: "orJoin", from: { k: "l", m: "r" }, to: "c", demand: "local" },
      { kind: "xor", from: "c", routes: { again: task("l"), on: task("b") } },
    ] }),
    [["KNHK2042", 'task "c": its OR-join cannot be local: a way leads from it back to it: '
      + "mend that, or take the demand away", 102]]],
  ["an OR-join that is to be local behind a join of several branches",
    define({ tasks: tasks("a", "l", "r", "m", "c", "b"), flows: [
      and("a", "l", "r", "m"), { kind: "join", from: { k: "l", m: "r" }, to: "c" },
      { kind: "orJoin", from: { k: "c", m: "m" }, to: "b", demand: "local" },
    ] }),
    [["KNHK2042", 'task "b": its OR-join cannot be local: "c" on the way to it waits for several tokens, '
      + "and not all of them may come: mend that, or take the demand away", 103]]],
  ["an OR-join with too much to wait for",
    define({ tasks: tasks("a", ...branches, "m", "c", "b"), flows: [
      and("a", ...branches, "m"), {
        kind: "partial", from: Object.fromEntries(branches.map((n) => [n, n])), to: "c", count: 1, bare: true,
        rest: "block", bound: 2,
      },
      { kind: "orJoin", from: { k: "c", m: "m" }, to: "b" },
    ] }),
    [["KNHK2043", 'task "b": its OR-join is too complex: what may still bring it a token takes more than 65536 tokens '
      + "to tell: take shorter or fewer branches into the joins before it, or let no way lead from it back to it",
    103]]],
  ["choices alike between different outcomes",
    define({ tasks: tasks("a?x,y", "c?x,z", "d", "b"), rules: [{ kind: "alike", tasks: ["a", "c", "d"] }], flows: [
      { kind: "xor", from: "a", routes: { x: task("c"), y: task("d") } },
      { kind: "xor", from: "c", routes: { x: task("d"), z: task("d") } }, to("d", "b"),
    ] }),
    [["KNHK2049", 'task "c": it does not choose between what "a" chooses between: name tasks of the same outcomes, or '
      + "as many routes", 201],
    ["KNHK2049", 'task "d": it does not choose between what "a" chooses between: name tasks of the same outcomes, or '
      + "as many routes", 201]]],
  ["a bound that no counter holds",
    net("condition c bound 256\ntask A in i -> done: c\ntask B in c -> done: o"),
    [["KNHK2020", 'bound of condition "c": 256, and the most is 255: make it smaller']]],
  ["a net with a task that takes from one condition twice",
    net("task A and in i i -> done: o"),
    [["KNHK2021", 'the net is malformed: task "A" takes from one condition twice']]],
  ["a net with a task without an input and no output",
    "net w\ncondition i input\ntask A in -> done: i",
    [["KNHK2021", "the net is malformed: it has no output condition"],
      ["KNHK2021", 'the net is malformed: task "A" has no input']]],
]

const warnings = ["KNHK2044"]

test.each(cases.map(([what, ...rest]) => [what, rest] as const))("%s is found, with its place", (_, [of, expected]) => {
  const found = findings(of)
  const lines = found.map(({ code, message, at }) => [code, message, at?.line])
  expect(lines).toEqual(expected.map(([code, message, line]) => [code, message, line]))
  for (const { severity, code } of found) {
    expect([severity, code in codes]).toEqual([warnings.includes(code) ? "warning" : "error", true])
  }
})

describe("an implicit sub-workflow", () => {
  const names = Array.from({ length: 7 }, (_, i) => `${i}`)
  test.each<[what: string, parts: Parts]>([
    ["that may finish in one end or in both", {
      tasks: tasks("a?one,two", "b", "c"), ends: ["b", "c"],
      flows: [{ kind: "xor", from: "a", routes: { one: task("b"), two: both("b", "c") } }],
    }],
    ["that may hang in a join beside a marked end", {
      tasks: tasks("a?one,stuck,two", "b", "d", "e", "z"), ends: ["b", "z"],
      flows: [
        { kind: "xor", from: "a", routes: { one: task("b"), stuck: both("b", "d"), two: both("d", "e") } },
        { kind: "join", from: { k: "d", l: "e" }, to: "z" },
      ],
    }],
    ["that reaches an end twice", {
      tasks: tasks("a", "l", "r", "b"), flows: [and("a", "l", "r"), to("l", "b"), to("r", "b")],
    }],
    ["with 128 sets of ends", {
      tasks: tasks("a", ...names.flatMap((i) => [`d${i}?l,r`, `l${i}`, `r${i}`])),
      ends: names.flatMap((i) => [`l${i}`, `r${i}`]),
      flows: [
        and("a", ...names.map((i) => `d${i}`)),
        ...names.map((i): FlowDefinition => {
          return { kind: "xor", from: `d${i}`, routes: { l: task(`l${i}`), r: task(`r${i}`) } }
        }),
      ],
    }],
    ["with an OR-split", {
      tasks: tasks("a", "b", "c"), ends: ["b", "c"],
      flows: [{ kind: "or", from: "a", routes: [{ guard: () => true, to: task("b") }, { to: task("c") }] }],
    }],
    ["with instances that go on when their task is done", {
      tasks: [...tasks("a"), many(2, "b", { join: 1 })], flows: [to("a", "b")],
    }],
  ])("%s runs as a case of its own, and an explicit one is laid in place", (_, parts) => {
    const kindOf = (workflow: Definition) =>
      lower(holding(workflow)).value!.tasks.find((t) => t.name === "s" || t.name === "~begin~s")
    const structural = findings(holding(inner(parts))).filter(({ code }) => code < "KNHK3")
    expect(structural).toEqual([])
    expect(kindOf(inner(parts))).toMatchObject({ name: "s", kind: "call", callee: 1 })
    expect(kindOf(inner({ ...parts, termination: "explicit" }))).toMatchObject({ name: "~begin~s", kind: "silent" })
  })
})

test("every code of structure is shown by a case", () => {
  const shown = new Set(cases.flatMap(([, , expected]) => expected.map(([code]) => code)))
  // A choice that the engine makes is a finding of the whole compiler; see deferred-choice.test.ts.
  expect(Object.keys(codes).filter((code) => /^KNHK2/.test(code) && !shown.has(code))).toEqual(["KNHK2048"])
})

test("what types and build() say too is said in their words", () => {
  const said = cases.flatMap(([, , expected]) => expected.map(([, message]) => message))
  const shared = [
    "noTask", "noEnd", "notRouted", "noOutcome", "decisionLeft", "noFlows", "otherwise", "unreachable", "deadEnd",
    "silentChoice", "bound", "threads", "enough", "two", "twice", "notOrdered", "orderCircle", "notOffered",
    "instances", "noInstances", "keepAlike", "noWayOut",
  ] as const
  for (const name of shared) expect(said.some((message) => message.endsWith(sentences[name]))).toBe(true)
})

test("the first way out is noted beside the second", () => {
  const flows = [to("a", "b"), to("a", "c")]
  const [found] = findings(define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows }))
  expect(found!.notes).toEqual([{ message: "the first way out is here", at: place(101) }])
})

test("nets of the corpus have their structure in order, but for those that show what may not be", () => {
  const refused = [...corpus("wcp"), ...corpus("road")].flatMap(({ name, net }) =>
    [...new Set(verify(net).diagnostics.map(({ code }) => `${name} ${code}`))].filter((said) => / KNHK2/.test(said)))
  expect(refused).toEqual([
    "wcp/11-deadlock KNHK2019", "wcp/20-reaches-call KNHK2017", "wcp/31-third-never-comes KNHK2015",
    "wcp/38-counts KNHK2006", "wcp/38-no-partner KNHK2006", "wcp/43-deadlock KNHK2019",
    "road/implicit-nothing-left KNHK2006", "road/interplay-silent-for-ever KNHK2018", "road/livelock KNHK2017",
    "road/many-tasks KNHK2015",
  ])
})

test("a net as large as the limits is looked at", () => {
  const lines = ["net large", "condition c0 input"]
  for (let i = 1; i < LIMITS.tasks; i++) lines.push(`condition c${i}`)
  lines.push("condition o output")
  for (let i = 1; i < LIMITS.tasks; i++) lines.push(`task t${i} in c${i - 1} -> done: c${i}`)
  lines.push(`task last in c${LIMITS.tasks - 1} -> done: o`)
  const large = parseNet(lines.join("\n"))
  expect(verify(large).diagnostics).toEqual([])
})

test("what can be cancelled, or cancels the case, needs no way to an end; what is in a sub-workflow does", () => {
  const reminding = (rules: readonly RuleDefinition[]) => define({
    tasks: tasks("a", "wait", "remind", "b"), rules,
    flows: [and("a", "wait", "b"), to("wait", "remind"), to("remind", "wait")],
  })
  const codesOf = (of: Definition) => findings(of).map(({ code }) => code)
  expect(codesOf(reminding([]))).toEqual(["KNHK2017"])
  expect(codesOf(reminding([{ kind: "cancels", task: "b", region: ["wait", "remind"] }]))).toEqual([])
  expect(codesOf(holding({ ...reminding([]), id: "inner" }))).toEqual(["KNHK2017"])
  expect(codesOf(define({
    tasks: tasks("a?x,y", "b", "c"), rules: [{ kind: "cancelsCase", task: "c" }],
    flows: [{ kind: "xor", from: "a", routes: { x: task("b"), y: task("c") } }],
  }))).toEqual([])
})

describe("recursion", () => {
  const sentence = "KNHK2041"
  const codesOf = (of: Definition) => findings(of).map(({ code }) => code)
  const choosing = (termination: Definition["termination"], to: Extract<FlowDefinition, { kind: "xor" }>["routes"]) =>
    define({
      termination, tasks: [...tasks("a?x,y"), call("w"), ...tasks("d", "b")], ends: ["d", "b"],
      flows: [{ kind: "xor", from: "a", routes: to }, { kind: "flow", from: "c", to: "b" }],
    })
  test("beside an end is a way out if that ends the case, and none if the rest has to be done too", () => {
    const routes = { x: both("d", "c"), y: both("c", "d") }
    expect(codesOf(choosing("explicit", routes))).toEqual(["KNHK3004"])
    expect(codesOf(choosing("implicit", routes))).toEqual([sentence])
    expect(codesOf(choosing("implicit", { x: both("d", "c"), y: task("d") }))).toEqual([])
  })
  test("that can be cancelled, or of which there may be none, is a way out", () => {
    const implicit = define({
      termination: "implicit", tasks: [...tasks("a"), call("w"), ...tasks("d", "b")], ends: ["d", "b"],
      flows: [and("a", "c", "d"), to("c", "b")],
    })
    expect(codesOf(implicit)).toEqual([sentence])
    expect(codesOf({ ...implicit, rules: [{ kind: "cancels", task: "d", region: ["c"] }] })).toEqual([])
    const inside = (min: number) => define({ tasks: [...tasks("a"), {
      ...many(2, "s", { min }), kind: "sub", workflow: between(call("w"), { id: "inner" }),
    }, ...tasks("b")], flows: [to("a", "s"), to("s", "b")] })
    expect([codesOf(inside(0)), codesOf(inside(1))]).toEqual([[], [sentence]])
  })
})
