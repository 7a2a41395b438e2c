#!/usr/bin/env node
/**
 * The command `knhk`. Everything it does is in `main`; this file is what a shell starts. On a Node
 * that is too old nothing more is loaded: it would end in a riddle.
 */
import node from "node:module"
import { setFlagsFromString } from "node:v8"
import { tooOld } from "./node-version.ts"

const sentence = tooOld()
if (sentence === undefined) {
  // Node waits for what V8 compiles beside it when a process exits; a baseline compilation that waits for a collection
  // at that moment waits for ever (seen with Node 24.21).
  setFlagsFromString("--no-concurrent-sparkplug")
  // What Node compiled of TypeScript and Effect is kept for the next command, as tsc does it: half the time to load.
  node.enableCompileCache()
  const { main } = await import("./main.ts")
  await main(process.argv.slice(2))
} else {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 3
}
