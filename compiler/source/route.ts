/** Which routes guards take. Their functions are only in the child, and only there they run. */
import type { Definition, FlowDefinition } from "../../src/definition/definition.ts"

/** Indices of the routes that are taken, or what a guard threw. */
type Taken = readonly number[] | { readonly thrown: string }

/** By the path of the task, `outer/inner`. */
export type Routes = ReadonlyMap<string, Taken>

/** In the child: what the guards say of these outputs, by the path of the task that gives them. */
export function routesOf(definition: Definition | undefined, outputs: Readonly<Record<string, unknown>>): Routes {
  const routes = Object.entries(outputs).flatMap(([path, output]): [string, Taken][] => {
    const names = path.split("/")
    const task = names.pop()
    const scope = names.reduce((of, name) => of?.tasks.find((t) => t.name === name)?.workflow, definition)
    const flow = scope?.flows.find((flow) => isGuarded(flow) && flow.from === task)
    if (flow === undefined || !isGuarded(flow)) return []
    try {
      return [[path, taken(flow, output)]]
    } catch (error) {
      return [[path, { thrown: String(error) }]]
    }
  })
  return new Map(routes)
}

/** In the compiler: the definition with guards that say again what they said there, of those outputs alone. */
export function guarded(definition: Definition, routes: Routes, path = ""): Definition {
  return {
    ...definition,
    tasks: definition.tasks.map((task) => (task.workflow === undefined ? task
      : { ...task, workflow: guarded(task.workflow, routes, `${path}${task.name}/`) })),
    flows: definition.flows.map((flow) => {
      const taken = isGuarded(flow) ? routes.get(path + flow.from) : undefined
      if (!isGuarded(flow) || taken === undefined) return flow
      const guard = (i: number) => () => {
        if ("thrown" in taken) throw new Error(taken.thrown)
        return taken.includes(i)
      }
      return { ...flow, routes: flow.routes.map((r, i) => (r.guard === undefined ? r : { ...r, guard: guard(i) })) }
    }),
  }
}

type Guarded = FlowDefinition & { readonly kind: "guard" | "or" }

function isGuarded(flow: FlowDefinition): flow is Guarded {
  return flow.kind === "guard" || flow.kind === "or"
}

/** Of an XOR-split the first route whose guard holds, of an OR-split all; the default if there is none. */
function taken({ kind, routes }: Guarded, output: unknown): readonly number[] {
  if (kind === "guard") return [routes.findIndex(({ guard }) => guard === undefined || guard(output as never))]
  const holds = routes.flatMap(({ guard }, i) => (guard !== undefined && guard(output as never) ? [i] : []))
  return holds.length > 0 ? holds : [routes.length - 1]
}
