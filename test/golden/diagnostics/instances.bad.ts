import { instances, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const
const count = 12 as number

export const Order = workflow("order")
  .tasks({
    ship: instances(task({ input: Text, output: Text }), { count, max: 9, rest: "cancel" }),
  })
  .start("ship")
  .flows(() => [])
  .end("ship")
  .build()
