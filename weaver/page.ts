/** The registry as the tables of `docs/telemetry.md`. */
import type { Attribute, AttributeUse, Registry } from "./registry.ts"

/** Markdown, from the first heading to the last table. A `?` marks an attribute that is not always there. */
export function tables(registry: Registry): string {
  const spans = [...registry.spans.values()].map((span) =>
    [code(span.type), code(span.name), code(span.parent ?? "none"), when(span), keys(span.attributes)])
  const events = [...registry.events.values()].map((event) =>
    [code(event.name), event.severity, when(event), keys(event.attributes)])
  const metrics = [...registry.metrics.values()].map((metric) =>
    [code(metric.name), metric.instrument, code(metric.unit), when(metric), keys(metric.attributes)])
  const attributes = [...registry.attributes.values()].map((attribute) =>
    [code(attribute.key), typeOf(attribute), when(attribute)])
  return [
    table("Spans", ["span", "name", "parent", "what and when", "attributes"], spans),
    table("Events (log records)", ["event", "severity", "what and when", "attributes"], events),
    table("Metrics", ["metric", "instrument", "unit", "what and when", "attributes"], metrics),
    table("Attributes", ["attribute", "type or values", "meaning"], attributes),
  ].join("\n")
}

const code = (words: string) => `\`${words}\``
const when = (signal: { readonly brief: string; readonly note: string }) => `${signal.brief} ${signal.note}`
const keys = (uses: readonly AttributeUse[]) =>
  uses.map((use) => `${code(use.attribute.key)}${use.level === "required" ? "" : "?"}`).join(", ")
const typeOf = (attribute: Attribute) =>
  attribute.type === "enum" ? attribute.members.map((member) => code(String(member.value))).join(" ") : attribute.type

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, " ").replace(/\|/g, "\\|").trim()).join(" | ")} |\n`
  return `\n### ${title}\n\n${line(head)}${line(head.map(() => "---"))}${rows.map(line).join("")}`
}
