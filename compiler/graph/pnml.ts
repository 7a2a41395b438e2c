/**
 * A net as PNML (ISO/IEC 15909-2, place/transition nets), for other tools. How it maps:
 *
 * - A condition is a place; what the workflow itself marks at the start holds a token. Where several tokens go at once,
 *   the arc has an inscription.
 * - A task is one transition per outcome, named `TASK` or `TASK:OUTCOME`; an OR-split is one per set of routes
 *   (`TASK:a+b`). Start and completion are one step. An XOR-joined task with several inputs is one transition per input
 *   too, an OR-joined one per set of them (`TASK<CONDITION`). A milestone is an arc there and one back.
 * - What a place/transition net cannot say is in `toolspecific` elements of tool `knhk`: bounds, outputs, resources,
 *   who does a task, what it waits for, runs and excludes, its instances, and its cancellation region (a reset).
 *   Another tool takes a net with such for one without: with regions, waits and inhibitors it may do more than ours.
 */
import { type ConditionIndex, entriesOf, type Net, type NetTask, type Outcome } from "../ir/net.ts"
import { waysOut } from "./outline.ts"

/** Sets of so many routes or inputs are written out, each as a transition of its own. */
const SETS_OF = 10

/** A net that cannot be written as PNML: the message is one sentence. */
export class PnmlError extends Error {
  readonly _tag = "PnmlError"
  override readonly name = "PnmlError"
}

/**
 * The net as PNML text. Throws PnmlError for an OR-split or an OR-join of more than ten.
 *
 * @example
 * await writeFile("order.pnml", pnml(net))
 */
export function pnml(net: Net): string {
  const out: string[] = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">',
    `  <net id="net" type="http://www.pnml.org/version-2009/grammar/ptnet">`,
    `    <name><text>${xml(net.id)}</text></name>`,
    `    ${tool(`<termination>${net.termination}</termination>`)}`,
    '    <page id="page">',
  ]
  const outputs = new Set<number>(entriesOf(net).flatMap((entry) => entry.outputs))
  const marked = sum([net.input, ...(net.marked ?? [])].map((c) => [c, 1]))
  net.conditions.forEach(({ name, bound, resource }, c) => {
    const tokens = marked.get(c as ConditionIndex)
    const marking = tokens === undefined ? "" : `<initialMarking><text>${tokens}</text></initialMarking>`
    const extra = `${outputs.has(c) ? "<output/>" : ""}${resource ? "<resource/>" : ""}` +
      (bound > 1 ? `<bound>${bound}</bound>` : "")
    out.push(`      <place id="c${c}">${label(name)}${marking}${extra === "" ? "" : tool(extra)}</place>`)
  })
  let arcs = 0
  const arc = (source: string, target: string, weight: number) => {
    const inscription = weight === 1 ? "/>" : `><inscription><text>${weight}</text></inscription></arc>`
    out.push(`      <arc id="a${arcs++}" source="${source}" target="${target}"${inscription}`)
  }
  const transitions = net.tasks.map((task, t) => transitionsOf(net, task, t))
  net.tasks.forEach((task, t) => {
    const extra = tool(details(net, task, (of) => transitions[of]!.map(({ id }) => id)))
    for (const { id, name, takes, puts } of transitions[t]!) {
      out.push(`      <transition id="${id}">${label(name)}${extra}</transition>`)
      for (const [condition, weight] of takes) arc(`c${condition}`, id, weight)
      for (const [condition, weight] of puts) arc(id, `c${condition}`, weight)
    }
  })
  out.push("    </page>", "  </net>", "</pnml>")
  return `${out.join("\n")}\n`
}

type Tokens = ReadonlyMap<ConditionIndex, number>
interface Transition {
  readonly id: string
  readonly name: string
  readonly takes: Tokens
  readonly puts: Tokens
}

