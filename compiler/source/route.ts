/** Which routes guards take. Their functions are only in the child, and only there they run. */
import type { Definition } from "../../src/definition/definition.ts"

/** Index of a route, or what a guard threw. */
type Route = number | { readonly thrown: string }

/** By the path of the task, `outer/inner`. */
export type Routes = ReadonlyMap<string, Route>

/** In the child: what the guards say of these outputs, by the path of the task that gives them. */
export function routesOf(definition: Definition | undefined, outputs: Readonly<Record<string, unknown>>): Routes {
  const routes = Object.entries(outputs).flatMap(([path, output]): [string, Route][] => {
    const names = path.split("/")
    const task = names.pop()
    const scope = names.reduce((of, name) => of?.tasks.find((t) => t.name === name)?.workflow, definition)
    const flow = scope?.flows.find(({ kind, from }) => kind === "guard" && from === task)
    if (flow?.kind !== "guard") return []
    try {
      return [[path, flow.routes.findIndex(({ guard }) => guard === undefined || guard(output as never))]]
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
      const taken = flow.kind === "guard" ? routes.get(path + flow.from) : undefined
      if (flow.kind !== "guard" || taken === undefined) return flow
      const guard = (i: number) => () => {
        if (typeof taken === "object") throw new Error(taken.thrown)
        return taken === i
      }
      return { ...flow, routes: flow.routes.map((r, i) => (r.guard === undefined ? r : { ...r, guard: guard(i) })) }
    }),
  }
}
