/** A helper of an author: what it makes is placed here, where `task` is called. */
import { type Schema, task } from "knhk"

export const text: Schema<string> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as string }) },
}

export const step = () => task({ input: text, output: text })
