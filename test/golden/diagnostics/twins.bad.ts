import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

export const First = workflow("order")
  .tasks({ receive: task({ input: Text, output: Text }) })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()

export const Second = workflow("order")
  .tasks({ take: task({ input: Text, output: Text }) })
  .start("take")
  .flows(() => [])
  .end("take")
  .build()
