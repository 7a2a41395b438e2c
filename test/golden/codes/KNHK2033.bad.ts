import { Text } from "./schemas.ts"

export default {
  id: "order", start: "receive", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "task", name: "receive", outcomes: { done: Text } },
    { kind: "human", name: "offers", outcomes: { done: Text } },
    { kind: "human", name: "stop", outcomes: { done: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "and", from: "receive", to: ["offers", "stop"] },
    { kind: "join", from: { left: "offers", right: "stop" }, to: "ship" },
  ],
  rules: [
    { kind: "completes", task: "stop", instances: "offers" },
  ],
}
