import { task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

const Order = workflow("order")
  .tasks({ receive: task({ input: Text, output: Text }) })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()

const today = Date.now() - performance.timeOrigin < 86_400_000
export const Today = today ? Order : undefined
export const Later = today ? undefined : Order
