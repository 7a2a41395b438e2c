import { Text } from "./schemas.ts"

const order = {
  id: "order", start: "check", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "decision", name: "check", outcomes: { ok: Text, no: Text } },
    { kind: "sub", name: "again", outcomes: { done: Text }, get workflow(): object { return order } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "xor", from: "check", routes: { ok: { kind: "task", task: "ship" }, no: { kind: "task", task: "again" } } },
    { kind: "flow", from: "again", to: "ship" },
  ],
}

export default order
