/** XState: a machine that invokes three promise actors one after the other. Nothing of it is on disk. */
import { assign, createActor, fromPromise, setup } from "xstate"
import { type Contender, keepBusy } from "./contender.ts"

const step = fromPromise<number, number>(async ({ input }) => input + 1)

const machine = setup({
  types: { context: {} as { readonly value: number } },
  actors: { a: step, b: step, c: step },
}).createMachine({
  context: { value: 0 },
  initial: "a",
  states: {
    a: {
      invoke: {
        src: "a",
        input: ({ context }) => context.value,
        onDone: { target: "b", actions: assign({ value: ({ event }) => event.output }) },
      },
    },
    b: {
      invoke: {
        src: "b",
        input: ({ context }) => context.value,
        onDone: { target: "c", actions: assign({ value: ({ event }) => event.output }) },
      },
    },
    c: {
      invoke: {
        src: "c",
        input: ({ context }) => context.value,
        onDone: { target: "done", actions: assign({ value: ({ event }) => event.output }) },
      },
    },
    done: { type: "final" },
  },
})

export const xstate: Contender = {
  name: "xstate",
  durable: false,
  run: (round) => keepBusy(round, () => new Promise<void>((resolve) => {
    const actor = createActor(machine)
    actor.subscribe({ complete: resolve })
    actor.start()
  })),
}
