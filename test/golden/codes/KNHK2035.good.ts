import { flow, human, instances, task, workflow } from "knhk"
import { List, Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: List }),
    sign: instances(human({ input: Text, output: Text }), { max: 5, min: 2, join: 2 }),
    file: task({ input: List, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t.sign),
    flow(t.sign, t.file),
  ])
  .end("file")
  .build()
