import { and, discriminator, orJoin, task, workflow } from "knhk"
import { Some, Text } from "./schemas.ts"

const step = () => task({ input: Text, output: Text })
const names = Array.from({ length: 12 }, (_, i) => `look${i}` as "look0")

export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: step(), pay: step(), pack: step(), ship: task({ input: Some, output: Text }), look0: step(),
    ...Object.fromEntries(names.map((name) => [name, step()])),
  })
  .start("receive")
  .flows((t) => {
    const looks = names.map((name) => t[name])
    return [
      and(t.receive, [t.pay, ...looks]),
      discriminator(looks, t.pack, { rest: "block", bound: 2 }),
      orJoin({ left: t.pay, right: t.pack }, t.ship),
    ]
  })
  .end("ship")
  .build()
