/** How long is a task on offer before it starts? */
import type { TaskDefinition } from "../../src/definition/definition.ts"

/** At no time: what it is made of begins in the step that reaches it. */
export function beginsAtOnce({ kind, instances }: TaskDefinition): boolean {
  return kind === "silent" || (kind === "sub" && instances === undefined)
}

/** Until somebody or something outside starts it. Any other starts as soon as nothing excludes it. */
export function waits({ kind }: TaskDefinition): boolean {
  return kind === "human" || kind === "receive" || kind === "timer"
}
