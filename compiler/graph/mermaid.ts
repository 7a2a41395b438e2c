/** A net as a Mermaid flowchart, for Markdown. */
import type { Net } from "../ir/net.ts"
import { picture, type PictureNode } from "./picture.ts"

/** Marks of a task: before its name the join, after it the split. */
export const marks = { and: "∧", xor: "×", or: "○" } as const

/**
 * The net as Mermaid text. `∧` is AND, `×` XOR, `○` OR: before a name the join (of a partial one, how many are enough),
 * after it the split. A slanted box is done by somebody outside, a flag waits for a signal, a round one for its time,
 * one with double sides runs another workflow, a small one only routes; `⦀ 3` is how many instances, dotted lines move
 * nothing. Ends with a line feed.
 *
 * @example
 * mermaid(net) // flowchart LR ...
 */
export function mermaid(net: Net): string {
  const { nodes, edges, ties, notes, scopes, title } = picture(net)
  const lines = [
    "---", `title: ${JSON.stringify(title)}`, "---", "flowchart LR",
    "  %% before a name the join, after it the split: ∧ AND, × XOR, ○ OR; slanted: done by somebody outside",
  ]
  scopes.forEach(({ path }, scope) => {
    const inside = nodes.filter((n) => n.scope === scope).map(shape)
    if (scope === 0) lines.push(...inside.map((line) => `  ${line}`))
    else if (inside.length > 0) {
      lines.push(`  subgraph s${scope}[${text(path)}]`, ...inside.map((line) => `    ${line}`), "  end")
    }
  })
  for (const { from, to, label } of edges) lines.push(`  ${from} ${label === "" ? "-->" : `-->|${text(label)}|`} ${to}`)
  for (const { from, to, kind } of ties) lines.push(`  ${from} -.->|${text(kind)}| ${to}`)
  notes.forEach((note, n) => lines.push(`  n${n}[${text(note)}]`))
  const silent = nodes.filter((n) => n.kind === "silent").map((n) => n.id)
  if (silent.length > 0) lines.push("  classDef silent stroke-dasharray: 3 3", `  class ${silent.join(",")} silent`)
  if (notes.length > 0) {
    lines.push("  classDef note fill: none, stroke: none", `  class ${notes.map((_, n) => `n${n}`).join(",")} note`)
  }
  return `${lines.join("\n")}\n`
}

function shape(node: PictureNode): string {
  const { id, kind, label, subtitle, join, partial, split, instances } = node
  const named = subtitle === undefined || subtitle === label ? label : `${label} (${subtitle})`
  const marked = [
    partial ?? (join && marks[join]), node.waiting && `(${node.waiting})`, node.sweeps && "⊘", named,
    instances && `⦀ ${instances}`, node.empties > 0 && "⊘", node.endsCase && "⊗", split && marks[split],
  ].filter((s) => s).join(" ")
  switch (kind) {
    case "input": return `${id}((${text("start")}))`
    case "output": return `${id}(((${text(label)})))`
    case "condition": return `${id}((${text(node.marked ? [label, "●"].join(" ").trim() : label)}))`
    case "manual": return `${id}[/${text(marked)}/]`
    case "receive": return `${id}>${text(marked)}]`
    case "timer": return `${id}([${text(marked)}])`
    case "call": return `${id}[[${text(marked)}]]`
    case "silent": case "automatic": return `${id}[${text(marked)}]`
  }
}

/** Quoted for Mermaid: signs that it would read are written as entities. */
function text(label: string): string {
  const safe = label.replace(/[&"<>#;|\\`]/g, (sign) => `#${sign.codePointAt(0)};`)
  return `"${safe === "" ? " " : safe}"`
}
