/** How pictures look: widths, fonts, and colours on light and on dark. */
import { FONT } from "./shape.ts"

interface Palette {
  readonly ink: string
  readonly paper: string
  readonly task: string
  readonly edge: string
  readonly soft: string
  readonly stop: string
}

const light: Palette = {
  ink: "#1f2933", paper: "#ffffff", task: "#eef4fb", edge: "#52606d", soft: "#9aa5b1", stop: "#c2410c",
}
const dark: Palette = {
  ink: "#e4e7eb", paper: "#1b222b", task: "#25313f", edge: "#9aa5b1", soft: "#616e7c", stop: "#fb923c",
}

const paint = ({ ink, paper, task, edge, soft, stop }: Palette) => `
  text, .solid, .lock { fill: ${ink}; }
  .box { fill: ${task}; stroke: ${ink}; }
  .silent .box { stroke: ${edge}; }
  .sheet { fill: ${task}; stroke: ${soft}; }
  .place { fill: ${paper}; stroke: ${ink}; }
  .mark { stroke: ${ink}; }
  .sign, .edge, .tie { stroke: ${edge}; }
  .stop, .cancels { stroke: ${stop}; }
  .disc { fill: ${paper}; stroke: ${stop}; }
  .head, .scope-name, .note { fill: ${edge}; }
  .ring { fill: ${paper}; stroke: ${edge}; }
  .halo { fill: ${paper}; stroke: ${paper}; }
  .scope { stroke: ${soft}; }`

const variables = Object.keys(dark).map((colour) => [colour, `var(--${colour})`])
const values = Object.entries(dark).map(([colour, value]) => `--${colour}: ${value};`).join(" ")

/**
 * The style sheet. The light colours are written out and the dark ones are variables that are declared for dark
 * alone: programs that know neither themes nor variables show the light ones.
 */
export const style = `
  text { font: ${FONT}px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; text-anchor: middle; }
  .box, .sheet, .mark, .sign, .edge, .tie, .ring { stroke-width: 1.2; }
  .mark, .sign, .stop, .edge, .tie, .scope { fill: none; }
  .mark, .sign, .halo { stroke-linejoin: round; }
  .sign, .stop { stroke-linecap: round; }
  .manual .box { stroke-width: 2.4; }
  .silent .box { stroke-dasharray: 3 2; }
  .stop, .disc { stroke-width: 1.6; }
  .place { stroke-width: 1.4; }
  .tie { stroke-dasharray: 4 3; }
  .scope { stroke-dasharray: 6 4; }
  .small, .halo, .label, .end, .badge, .scope-name, .note { font-size: 11px; }
  .end, .badge, .scope-name, .note { text-anchor: start; }
  .halo { stroke-width: 4; }${paint(light)}
  @media (prefers-color-scheme: dark) {
    svg { ${values} }${paint(Object.fromEntries(variables) as unknown as Palette).replaceAll("\n", "\n  ")}
  }
`
