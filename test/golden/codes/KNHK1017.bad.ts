import { task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({ receive: task({ input: Text, output: Text }) })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()

const Return = workflow("return")
  .tasks({ receive: task({ input: Text, output: Text }) })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()
