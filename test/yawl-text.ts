/** Specifications of YAWL as text, for tests. */

export const xmlns =
  'xmlns="http://www.yawlfoundation.org/yawlschema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/** What a task is beside one by hand, XOR-joined, with an AND-split. */
export interface TaskXml {
  readonly join?: string
  readonly split?: string
  /** A decomposition: `hand` if absent, none if empty. */
  readonly does?: string
  /** Predicates of the ways out; `-` for none, and `!` before the default. */
  readonly when?: readonly string[]
  /** Elements beside. */
  readonly more?: string
}

export function flow(to: string, predicate = "-"): string {
  const text = predicate.replace(/^!/, "")
  const said = text === "-" ? "" : `<predicate>${text}</predicate>`
  const isDefault = predicate.startsWith("!") ? "<isDefaultFlow/>" : ""
  return `<flowsInto><nextElementRef id="${to}"/>${said}${isDefault}</flowsInto>`
}

const flows = (to: string, when: readonly string[] = []) => to.split(" ").map((one, i) => flow(one, when[i])).join("")

/** A task, its id, and the ids of what it leads to. */
export function task(id: string, to: string, options: TaskXml = {}): string {
  const { join = "xor", split = "and", does = "hand", when, more = "" } = options
  const decomposition = does === "" ? "" : `<decomposesTo id="${does}"/>`
  const codes = `<join code="${join}"/><split code="${split}"/>`
  return `<task id="${id}">${flows(to, when)}${codes}${more}${decomposition}</task>`
}

export const condition = (id: string, to: string) => `<condition id="${id}">${flows(to)}</condition>`

export const removes = (id: string) => `<removesTokens id="${id}"/>`

export const removesFlow = (from: string, to: string) =>
  `<removesTokensFromFlow><flowSource id="${from}"/><flowDestination id="${to}"/></removesTokensFromFlow>`

export const net = (id: string, first: string, ...inside: readonly string[]) => [
  `<decomposition id="${id}" xsi:type="NetFactsType">`,
  `<processControlElements><inputCondition id="in">${flows(first)}</inputCondition>`,
  ...inside, '<outputCondition id="out"/></processControlElements></decomposition>',
].join("\n")

export const root = (first: string, ...inside: readonly string[]) =>
  net("main", first, ...inside).replace('id="main"', 'id="main" isRootNet="true"')

/** What tasks do, if it is no net. */
export const work = (id: string, ...inside: readonly string[]) =>
  `<decomposition id="${id}" xsi:type="WebServiceGatewayFactsType">${inside.join("")}</decomposition>`

const interaction = (how: string) => `<externalInteraction>${how}</externalInteraction>`

export const specification = (uri: string, ...decompositions: readonly string[]) => [
  `<specification uri="${uri}">`, ...decompositions, work("hand", interaction("manual")),
  work("auto", interaction("automated")), "</specification>",
].join("\n")

export const set = (...specifications: readonly string[]) =>
  `<?xml version="1.0"?>\n<specificationSet ${xmlns} version="4.0">${specifications.join("\n")}</specificationSet>`

/** A document of one specification with one net. */
export const document = (first: string, ...inside: readonly string[]) =>
  set(specification("it", root(first, ...inside)))

export const instances = (least: string, most: string, enough: string, mode = "static") =>
  `<minimum>${least}</minimum><maximum>${most}</maximum><threshold>${enough}</threshold><creationMode code="${mode}"/>`

export const timer = (inside: string, trigger = "OnEnabled") =>
  `<timer><trigger>${trigger}</trigger>${inside}</timer>`

export const ticks = (count: number, interval: string) =>
  `<durationparams><ticks>${count}</ticks><interval>${interval}</interval></durationparams>`

/** To whom work is offered. */
export const offered = (...to: readonly string[]) => [
  '<resourcing><offer initiator="system"><distributionSet><initialSet>', ...to,
  "</initialSet></distributionSet></offer>", '<allocate initiator="user"/><start initiator="user"/></resourcing>',
].join("")

/** Nets that do what the traces say: those are by hand, from the meaning of YAWL. */
export const behaviours: readonly (readonly [id: string, nets: string, ...traces: readonly string[]])[] = [
  ["sequence", root("a", task("a", "b"), task("b", "out")), "a b !ok"],
  ["conditions in a row", root("a", task("a", "d"), condition("d", "b"), task("b", "out")), "a b !ok"],
  ["parallel", root("a", task("a", "b c"), task("b", "d"), task("c", "d"), task("d", "out", { join: "and" })),
    "a b c d !ok", "a c b d !ok"],
  ["exclusive", root("a", task("a", "b c", { split: "xor", when: ["x", "!-"] }), task("b", "d"), task("c", "d"),
    task("d", "out")), 'a "a routes" b d !ok', 'a "a routes" c d !ok'],
  ["exclusive automated",
    root("a", task("a", "b c", { split: "xor", when: ["x", "!-"], does: "auto" }), task("b", "out"), task("c", "out")),
    "a b !ok", "a c !ok"],
  ["several", root("a", task("a", "b c", { split: "or", when: ["x", "!y"], does: "auto" }), task("b", "d"),
    task("c", "d"), task("d", "out", { join: "or" })),
    "a b d !ok", "a c d !ok", "a b c d !ok", "a c b d !ok"],
  ["several or else", root("a", task("a", "b c", { split: "or", when: ["x", "!-"], does: "auto" }), task("b", "out"),
    task("c", "out")), "a b !ok", "a c !ok"],
  ["offered", root("a b", task("a", "out"), task("b", "out")), "~b a !ok", "~a b !ok"],
  ["offered later", root("s", task("s", "c"), condition("c", "a b"), task("a", "out"), task("b", "out")),
    "s ~b a !ok", "s ~a b !ok"],
  ["offered and merged", root("s", task("s", "c a", { split: "xor", does: "auto", when: ["x", "!-"] }),
    condition("c", "a b"), task("a", "out"), task("b", "out")), "s ~b a !ok", "s ~a b !ok", "s a !ok"],
  ["the first ends it", root("a", task("a", "b c"), task("b", "out"), task("c", "out")), "a b ~c !ok", "a c ~b !ok"],
  ["merge", root("a", task("a", "b c", { split: "xor", does: "auto", when: ["x", "!-"] }), task("b", "c"),
    task("c", "out")), "a b c !ok", "a c !ok"],
  ["loop", root("a", task("a", "b"), task("b", "a out", { split: "xor", does: "auto", when: ["x", "!-"] })),
    "a b !ok", "a b a b !ok", "a b a b a b !ok"],
  ["region", root("a", task("a", "b c"), task("b", "d", { more: removes("c") + removesFlow("a", "c") }),
    task("c", "d"), task("d", "out")), "a b ~c d !ok", "a c b d ~d !ok", "a c d ~b !ok"],
  ["composite", root("a", task("a", "b", { does: "inner" }), task("b", "out")) + net("inner", "x", task("x", "out")),
    "a/x b !ok"],
  ["deadline", root("a", task("a", "out", { more: timer("<duration>P1D</duration>") })),
    'a ~"time for a" !ok', '"time for a" ~a !ok'],
  ["delay", root("a", task("a", "out", { does: "auto", more: timer("<duration>PT1H</duration>") })),
    '"time before a" a !ok'],
  ["instances", root("a", task("a", "b", { more: instances("2", "2", "2") }), task("b", "out")), "a a b !ok"],
  ["enough", root("a", task("a", "b", { more: instances("3", "3", "2") }), task("b", "out")), "a a ~a b !ok"],
]
