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
    { kind: "and", from: "receive", to: ["pack", "pay"] },
    { kind: "partial", from: { left: "pack", right: "pay" }, to: "ship", count: 3, bare: false, rest: "cancel", bound: 1 },
  ],
}
