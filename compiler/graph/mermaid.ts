/** A net as a Mermaid flowchart, for Markdown. */
import type { Net } from "../ir/net.ts"
import { picture, type PictureNode } from "./picture.ts"

/** Marks of a task: before its name the join, after it the split. */
export const marks = { and: "∧", xor: "×" } as const

/**
 * The net as Mermaid text. `∧` is AND, `×` XOR: before a name the join, after it the split. A slanted
 * box is done by somebody outside, a small one only routes. Ends with a line feed.
 *
 * @example
 * mermaid(net) // flowchart LR ...
 */
export function mermaid(net: Net): string {
  const { nodes, edges, scopes, title } = picture(net)
  const lines = [
    "---", `title: ${JSON.stringify(title)}`, "---", "flowchart LR",
    "  %% before a name the join, after it the split: ∧ AND, × XOR; slanted: done by somebody outside",
  ]
  scopes.forEach(({ path }, scope) => {
    const inside = nodes.filter((n) => n.scope === scope).map(shape)
    if (scope === 0) lines.push(...inside.map((line) => `  ${line}`))
    else if (inside.length > 0) {
      lines.push(`  subgraph s${scope}[${text(path)}]`, ...inside.map((line) => `    ${line}`), "  end")
    }
  })
  for (const { from, to, label } of edges) lines.push(`  ${from} ${label === "" ? "-->" : `-->|${text(label)}|`} ${to}`)
  const silent = nodes.filter((n) => n.kind === "silent").map((n) => n.id)
  if (silent.length > 0) lines.push("  classDef silent stroke-dasharray: 3 3", `  class ${silent.join(",")} silent`)
  return `${lines.join("\n")}\n`
}

function shape({ id, kind, label, join, split, empties }: PictureNode): string {
  const region = empties > 0 ? "⊘" : ""
  const marked = [join && marks[join], label, region, split && marks[split]].filter((s) => s).join(" ")
  switch (kind) {
    case "input": return `${id}((${text("start")}))`
    case "output": return `${id}(((${text(label)})))`
    case "condition": return `${id}((${text(label)}))`
    case "manual": return `${id}[/${text(marked)}/]`
    case "silent": case "automatic": return `${id}[${text(marked)}]`
  }
}

/** Quoted for Mermaid: signs that it would read are written as entities. */
function text(label: string): string {
  const safe = label.replace(/[&"<>#;|\\`]/g, (sign) => `#${sign.codePointAt(0)};`)
  return `"${safe === "" ? " " : safe}"`
}
