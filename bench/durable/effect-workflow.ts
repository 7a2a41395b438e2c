import type { Contender } from "./contender.ts"
export const effectMemory: Contender = { name: "effect-memory", durable: false, run: async () => { throw new Error("not written") } }
export const effectCluster: Contender = { name: "effect-cluster", durable: true, run: async () => { throw new Error("not written") } }