/** A transition for each way to start and each way to complete. */
function transitionsOf(net: Net, task: NetTask, t: number): readonly Transition[] {
  const { inputs, join, reads = [] } = task
  const ways = join === "and" ? [inputs] : join === "xor" ? inputs.map((input) => [input]) : sets(inputs, task.name)
  const looks = (way: typeof inputs) =>
    reads.filter((condition) => !way.some((input) => input.condition === condition)).map((c) => [c, 1] as const)
  return resultsOf(task).flatMap(({ name, outputs }, o) => ways.map((way, w) => ({
    id: `t${t}.${o}${ways.length > 1 ? `.${w}` : ""}`,
    name: name + (ways.length > 1 ? `<${way.map((input) => net.conditions[input.condition]!.name).join("+")}` : ""),
    takes: sum([...way.map(({ condition, weight = 1 }) => [condition, weight] as const), ...looks(way)]),
    puts: sum([...outputs.map(({ condition }) => [condition, 1] as const), ...looks(way)]),
  })))
}

/** What a task can complete with. */
function resultsOf(task: NetTask): readonly Outcome[] {
  const { name, outcomes, choice } = task
  if (outcomes.length === 1) return [{ ...outcomes[0]!, name }]
  if (choice !== "several") return outcomes.map((outcome) => ({ ...outcome, name: `${name}:${outcome.name}` }))
  const ways = waysOut(task)
  return [...sets(ways.slice(0, -1), name), [ways.at(-1)!]].map((taken) => ({
    name: `${name}:${taken.map((way) => way.name).join("+")}`,
    outputs: ways.flatMap((way, route) => (taken.includes(way) ? way : outcomes[2 * route + 1]!).outputs),
  }))
}

/** All sets of what is given, but the empty one. */
function sets<T>(of: readonly T[], task: string): readonly (readonly T[])[] {
  if (of.length > SETS_OF) {
    throw new PnmlError(`"${task}" joins or splits in ${of.length} and PNML has a transition for each set of them`)
  }
  return Array.from({ length: 2 ** of.length - 1 }, (_, bits) => of.filter((_, i) => ((bits + 1) >>> i) & 1))
}

function sum(tokens: readonly (readonly [ConditionIndex, number])[]): Tokens {
  const all = new Map<ConditionIndex, number>()
  for (const [condition, count] of tokens) all.set(condition, (all.get(condition) ?? 0) + count)
  return all
}

/** What only knhk knows of a task. */
function details(net: Net, task: NetTask, transitionsOf: (task: number) => readonly string[]): string {
  const { kind, cancels, blockers, instances, callee, completes = [], cancelsCase } = task
  const places = (name: string, conditions: readonly number[] = []) => conditions.map((c) => `<${name} place="c${c}"/>`)
  const transitions = (name: string, tasks: readonly number[] = []) =>
    tasks.flatMap((of) => transitionsOf(of).map((id) => `<${name} transition="${id}"/>`))
  const trigger = kind === "receive" ? net.triggers![task.trigger!]! : undefined
  const kept = trigger?.condition === undefined ? "" : ` kept="c${trigger.condition}"`
  const many = Object.entries(instances ?? {}).map(([name, value]) => ` ${name}="${value}"`).join("")
  return [
    `<kind>${kind}</kind>`,
    task.join === "or" ? "<join>or</join>" : "",
    trigger === undefined ? "" : `<signal${kept}>${xml(trigger.name)}</signal>`,
    callee === undefined ? "" : `<calls place="c${entriesOf(net)[callee]!.input}"/>`,
    instances === undefined ? "" : `<instances${many}/>`,
    ...places("reset", cancels.conditions), ...transitions("cancel", cancels.tasks),
    ...places("inhibitor", blockers?.conditions), ...transitions("exclude", blockers?.tasks),
    ...transitions("complete", completes),
    cancelsCase ? "<cancelsCase/>" : "",
  ].join("")
}

const label = (name: string) => `<name><text>${xml(name)}</text></name>`
const tool = (inner: string) => `<toolspecific tool="knhk" version="1">${inner}</toolspecific>`

/** Text of an XML element: signs escaped, what XML 1.0 cannot hold left out. */
function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
  const unfit = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
  return text.replace(unfit, "").replace(/[&<>"]/g, (sign) => entities[sign]!)
}
