/** What `open` is given, checked at the door: a misspelled option is refused, not passed over. */
import { OptionRefused } from "./engine-error.ts"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0
/** Longer timers go off at once. */
const TIMER_MAX = 2 ** 31 - 1
const isDelay = (value: unknown): boolean => isCount(value) && (value as number) <= TIMER_MAX

interface Rule {
  readonly wanted: string
  readonly fits: (value: unknown) => boolean
}

const rules: Readonly<Record<string, Rule>> = {
  workflows: { wanted: "workflows with their handlers", fits: Array.isArray },
  store: {
    wanted: "the path of a SQLite file or a store, or leave it out to keep cases in memory",
    fits: (value) => typeof value === "string" || (isRecord(value) && typeof value["claim"] === "function"),
  },
  observer: { wanted: "an object with the methods of Observer", fits: isRecord },
  closeTimeout: { wanted: `milliseconds, whole, from 0 to ${TIMER_MAX}`, fits: isDelay },
  busyTimeout: { wanted: `milliseconds, whole, from 0 to ${TIMER_MAX}`, fits: isDelay },
  maxBytes: { wanted: "a whole number of bytes above 0", fits: (value) => isCount(value) && value !== 0 },
  deterministic: { wanted: "a record with a seed, such as { seed: 42 }", fits: isRecord },
}

const deterministic: Readonly<Record<string, Rule>> = {
  seed: { wanted: "a number or text", fits: (value) => typeof value === "string" || Number.isFinite(value) },
  now: { wanted: "milliseconds since the epoch, whole, 0 or more", fits: isCount },
}

/** Throws `OptionRefused` for the first option of `open` that is unknown or makes no sense. */
export function checkOptions(options: object): void {
  check(options, rules, "")
  if ("deterministic" in options && isRecord(options.deterministic)) {
    check({ ...options.deterministic, seed: options.deterministic["seed"] ?? null }, deterministic, "deterministic.")
  }
}

function check(options: object, known: Readonly<Record<string, Rule>>, path: string): void {
  for (const [name, value] of Object.entries(options)) {
    const option = path + name
    const rule = Object.hasOwn(known, name) ? known[name] : undefined
    if (rule === undefined) {
      const names = Object.keys(known).map((one) => path + one).join(", ")
      throw new OptionRefused({ option, message: `open() has no option \`${option}\`; those it has: ${names}.` })
    }
    if (value === undefined || rule.fits(value)) continue
    const said = value === null ? "missing" : typeof value === "string" ? JSON.stringify(value)
      : typeof value === "number" ? String(value) : `of type ${typeof value}`
    throw new OptionRefused({ option, message: `\`${option}\` of open() is ${said}; give ${rule.wanted}.` })
  }
}
