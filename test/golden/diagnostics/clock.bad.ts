import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const


export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    report: task({ input: Text, output: Text, timeout: 1000 + new Date().getUTCDay() }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.report)])
  .end("report")
  .build()
