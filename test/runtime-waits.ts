/** A process that waits for a person: nothing but the wait keeps it alive. Ends itself after a while. */
import { open } from "../src/runtime.ts"
import { papers } from "./runtime-engines.ts"
import { PapersExecutor } from "./runtime-workflows.ts"

const engine = await open({ workflows: [papers] })
const started = await engine.start(PapersExecutor, { input: 1 })
setTimeout(() => {
  console.log("still waiting")
  process.exit(0)
}, 500).unref()
await started.result()
