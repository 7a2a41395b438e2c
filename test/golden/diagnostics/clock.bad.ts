import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

const year = new Date().getFullYear()

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    report: task({ input: Text, output: Text, timeout: year % 2 === 0 ? 1000 : 2000 }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.report)])
  .end("report")
  .build()
