import { flow, sub, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

const Packing = workflow("packing")
  .tasks({ pack: task({ input: Text, output: Text }) })
  .start("pack")
  .flows(() => [])
  .end("pack")

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: sub(Packing),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.pack)])
  .end("pack")
  .build()
