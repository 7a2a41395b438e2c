import { flow, human, instances, task, workflow } from "knhk"
import { List, Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    sign: instances(human({ input: Text, output: Text }), { count: 3, join: 2, until: (signed) => signed.length > 1 }),
    file: task({ input: List, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t.sign),
    flow(t.sign, t.file),
  ])
  .end("file")
  .build()
