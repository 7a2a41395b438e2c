/** Durations of ISO 8601 that are so long whenever they begin. */

const form = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?)$/

/** Milliseconds of a duration, at least one; undefined for months and years, which differ, and for expressions. */
export function millisOf(text: string): number | undefined {
  const plain = /^=?\s*duration\(\s*"([^"]*)"\s*\)$/.exec(text.trim())?.[1] ?? text.trim().replace(/^"(.*)"$/, "$1")
  const parts = plain === "P" ? null : form.exec(plain)
  if (parts === null) return undefined
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number((part ?? "0").replace(",", ".")))
  const total = weeks! * 604_800 + days! * 86_400 + hours! * 3_600 + minutes! * 60 + seconds!
  const millis = Math.round(total * 1_000)
  return Number.isSafeInteger(millis) ? Math.max(1, millis) : undefined
}

/** Of a cycle without end, `R/PT1H`, the time between; undefined for any other. */
export function cycleOf(text: string): number | undefined {
  const every = /^R\/(P.*)$/.exec(text.trim())?.[1]
  return every === undefined ? undefined : millisOf(every)
}
