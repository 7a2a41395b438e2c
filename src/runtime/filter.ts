/** What is asked to be listed, checked at the door: an option that makes no sense is refused, not read as "all". */
import { Status } from "../kernel/command.ts"
import type { CaseStatus, ListOptions } from "./case-list.ts"
import { FilterRefused } from "./engine-error.ts"
import type { CaseFilter, WorkItemFilter } from "./store.ts"
import type { TallyOptions } from "./store-tally.ts"
import type { WorklistOptions } from "./worklist.ts"

const statuses: Readonly<Record<CaseStatus, number>> = {
  running: Status.running, ok: Status.ok, cancelled: Status.cancelled, deadlock: Status.deadlock, failed: Status.failed,
}

/** Of cases. Throws `FilterRefused`. */
export function caseFilter({ workflow, status, before, children, limit }: ListOptions): CaseFilter {
  return {
    workflow: text("workflow", workflow),
    status: status === undefined ? undefined : statusNumber(status),
    before: before === undefined ? undefined : whole("before", before, Number.MAX_SAFE_INTEGER),
    children: flag("children", children),
    limit: whole("limit", limit ?? 100, 1_000),
  }
}

/** Of work items, but for `after`, which the store must know. Throws `FilterRefused`. */
export function workItemFilter({ workflow, role, signal, limit }: WorklistOptions): WorkItemFilter {
  return {
    workflow: text("workflow", workflow), role: text("role", role), signal: text("signal", signal),
    limit: whole("limit", limit ?? 100, 1_000),
  }
}

/** Of what is counted. Throws `FilterRefused`. */
export function tallyFilter({ workflow }: TallyOptions): { readonly workflow: string | undefined } {
  return { workflow: text("workflow", workflow) }
}

function statusNumber(status: CaseStatus): number {
  if (Object.hasOwn(statuses, status)) return statuses[status]
  throw refused("status", status, `one of ${Object.keys(statuses).join(", ")}`)
}

function text(option: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value
  throw refused(option, value, "text")
}

function flag(option: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value
  throw refused(option, value, "true or false")
}

function whole(option: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw refused(option, value, `a whole number from 1 to ${most}`)
}

/** Makes `FilterRefused` with its sentence; `wanted` is what to give. */
export function refused(option: string, value: unknown, wanted: string): FilterRefused {
  const said = typeof value === "string" ? JSON.stringify(value) : typeof value === "number" ? value : typeof value
  return new FilterRefused({ option, message: `\`${option}\` is ${said}; give ${wanted}, or leave it out.` })
}
