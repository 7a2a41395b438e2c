import { task, threadMerge, threadSplit, workflow } from "knhk"
import { List, Text } from "./schemas.ts"

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    ship: task({ input: List, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    threadSplit(t.receive, t.pack, 3),
    threadMerge(t.pack, t.ship, 3),
  ])
  .end("ship")
  .build()
