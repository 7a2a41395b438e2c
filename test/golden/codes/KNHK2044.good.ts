import { and, cancels, human, milestone, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    wait: human({ input: Text, output: Text }),
    change: human({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.wait, t.change]),
    milestone(t.change, { during: t.wait }),
    cancels(t.wait, [t.change]),
  ])
  .end("wait", "change")
  .build()
