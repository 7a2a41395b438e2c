/** What the examples of the codes pass on. Any Standard Schema does: this one takes everything. */
import type { Schema } from "knhk"

const any = <T>(): Schema<T> =>
  ({ "~standard": { version: 1, vendor: "examples", validate: (value) => ({ value: value as T }) } })

export const Text = any<string>()
export const List = any<readonly string[]>()
/** The same, however many there are. */
export const Words = any<{ readonly [word: string]: string | undefined }>()
/** What an OR-join or a partial join hands on: not every branch came. */
export const Some = any<{ readonly left?: string; readonly right?: string }>()
