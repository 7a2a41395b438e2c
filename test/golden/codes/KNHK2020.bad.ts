import { or, otherwise, task, when, workflow } from "knhk"
import { Text } from "./schemas.ts"

const step = () => task({ input: Text, output: Text })
const words = Array.from({ length: 25 }, (_, i) => `word${i}` as "word0")

export const Order = workflow("order", { termination: "implicit" })
  .tasks({ receive: step(), other: step(), word0: step(), ...Object.fromEntries(words.map((word) => [word, step()])) })
  .start("receive")
  .flows((t) => [
    or(t.receive, [...words.map((word) => when((text: string) => text === word, t[word])), otherwise(t.other)]),
  ])
  .end("other", ...words)
  .build()
