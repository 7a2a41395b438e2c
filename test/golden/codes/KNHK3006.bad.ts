import { or, orJoin, otherwise, task, when, workflow } from "knhk"
import { Text, Words } from "./schemas.ts"

const step = () => task({ input: Text, output: Text })
const words = Array.from({ length: 12 }, (_, i) => `word${i}` as "word0")

export const Order = workflow("order")
  .tasks({
    receive: step(), other: step(), ship: task({ input: Words, output: Text }), word0: step(),
    ...Object.fromEntries(words.map((word) => [word, step()])),
  })
  .start("receive")
  .flows((t) => {
    const all = Object.fromEntries(words.map((word) => [word, t[word]])) as { word0: typeof t.word0 }
    return [
      or(t.receive, [...words.map((word) => when((text: string) => text === word, t[word])), otherwise(t.other)]),
      orJoin({ ...all, other: t.other }, t.ship),
    ]
  })
  .end("ship")
  .build()
