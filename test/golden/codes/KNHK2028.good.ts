import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "task", name: "pack", outcomes: { done: Text } },
    { kind: "task", name: "pay", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "interleave", from: "receive", tasks: ["pack", "pay"], to: "ship", order: [["pay", "pack"]] },
  ],
}
