import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship", "wrap"], termination: "implicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "task", name: "wrap", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "and", from: "receive", to: ["wrap", "ship"] },
  ],
}
