import { otherwise, sub, task, when, workflow, xor } from "knhk"
import { Text } from "./schemas.ts"

const Packing = workflow("packing")
  .tasks({ pack: task({ input: Text, output: Text }) })
  .start("pack")
  .flows(() => [])
  .end("pack")
  .build()

export const Order = workflow("order")
  .tasks({
    packing: sub(Packing),
    ship: task({ input: Text, output: Text }),
    refuse: task({ input: Text, output: Text }),
  })
  .start("packing")
  .flows((t) => [xor(t.packing, [when((text) => text !== "", t.ship), otherwise(t.refuse)])])
  .end("ship", "refuse")
  .build()
