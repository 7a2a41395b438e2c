import { decision, flow, receive, recurse, task, workflow, xor } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

export const Order = workflow("order/2")
  .tasks({
    "pay/refund": task({ input: Text, output: Text }),
    "7": task({ input: Text, output: Text }),
    judge: decision({ input: Text, outcomes: { "yes/no": Text, " maybe": Text } }),
    wait: receive({ input: Text, payload: Text, signal: "paid/now" }),
    again: recurse("order/2", { input: Text, output: Text }),
  })
  .start("judge")
  .flows((t) => [
    xor(t.judge, { "yes/no": t["pay/refund"], " maybe": t[7] } as never), flow(t["pay/refund"], t.wait),
    flow(t.wait, t.again, ({ signal }) => signal),
  ])
  .end("7", "again")
  .build()
