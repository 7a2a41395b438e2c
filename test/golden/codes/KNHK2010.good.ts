import { and, task, workflow } from "knhk"
import { Text } from "./schemas.ts"

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: task({ input: Text, output: Text }),
    pack: task({ input: Text, output: Text }),
    pay: task({ input: Text, output: Text }),
  })
  .start("receive")
  .flows((t) => [and(t.receive, [t.pack, t.pay])])
  .end("pack", "pay")
  .build()
