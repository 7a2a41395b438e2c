import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "human", name: "ask", outcomes: { done: Text } },
    { kind: "silent", name: "wait", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "defer", from: "receive", to: ["ask", "wait"] },
    { kind: "flow", from: "ask", to: "ship" },
    { kind: "flow", from: "wait", to: "ship" },
  ],
}
