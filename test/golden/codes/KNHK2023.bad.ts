import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship", "pack"], termination: "implicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "task", name: "pack", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "and", from: "receive", to: ["pack", "ship"] },
  ],
  rules: [
    { kind: "cancels", task: "ship", region: ["pack", "pack"] },
  ],
}
