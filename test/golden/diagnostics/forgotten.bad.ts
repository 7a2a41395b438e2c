import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

export const First = workflow("first")
  .tasks({ receive: task({ input: Text, output: Text }) })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()

const Second = workflow("second")
  .tasks({ take: task({ input: Text, output: Text }) })
  .start("take")
  .flows(() => [])
  .end("take")
  .build()
