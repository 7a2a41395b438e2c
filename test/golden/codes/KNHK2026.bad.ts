import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "task", name: "pack", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "threadSplit", from: "receive", to: "pack", count: 1 },
    { kind: "threadMerge", from: "pack", to: "ship", count: 3 },
  ],
}
