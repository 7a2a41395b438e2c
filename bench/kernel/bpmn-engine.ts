/** The nets as BPMN models that bpmn-engine runs, in memory: user tasks, parallel and exclusive gateways. */
import { Engine } from "bpmn-engine"
import { EventKind } from "../../src/kernel/event.ts"
import { eventsOf, type Stage } from "./nets.ts"
import { timeAfter, type Times } from "./time.ts"

const NAMESPACES = `xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="bench"`

function modelOf(stages: readonly Stage[]): string {
  const parts: string[] = [`<startEvent id="start"/>`]
  const flow = (from: string, to: string, condition = "") =>
    parts.push(`<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${condition}</sequenceFlow>`)
  /** What a chosen route asks, which is answered below. */
  const asks = (route: number) =>
    `<conditionExpression xsi:type="tFormalExpression">\${environment.services.route${route}()}</conditionExpression>`
  let last = "start"
  stages.forEach(({ tasks, chosen }, s) => {
    parts.push(...tasks.map((task) => `<userTask id="t${task}"/>`))
    if (tasks.length === 1) {
      flow(last, `t${tasks[0]}`)
      last = `t${tasks[0]}`
      return
    }
    const gateway = chosen ? "exclusiveGateway" : "parallelGateway"
    parts.push(`<${gateway} id="split${s}"/>`, `<${gateway} id="join${s}"/>`)
    flow(last, `split${s}`)
    tasks.forEach((task, route) => {
      flow(`split${s}`, `t${task}`, chosen ? asks(route) : "")
      flow(`t${task}`, `join${s}`)
    })
    last = `join${s}`
  })
  parts.push(`<endEvent id="end"/>`)
  flow(last, "end")
  return `<definitions ${NAMESPACES}><process id="p" isExecutable="true">${parts.join("")}</process></definitions>`
}

/** The part of what `execute` gives that is used here. */
interface Running {
  signal(message: { readonly id: string }): void
}

/**
 * A user task there waits as soon as it is reached, and is done by a signal: it has no start of its own. So a case
 * takes fewer events than here; its time is shared among the same number of events. That a model is read and begins is
 * left out.
 */
export async function bpmnEngine(
  stages: readonly Stage[], stream: Uint32Array, cases: number, rounds: number,
): Promise<Times> {
  const source = modelOf(stages)
  const all = eventsOf(stream, cases)
  const signals = all.filter(({ kind }) => kind === EventKind.complete)
  let chosen = 0
  let ended = 0
  const services = { route0: () => chosen === 0, route1: () => chosen === 1 }
  let running: Running[] = []
  const prepare = async () => {
    ended = 0
    running = []
    for (let slot = 0; slot < cases; slot++) {
      const engine = new Engine({ name: "bench", source, services })
      engine.on("end", () => ended++)
      running.push(await engine.execute() as unknown as Running)
    }
  }
  const figures = await timeAfter(rounds, all.length, prepare, () => {
    for (const { slot, task, outcome } of signals) {
      chosen = outcome
      running[slot]!.signal({ id: `t${task}` })
    }
  })
  if (ended !== cases) throw new Error(`bpmn-engine ended ${ended} of ${cases} cases.`)
  return figures
}
