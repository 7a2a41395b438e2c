/**
 * What a check of telemetry says: Weaver's finding, field for field, so that both tools can be read side by side.
 * `weaver` imports node, `yaml` and types of OpenTelemetry; nothing of `src` or `compiler`, and nothing imports it.
 */

/** `violation` breaks a rule, `improvement` ignores advice, `information` only tells. */
export type Level = "violation" | "improvement" | "information"

export type SignalType = "span" | "log" | "metric" | "resource"

/**
 * One finding. `id` is Weaver's where Weaver has the rule; those of our own begin with `knhk_`, so a comparison with
 * Weaver's report can leave them out.
 */
export interface Finding {
  readonly id: string
  readonly level: Level
  /** One sentence. */
  readonly message: string
  /** The details of the message, for programs. */
  readonly context: Readonly<Record<string, unknown>>
  readonly signal_type?: SignalType
  readonly signal_name?: string
}

const rank = { information: 1, improvement: 2, violation: 3 } as const

/** What `--fail-on` takes. */
export const thresholds = ["violation", "improvement", "information", "none"] as const
export type Threshold = (typeof thresholds)[number]

/** Whether any finding is at least as bad as the threshold. */
export function fails(findings: readonly Finding[], failOn: Threshold): boolean {
  return failOn !== "none" && findings.some((finding) => rank[finding.level] >= rank[failOn])
}

/** One line for people. */
export function render(finding: Finding): string {
  const signal = finding.signal_name === undefined ? "" : ` ${finding.signal_type} ${finding.signal_name}:`
  return `${finding.level} ${finding.id}${signal} ${finding.message}`
}
