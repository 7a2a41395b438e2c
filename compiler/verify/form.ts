/** Is a net well-formed? One that `lower` makes always is; one that was written as text may not be. */
import { entriesOf, type Net, type NetTask } from "../ir/net.ts"

type Say = (what: string, at?: NetTask["at"]) => void

export function form(net: Net, wrong: Say): void {
  for (const name of twice(net.tasks.map((t) => t.name))) wrong(`two tasks are named "${name}"`)
  for (const name of twice(net.conditions.map((c) => c.name))) wrong(`two conditions are named "${name}"`)
  for (const name of twice((net.triggers ?? []).map((t) => t.name))) wrong(`two triggers are named "${name}"`)
  for (const { name, condition } of net.triggers ?? []) {
    if (condition !== undefined && !net.conditions[condition]!.resource) {
      wrong(`what trigger "${name}" keeps its signals in is no resource`)
    }
  }
  entries(net, wrong)
  for (const task of net.tasks) {
    arcs(net, task, wrong)
    choices(task, wrong)
    kinds(net, task, wrong)
    waits(net, task, wrong)
  }
}

/** Entries have ends, and no condition in common, over whatever tasks. */
function entries(net: Net, wrong: Say): void {
  const owner = net.conditions.map((_, c) => c)
  const find = (c: number): number => {
    let root = c
    while (owner[root] !== root) root = owner[root] = owner[owner[root]!]!
    return root
  }
  for (const { inputs, outcomes } of net.tasks) {
    const all = [...inputs, ...outcomes.flatMap((o) => o.outputs)].map(({ condition }) => condition)
    for (const c of all) owner[find(c)] = find(all[0]!)
  }
  entriesOf(net).forEach(({ outputs }, i) => {
    if (outputs.length === 0) wrong(i === 0 ? "it has no output condition" : `entry ${i} has no output condition`)
  })
  const homes = new Map<number, number>()
  entriesOf(net).forEach(({ input, marked = [], outputs }, entry) => {
    for (const c of [input, ...marked, ...outputs]) {
      const home = homes.get(find(c)) ?? entry
      if (home !== entry) wrong(`entries ${home} and ${entry} meet in condition "${net.conditions[c]!.name}"`)
      homes.set(find(c), home)
    }
  })
}

function arcs(net: Net, { name, join, inputs, outcomes, at }: NetTask, wrong: Say): void {
  if (inputs.length === 0) wrong(`task "${name}" has no input`, at)
  if (outcomes.length === 0) wrong(`task "${name}" has no outcome`, at)
  const conditions = new Set(inputs.map((i) => i.condition))
  if (conditions.size < inputs.length) wrong(`task "${name}" takes from one condition twice`, at)
  for (const { condition, weight = 1 } of inputs) {
    const { name: from, bound } = net.conditions[condition]!
    if (!Number.isInteger(weight) || weight < 1) wrong(`task "${name}" takes ${weight} tokens from "${from}"`, at)
    if (weight > 1 && join !== "and") wrong(`task "${name}" takes several tokens from "${from}" and is no AND-join`, at)
    if (weight > bound) wrong(`task "${name}" takes ${weight} tokens from "${from}", which holds ${bound}`, at)
  }
}

function choices({ name, kind, choice, outcomes, instances, at }: NetTask, wrong: Say): void {
  const chosen = kind !== "silent" && choice !== "single"
  if (outcomes.length > 1 && !chosen) wrong(`nothing chooses between the outcomes of task "${name}"`, at)
  if (choice === "several" && outcomes.length % 2 === 1) wrong(`a route of task "${name}" has one outcome alone`, at)
  if (outcomes.length > 1 && (instances || kind === "receive")) {
    wrong(`task "${name}" is completed by the step, which does not choose between its outcomes`, at)
  }
  for (const same of twice(outcomes.map((o) => o.name))) wrong(`task "${name}" has two outcomes "${same}"`, at)
}

function kinds(net: Net, task: NetTask, wrong: Say): void {
  const { name, kind, callee, trigger, instances, completes = [], at } = task
  if (kind === "call" && entriesOf(net)[callee ?? -1] === undefined) wrong(`task "${name}" calls no entry`, at)
  if (kind === "receive" && net.triggers?.[trigger ?? -1] === undefined) wrong(`task "${name}" waits for no signal`, at)
  if (instances && !["automatic", "manual", "call"].includes(kind)) wrong(`task "${name}" cannot have instances`, at)
  if (instances) {
    const { count, min, max, threshold } = instances
    const whole = [min, max, count ?? min, threshold ?? 0].every((n) => Number.isInteger(n) && n >= 0)
    if (!whole || min > max || max < 1 || (count !== undefined && (count < min || count > max))) {
      wrong(`the numbers of instances of task "${name}" do not fit each other`, at)
    }
  }
  for (const t of completes) {
    if (!net.tasks[t]!.instances) wrong(`task "${name}" completes "${net.tasks[t]!.name}", which has no instances`, at)
  }
}

function waits(net: Net, { name, join, inputs, waits = [], at }: NetTask, wrong: Say): void {
  if (waits.length > 0 && join !== "or") wrong(`task "${name}" waits and is no OR-join`, at)
  for (const { missing, marked = [], needs } of waits) {
    const known = [missing, ...marked].every((i) => inputs[i] !== undefined)
    const placed = needs.every(({ place }) =>
      "task" in place ? net.tasks[place.task] !== undefined : net.conditions[place.condition] !== undefined)
    const fits = known && placed && !marked.includes(missing)
    if (!fits) wrong(`a wait of task "${name}" is of inputs it does not have`, at)
  }
}

function twice(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))]
}
