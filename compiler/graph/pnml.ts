/**
 * A net as PNML (ISO/IEC 15909-2, place/transition nets), for other tools. How it maps:
 *
 * - A condition is a place; the input holds one token at the start.
 * - A task is one transition per outcome, named `TASK` or `TASK:OUTCOME`. Start and completion are one step.
 * - An XOR-joined task with several inputs is one transition per input and outcome (`TASK<CONDITION`).
 * - What a place/transition net cannot say is in `toolspecific` elements of tool `knhk`: the bound of a
 *   condition, an output, who does a task, and its cancellation region (a reset). Nets with regions are
 *   so marked, since another tool will take them for nets without.
 */
import type { Net, NetTask, Outcome } from "../ir/net.ts"

/**
 * The net as PNML text.
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
  const outputs = new Set<number>(net.outputs)
  net.conditions.forEach(({ name, bound }, c) => {
    const marking = c === net.input ? "<initialMarking><text>1</text></initialMarking>" : ""
    const extra = `${outputs.has(c) ? "<output/>" : ""}${bound > 1 ? `<bound>${bound}</bound>` : ""}`
    out.push(`      <place id="c${c}">${label(name)}${marking}${extra === "" ? "" : tool(extra)}</place>`)
  })
  let arcs = 0
  const arc = (source: string, target: string) =>
    out.push(`      <arc id="a${arcs++}" source="${source}" target="${target}"/>`)
  const transitions = net.tasks.map(transitionsOf)
  net.tasks.forEach((task, t) => {
    const resets = task.cancels.conditions.map((c) => `<reset place="c${c}"/>`)
    const cancels = task.cancels.tasks.flatMap((c) => transitions[c]!.map(({ id }) => `<cancel transition="${id}"/>`))
    const detail = tool(`<kind>${task.kind}</kind>${resets.join("")}${cancels.join("")}`)
    for (const { id, outcome, way } of transitions[t]!) {
      const from = way.length < task.inputs.length ? `<${net.conditions[way[0]!.condition]!.name}` : ""
      out.push(`      <transition id="${id}">${label(nameOf(task, outcome) + from)}${detail}</transition>`)
      for (const input of way) arc(`c${input.condition}`, id)
      for (const output of outcome.outputs) arc(id, `c${output.condition}`)
    }
  })
  out.push("    </page>", "  </net>", "</pnml>")
  return `${out.join("\n")}\n`
}

/** A transition per outcome, and per input where one of several is taken. */
function transitionsOf(task: NetTask, t: number) {
  const ways = task.join === "and" ? [task.inputs] : task.inputs.map((input) => [input])
  return task.outcomes.flatMap((outcome, o) =>
    ways.map((way, w) => ({ id: `t${t}.${o}${ways.length > 1 ? `.${w}` : ""}`, outcome, way })))
}

function nameOf(task: NetTask, outcome: Outcome): string {
  return task.outcomes.length === 1 ? task.name : `${task.name}:${outcome.name}`
}

const label = (name: string) => `<name><text>${xml(name)}</text></name>`
const tool = (inner: string) => `<toolspecific tool="knhk" version="1">${inner}</toolspecific>`

/** Text of an XML element: signs escaped, what XML 1.0 cannot hold left out. */
function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
  const unfit = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
  return text.replace(unfit, "").replace(/[&<>"]/g, (sign) => entities[sign]!)
}
