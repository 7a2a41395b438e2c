import { Text } from "./schemas.ts"

export default {
  id: "order", start: "check", ends: ["ship"], termination: "explicit",
  tasks: [
    { kind: "decision", name: "check", outcomes: { ok: Text, no: Text } },
    { kind: "task", name: "ship", outcomes: { done: Text } },
  ],
  flows: [
    { kind: "xor", from: "check", routes: { ok: { kind: "task", task: "ship" }, no: { kind: "task", task: "ship" } } },
  ],
}
