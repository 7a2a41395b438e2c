import { cancels, cancelsCase, completes, critical, milestone } from "knhk"
import { parts, strange } from "./parts.ts"

// A milestone on nothing.
parts.flows((t) => [milestone(t.b)])
parts.flows((t) => [milestone(t.b, {})])

// A milestone on a task that is not there.
parts.flows((t) => [milestone(t.b, { during: t.e })])

// A milestone on a silent task.
parts.flows((t) => [milestone(t.b, { during: t.s })])

// A milestone on a task of another workflow.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [milestone(t.b, { during: u.b })])
    return []
  })
  return []
})

// A region of another workflow.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [cancels(t.b, [t.c, u.b])])
    return []
  })
  return []
})

// A region in which a task is not there.
parts.flows((t) => [cancels(t.b, [t.c, t.e])])

// A region that is no list.
parts.flows((t) => [cancels(t.b, t.c)])

// Names in place of handles.
parts.flows(() => [cancelsCase("b")])

// A task without instances is completed.
parts.flows((t) => [completes(t.b, t.c)])

// Instances of another workflow are completed.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [completes(t.b, u.mi)])
    return []
  })
  return []
})

// A critical section of one part.
parts.flows((t) => [critical([t.a, t.b])])

// Tasks in place of parts.
parts.flows((t) => [critical(t.a, t.b)])

// A part of another workflow.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [critical([t.a], [u.b])])
    return []
  })
  return []
})

// A rule leads to no task, and away from none.
strange.flows((t) => [cancels(t.b, [t.mi]), critical([t.b], [t.mi])]).end("b").build()
strange.flows((t) => [cancels(t.b, [t.mi])]).end("mi").build()
