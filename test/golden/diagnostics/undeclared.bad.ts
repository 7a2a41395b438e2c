import { flow, merge, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const
const step = () => task({ input: Text, output: Text })

export const Order = workflow("order")
  .tasks({ receive: step(), ship: step() })
  .start("receive")
  .flows((t: any) => [merge([t.receive, t.recieve], t.ship)])
  .end("ship")
  .build()
