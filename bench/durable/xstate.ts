import type { Contender } from "./contender.ts"
export const xstate: Contender = { name: "xstate", durable: false, run: async () => { throw new Error("not written") } }
