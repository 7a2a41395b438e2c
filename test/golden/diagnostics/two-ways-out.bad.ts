import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    "pack it": task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t["pack it"]),
    flow(t.receive, t.ship),
  ])
  .end("ship", "pack it")
  .build()
