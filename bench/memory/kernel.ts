/**
 * A process that holds cases in the arena of a kernel alone, without an engine: started by `bench/memory.ts` as
 * `kernel.ts portable|native NET CASES`. Opens them, then gives each its next event, in random order; prints a line of
 * JSON.
 */
import { EventKind, EVENT_WORDS } from "../../src/kernel/event.ts"
import { loadKernel } from "../../src/runtime/binding.ts"
import { shapes, tableOf } from "../kernel/nets.ts"
import { mulberry } from "../random.ts"

/** Bytes are of the whole process, above what it had with an empty kernel. */
export interface Arena {
  readonly kernel: string
  readonly net: string
  readonly cases: number
  /** Of the state of a case, in memory and on disk. */
  readonly stateBytes: number
  readonly rss: number
  readonly openedPerSecond: number
  readonly steppedPerSecond: number
}

const BATCH = 4_096

function measure(kind: "portable" | "native", net: string, cases: number): Arena {
  const kernel = loadKernel(tableOf(shapes[net]!), { kind, capacity: BATCH })
  globalThis.gc!()
  const { rss } = process.memoryUsage()
  const slots = Uint32Array.from({ length: cases }, () => kernel.allocate())
  const each = (event: number) => {
    const since = performance.now()
    for (let at = 0; at < cases; ) {
      const count = Math.min(BATCH, cases - at)
      for (let i = 0; i < count; i++) {
        kernel.events[i * EVENT_WORDS] = slots[at + i]!
        kernel.events[i * EVENT_WORDS + 1] = event
      }
      kernel.step(count)
      at += kernel.consumed
    }
    return Math.round(cases / ((performance.now() - since) / 1000))
  }
  const openedPerSecond = each(EventKind.open)
  const random = mulberry(43)
  for (let i = cases - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const slot = slots[i]!
    slots[i] = slots[j]!
    slots[j] = slot
  }
  const steppedPerSecond = each(EventKind.start)
  globalThis.gc!()
  const more = process.memoryUsage().rss - rss
  const stateBytes = kernel.stateWords * 4
  return { kernel: kind, net, cases, stateBytes, rss: more, openedPerSecond, steppedPerSecond }
}

const [kind, net, cases] = process.argv.slice(2)
console.log(JSON.stringify(measure(kind === "native" ? "native" : "portable", net!, Number(cases))))
