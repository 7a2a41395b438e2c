import { flow, task, workflow } from "knhk"

const Text = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: String(value) }) } } as const

class Parcel {
  readonly #weight = 1
  get weight() { return this.#weight }
}
const Parcels = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: value as Parcel }) } } as const

export const Order = workflow("order")
  .tasks({
    receive: task({ input: Text, output: Text }),
    ship: task({ input: Text, output: Parcels }),
  })
  .start("receive")
  .flows((t) => [flow(t.receive, t.ship)])
  .end("ship")
  .build()
