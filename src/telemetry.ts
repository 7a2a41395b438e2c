/**
 * The door `knhk/telemetry`: what the engine does, through OpenTelemetry. Off unless its observer is given to the
 * engine. Needs `@effect/opentelemetry` and the OpenTelemetry packages, which are optional peers of knhk.
 */
export { openTelemetry, telemetry, type TelemetryOptions } from "./runtime/telemetry-sdk.ts"
