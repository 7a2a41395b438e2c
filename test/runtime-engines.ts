/** Handlers and engines that the tests of the run time share. */
import * as Effect from "effect/Effect"
import { type Bound, open, type PromisedEngine } from "../src/runtime.ts"
import { OrderExecutor, PapersExecutor, ThreeExecutor } from "./runtime-workflows.ts"

export const inc = (n: number) => n + 1
export const never = () => new Promise<never>(() => {})
export const three = ThreeExecutor.with({ a: inc, b: async (n) => n * 2, c: (n) => Effect.succeed(n + 100) })
export const order = OrderExecutor.with({
  receive: inc,
  check: (n) => (n < 100 ? { outcome: "ok", value: n } : { outcome: "refused", value: n }),
  pick: inc,
  charge: async (n) => n * 2,
  ship: ({ parcel, payment }) => parcel + payment,
})
export const papers = PapersExecutor.with({})

/** Runs the test on an engine of its own in memory. */
export async function check(
  workflows: readonly Bound[], test: (engine: PromisedEngine) => Promise<void>,
): Promise<void> {
  const engine = await open({ workflows })
  try {
    await test(engine)
  } finally {
    await engine.close()
  }
}
