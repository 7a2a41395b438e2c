import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "flow", from: "receive", to: "shipp" },
  ],
}
