import { and, completes, human, instances, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    first: instances(human({ input: Text, output: Text }), { count: 3 }),
    second: instances(human({ input: Text, output: Text }), { count: 3 }),
    stop: human({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.first, t.second, t.stop]),
    completes(t.stop, t.first),
    completes(t.first, t.second),
  ])
  .end("first", "second", "stop")
  .build()
