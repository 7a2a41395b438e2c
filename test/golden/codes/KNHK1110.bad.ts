import { workflow } from "knhk"

export const Order = workflow("order")
  .tasks({

  })
  .start("receive")
  .flows(() => [])
  .end("receive")
  .build()
