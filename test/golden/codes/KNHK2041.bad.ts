import { flow, recurse, sub, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

const Packing = workflow("packing")
  .tasks({ look: task({ input: Text, output: Text }), again: recurse("order", { input: Text, output: Text }), pack: task({ input: Text, output: Text }) })
  .start("look")
  .flows((t) => [flow(t.look, t.again), flow(t.again, t.pack)])
  .end("pack")
  .build()

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    packing: sub(Packing),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.packing)])
  .end("packing")
  .build()
