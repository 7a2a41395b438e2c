import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text, timeout: "soon" as never }),
  })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()
