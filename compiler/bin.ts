#!/usr/bin/env node
/**
 * The command `knhk`. Everything it does is in `main`; this file is what a shell starts. On a Node
 * that is too old nothing more is loaded: it would end in a riddle.
 */
import node from "node:module"
import { tooOld } from "./node-version.ts"

const sentence = tooOld()
if (sentence === undefined) {
  // What Node compiled of TypeScript and Effect is kept for the next command, as tsc does it: half the time to load.
  node.enableCompileCache()
  const { main } = await import("./main.ts")
  await main(process.argv.slice(2))
} else {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 3
}
