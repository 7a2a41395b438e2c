import { defer, flow, human, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    byHand: human({ input: Text, output: Text }),
    byRule: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [defer(t.receive, [t.byHand, t.byRule]), flow(t.byHand, t.ship), flow(t.byRule, t.ship)])
  .end("ship")
  .build()
