import { flow, human, instances, otherwise, task, when, workflow, xor } from "knhk"
import { List, Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    sign: instances(human({ input: Text, output: Text }), { count: 3 }),
    count: task({ input: List, output: List }),
    file: task({ input: List, output: Text }),
    refuse: task({ input: List, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t.sign),
    flow(t.sign, t.count),
    xor(t.count, [when((signed) => signed.length > 2, t.file), otherwise(t.refuse)]),
  ])
  .end("file", "refuse")
  .build()
