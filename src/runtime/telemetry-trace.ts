/**
 * Trace and span ids that follow from what they are about, so that no trace context is stored and a case that lives
 * through a restart is the same span in the same trace. Imports node only.
 */
import { hash } from "node:crypto"

/** Which span of which case: `about` is the case id, a work item id, or a work item id with an attempt. */
export interface SpanIdentity {
  readonly caseId: string
  readonly about: string
}

/** As OpenTelemetry writes them: 32 and 16 hex digits. */
export interface TraceIds {
  readonly traceId: string
  readonly spanId: string
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The trace of a case: the hex digits of its UUIDv7, whose last seven bytes are random, as W3C asks of trace ids. */
export function traceOf(caseId: string): string {
  return uuid.test(caseId) ? caseId.replaceAll("-", "") : hash("sha256", caseId, "hex").slice(0, 32)
}

/** The ids of a span, the same in every process. */
export function idsOf({ caseId, about }: SpanIdentity): TraceIds {
  return { traceId: traceOf(caseId), spanId: hash("sha256", about, "hex").slice(0, 16) }
}

/** When a case was made, in milliseconds since the epoch: a UUIDv7 begins with it. Undefined for another id. */
export function startOf(caseId: string): number | undefined {
  return uuid.test(caseId) ? Number.parseInt(caseId.slice(0, 8) + caseId.slice(9, 13), 16) : undefined
}
