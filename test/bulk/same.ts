/** Both ways of simulation on one workflow, and parameters of all kinds drawn for it. */
import { expect } from "vitest"
import type { Net, SoundNet } from "../../compiler/ir/net.ts"
import { simulateInBulk } from "../../compiler/simulate/bulk.ts"
import type { Distribution } from "../../compiler/simulate/distribution.ts"
import { SimulationFailure } from "../../compiler/simulate/failure.ts"
import type { Simulation } from "../../compiler/simulate/figures.ts"
import type { SimulationParameters, TaskParameters } from "../../compiler/simulate/parameters.ts"
import { Random } from "../../compiler/simulate/random.ts"
import { simulate, type Simulated, type SimulationOptions } from "../../compiler/simulate/simulate.ts"
import { encode } from "../../compiler/table/encode.ts"
import { Choice, readTable, TaskKind } from "../../src/kernel/table.ts"

export const ofNet = (net: Net): Simulated =>
  ({ net: net as SoundNet, table: encode(net as SoundNet, "0".repeat(64)) })

type Arrival = NonNullable<SimulationParameters["arrival"]>

/** What came of it: figures but for how they were made, or a failure that parameters can make. */
type Outcome = { readonly found: Omit<Simulation, "path" | "kernel"> } | { readonly failure: string }

async function outcome(run: () => Simulation | Promise<Simulation>): Promise<Outcome & { readonly because?: string }> {
  try {
    const { path, kernel: _, ...found } = await run()
    return { found, ...(path.kind === "events" && { because: path.because }) }
  } catch (error) {
    if (!(error instanceof SimulationFailure)) throw error
    return { failure: error.message }
  }
}

/** Plays it both ways, in bulk with each number of workers, and holds the results together bit for bit. */
export async function checkSame(
  workflow: Simulated, parameters: SimulationParameters, options: SimulationOptions,
  workers: readonly number[] = [1, 2],
): Promise<"bulk" | "events" | "refused"> {
  const { because: _, ...wanted } = await outcome(() => simulate(workflow, parameters, options))
  let by: "bulk" | "events" | "refused" = "failure" in wanted ? "refused" : "bulk"
  for (const count of workers) {
    const bulk = { ...options, workers: count }
    const { because, ...found } = await outcome(() => simulateInBulk(workflow, parameters, bulk))
    // Numbers are equal to it if all their bits are.
    expect(found).toEqual(wanted)
    if (because !== undefined) by = "events"
  }
  return by
}

const HOUR = 3_600_000

/** Durations, choices, arrivals, roles and people of all kinds, drawn. */
export function randomParameters(workflow: Simulated, seed: number): SimulationParameters {
  const table = readTable(workflow.table)
  const random = new Random(seed, 77)
  const some = () => Math.ceil(random.uniform() * 5 * HOUR)
  const one = <T>(...of: readonly T[]): T => of[random.below(of.length)]!
  const duration = (): Distribution => {
    const [least, likely, most] = [some(), some(), some()].sort((a, b) => a - b) as [number, number, number]
    return one<Distribution>(some(), 0, { exponential: some() }, { uniform: [least, most] },
      { triangular: [least, likely, most] }, { triangular: [least, least, least] },
      { normal: { mean: some(), deviation: some() } }, { logNormal: { mean: some(), deviation: some() } },
      { sample: [least, likely, most] })
  }
  const roles = ["clerk", "judge"]
  const used = new Set<string>()
  const task = (t: number): TaskParameters => {
    const works = table.taskKind[t] === TaskKind.automatic || table.taskKind[t] === TaskKind.manual
    const role = works && random.uniform() < 0.6 ? one(...roles) : undefined
    if (role !== undefined) used.add(role)
    const names = table.outcomeNames.slice(table.outcomeStart[t], table.outcomeStart[t + 1])
    const isSeveral = table.taskChoice[t] === Choice.several
    const weighs = !isSeveral && names.length > 1 && new Set(names).size === names.length
    // Of an OR-split the taken and the untaken take turns. The last route is the one where no other is taken.
    const routes = names.filter((_, i) => i % 2 === 0)
    const share = random.uniform()
    const sets = [routes.slice(0, 1), routes.slice(0, -1), routes.slice(-1)].filter((set) => set.length > 0)
    const outcomes = Object.fromEntries(names.map((name) => [name, 0.1 + random.uniform()]))
    const times = works || table.taskKind[t] === TaskKind.timer
    return {
      ...(times && random.uniform() < 0.9 && { duration: duration() }), ...(role !== undefined && { role }),
      ...(weighs && random.uniform() < 0.5 && { outcomes }),
      ...(isSeveral && share < 0.4 && { routes: sets.map((routes) => ({ routes, weight: share })) }),
      ...(isSeveral && share > 0.7 && { routes: Object.fromEntries(routes.slice(0, -1).map((name) => [name, share])) }),
    }
  }
  const tasks = Object.fromEntries(table.taskNames.flatMap((name, t) =>
    (table.taskKind[t] === TaskKind.silent ? [] : [[name, task(t)] as const])))
  const limited = [...used].filter(() => random.uniform() < 0.5)
  return {
    arrival: one<Arrival>({ poisson: some() }, { every: some() }, "at once"),
    tasks,
    signals: Object.fromEntries(table.triggerNames.filter(() => random.uniform() < 0.8).map((name) =>
      [name, { after: duration(), from: one("wait", "start") } as const])),
    ...(limited.length > 0 && {
      resources: Object.fromEntries(limited.map((role) => [role, 1 + random.below(3)])),
    }),
  }
}
