/**
 * Steps kernels in many threads at once, some of which are ended in the middle of it: `node
 * --conditions=knhk-source test/workers.ts PLAN`, where the plan is JSON. Main steps a kernel of its own all the while.
 * Prints a line of JSON; that it does, and ends with 0, is what there is to see.
 */
import { once } from "node:events"
import { setImmediate } from "node:timers/promises"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { COMMAND_WORDS, CommandKind } from "../src/kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../src/kernel/event.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { readTable } from "../src/kernel/table.ts"
import { KernelDefect, loadKernel } from "../src/runtime/binding.ts"

/** What the process is asked to do. */
export interface Plan {
  readonly kind: "portable" | "native"
  readonly workers: number
  /** A table of one task that can be done, in base64: the compiler is not loaded a hundred times. */
  readonly table: string
  /** Threads at a time. */
  readonly abreast: number
  /** Every how many of the workers comes upon a defect of the kernel first; 0: none. Wants an addon that has one. */
  readonly defects: number
}

/** What came of it. A worker is ended in the middle (odd) or stops when it is told (even). */
export interface Told {
  readonly kind: string
  readonly terminated: number
  readonly stopped: number
  /** Least batches of a worker, as counted in memory that all share. */
  readonly leastBatches: number
  /** Batches that workers count themselves and those counted in shared memory are the same. */
  readonly agree: boolean
  readonly mainBatches: number
  /** Defects that were told of as such, and that left the next kernel of the same thread to step. */
  readonly defects: number
}

/** No event: an addon with the feature `defect` panics at it. */
const DEFECT = 0xdefec7ed
const CASES = 32
const BATCHES_MIN = 20

const plan = isMainThread ? (JSON.parse(process.argv[2]!) as Plan) : undefined
const table = readTable(Buffer.from((plan ?? (workerData as Task)).table, "base64"))

/** Steps whole lives of cases. Throws where one batch says anything else than it should. */
class Load {
  readonly #kernel: Kernel
  batches = 0

  constructor(kind: Plan["kind"]) {
    this.#kernel = loadKernel(table, { kind, capacity: CASES })
  }

  step(): void {
    const kernel = this.#kernel
    const handles = Array.from({ length: CASES }, () => kernel.allocate())
    const said = [EventKind.open, EventKind.start, EventKind.complete].map((kind) => {
      handles.forEach((handle, i) => kernel.events.set([kernel.slot(handle), kind, 0, 0], i * EVENT_WORDS))
      return kernel.step(CASES)
    })
    const last = Array.from({ length: said[2]! }, (_, i) => kernel.commands[i * COMMAND_WORDS + 1])
    const ends = last.filter((kind) => kind === CommandKind.end).length
    if (ends !== CASES || kernel.consumed !== CASES) throw new Error(`${ends} of ${CASES} cases ended`)
    for (const handle of handles) kernel.release(handle)
    this.batches++
  }
}

/** Whether the defect is told of as one, again at the next step, and another kernel steps afterwards. */
function defect(kind: Plan["kind"]): boolean {
  const kernel = loadKernel(table, { kind, capacity: 2 })
  const handle = kernel.allocate()
  kernel.events.set([kernel.slot(handle), EventKind.open, 0, 0, kernel.slot(handle), DEFECT, 0, 0])
  const told = [2, 1].map((events) => {
    try {
      kernel.step(events)
      return ""
    } catch (error) {
      if (error instanceof KernelDefect) return error.message
      throw error
    }
  })
  const other = new Load(kind)
  other.step()
  const [first, again] = told
  return first!.includes("(a defect was asked for)") && again!.includes("(it stopped before)") && other.batches === 1
}

interface Task {
  readonly table: string
  readonly kind: Plan["kind"]
  readonly counts: Int32Array
  readonly index: number
  readonly stop: Int32Array
  readonly hasDefect: boolean
}

async function work({ kind, counts, index, stop, hasDefect }: Task): Promise<void> {
  const contained = hasDefect && defect(kind)
  const load = new Load(kind)
  while (Atomics.load(stop, index) === 0) {
    load.step()
    Atomics.add(counts, index, 1)
    // Garbage that holds memory of the addon, and a new kernel in its place.
    if (load.batches % 16 === 0) new Load(kind).step()
  }
  parentPort!.postMessage({ batches: load.batches, contained })
}

const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length))

async function main({ table, kind, workers, abreast, defects }: Plan): Promise<Told> {
  const [counts, stop] = [shared(workers), shared(workers)]
  const own = new Load(kind)
  const told = { terminated: 0, stopped: 0, agree: true, defects: 0 }
  let next = 0
  const one = async (index: number) => {
    const hasDefect = defects > 0 && index % defects === 0
    const task: Task = { table, kind, counts, index, stop, hasDefect }
    const worker = new Worker(new URL(import.meta.url), { workerData: task })
    const exit = once(worker, "exit")
    while (Atomics.load(counts, index) < BATCHES_MIN) {
      own.step()
      await Promise.race([setImmediate(), exit.then(([code]) => { throw new Error(`worker ${index}: ${code}`) })])
    }
    if (index % 2 === 1) {
      await worker.terminate()
      told.terminated++
      return
    }
    const message = once(worker, "message") as Promise<[{ batches: number; contained: boolean }]>
    Atomics.store(stop, index, 1)
    const [{ batches, contained }] = await message
    await exit
    told.stopped++
    told.agree &&= batches === Atomics.load(counts, index)
    if (contained) told.defects++
  }
  const lane = async () => {
    while (next < workers) await one(next++)
  }
  if (defects > 0 && defect(kind)) told.defects++
  await Promise.all(Array.from({ length: abreast }, lane))
  own.step()
  return { kind, ...told, leastBatches: Math.min(...counts), mainBatches: own.batches }
}

if (plan === undefined) await work(workerData as Task)
else console.log(JSON.stringify(await main(plan)))
