/** The histogram of cycle times as a picture, readable on light and dark. */
import type { Simulation } from "./figures.ts"
import { time } from "./render.ts"

const BAR = { width: 44, gap: 4, height: 200 } as const
const MARGIN = { left: 16, top: 40, right: 16, bottom: 28 } as const

/**
 * An SVG document: a bar for each bin with its share above, and where the mean and the 95 % quantile lie.
 *
 * @example
 * await writeFile("cycle.svg", histogramSvg(simulate(order)))
 */
export function histogramSvg({ histogram, workflow, cycle, endings }: Simulation): string {
  const most = Math.max(1, ...histogram.map(({ count }) => count))
  const step = BAR.width + BAR.gap
  const [width, height] = [MARGIN.left + MARGIN.right + step * Math.max(histogram.length, 6), 268]
  const base = MARGIN.top + BAR.height
  const bars = histogram.map(({ count, from, to }, i) => {
    const tall = Math.round((count / most) * BAR.height * 10) / 10
    const x = MARGIN.left + i * step
    const middle = x + BAR.width / 2
    const share = ((count / endings.ok) * 100).toFixed(1)
    const range = to === null ? `from ${time(from)} on` : `${time(from)} to ${time(to)}`
    return `<g><title>${range}: ${count}</title>`
      + `<rect x="${x}" y="${base - tall}" width="${BAR.width}" height="${tall}" rx="2"/>`
      + `<text x="${middle}" y="${base - tall - 5}">${share} %</text>`
      + `<text x="${middle}" y="${base + 16}">${time(from)}</text></g>`
  })
  const said = cycle === null ? "no case ended well" : `mean ${time(cycle.mean)}, p95 ${time(cycle.p95)}`
  const title = `${workflow}: ${endings.ok.toLocaleString("en")} cases, ${said}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    "<style>text{font:10px sans-serif;fill:#57606a;text-anchor:middle}rect{fill:#0969da}" +
      ".title{font-size:13px;text-anchor:start}line{stroke:#8c959f}" +
      "@media(prefers-color-scheme:dark){text{fill:#9198a1}rect{fill:#4493f8}}</style>",
    `<text class="title" x="${MARGIN.left}" y="20">${escaped(title)}</text>`,
    ...bars,
    `<line x1="${MARGIN.left}" y1="${base + 0.5}" x2="${width - MARGIN.right}" y2="${base + 0.5}"/>`,
    "</svg>",
    "",
  ].join("\n")
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
