import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "human", name: "sign", outcomes: { done: Text }, instances: { min: 1, max: 5, join: "all", rest: "absorb", open: false } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "flow", from: "receive", to: "sign" },
    { kind: "flow", from: "sign", to: "ship" },
  ],
}
