import { and, decision, flow, join, multiMerge, task, workflow, xor } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const
const step = () => task({ input: Text, output: Text })
const choice = () => decision({ input: Text, outcomes: { ok: Text, no: Text } })
const named = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, step()]))
const shared = { pack: step(), ["stow"]: step() } as const
const all = { ...shared, receive: step() }

// The task is a key of .tasks({...}).
export const Order = workflow("order", { termination: "implicit" })
  .tasks({ receive: step(), check: choice(), pay: step(), refuse: step(), ship: step(), ...shared })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.pack, t.check]),
    xor(t.check, { ok: t.pay, no: t.refuse }),
    flow(t.pay, t.stow),
    join({ left: t.pack, right: t.stow }, t.ship as never),
  ])
  .end("ship", "refuse")
  .build()

// A key of what .tasks() is given, and of what that spreads.
export const Parcel = workflow("parcel", { termination: "implicit" })
  .tasks(all)
  .start("receive")
  .flows((t) => [and(t.receive, [t.pack, t.stow]), flow(t.stow, t.pack)])
  .end("pack")
  .build()

// A key that only the run knows: where a flow names the task.
export const Letter = workflow("letter", { termination: "implicit" })
  .tasks(named("write", "left", "right", "stamp", "post"))
  .start("write")
  .flows((t) => [
    and(t["write"]!, [t["left"]!, t["right"]!, t["stamp"]!] as never),
    multiMerge([t["left"]!, t["right"]!, t["stamp"]!] as never, t["post"]! as never, { bound: 2 }),
  ] as never)
  .end("post")
  .build()
