import { execFileSync } from "node:child_process"
import { flow, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

const by = execFileSync("whoami").toString()

export const Order = workflow(`order-${by}`)
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.ship)])
  .end("ship")
  .build()
