/** What somebody would write for just these nets: a number for each case and a switch, which keeps no commands. */
import { EVENT_WORDS } from "../../src/kernel/event.ts"
import { time, type Times } from "./time.ts"

type Step = (state: number, kind: number, task: number, outcome: number) => number

/** Kind 1 opens, 2 starts, 3 completes. */
const steps: Readonly<Record<string, readonly [step: Step, end: number]>> = {
  three: [three, 7],
  choice: [choice, 15],
  twenty: [twenty, 9 << 16],
}

function three(state: number, kind: number, task: number): number {
  const event = kind * 4 + task
  switch (state) {
    case 0: return event === 4 ? 1 : state
    case 1: return event === 8 ? 2 : state
    case 2: return event === 12 ? 3 : state
    case 3: return event === 9 ? 4 : state
    case 4: return event === 13 ? 5 : state
    case 5: return event === 10 ? 6 : state
    case 6: return event === 14 ? 7 : state
    default: return state
  }
}

function choice(state: number, kind: number, task: number, outcome: number): number {
  const event = kind * 8 + task
  switch (state) {
    case 0: return event === 8 ? 1 : state
    case 1: return event === 16 ? 2 : state
    case 2: return event === 24 ? (outcome === 0 ? 3 : 5) : state
    case 3: return event === 17 ? 4 : state
    case 4: return event === 25 ? 7 : state
    case 5: return event === 18 ? 6 : state
    case 6: return event === 26 ? 7 : state
    case 7: return event === 19 ? 8 : state
    case 8: return event === 27 ? (outcome === 0 ? 9 : 11) : state
    case 9: return event === 20 ? 10 : state
    case 10: return event === 28 ? 13 : state
    case 11: return event === 21 ? 12 : state
    case 12: return event === 29 ? 13 : state
    case 13: return event === 22 ? 14 : state
    case 14: return event === 30 ? 15 : state
    default: return state
  }
}

/** The first task of each stage, and how many there are. */
const FIRST = [0, 1, 5, 6, 10, 11, 15, 16, 19]
const COUNT = [1, 4, 1, 4, 1, 4, 1, 3, 1]

/** The stage less one in the upper half; then which of its tasks are started, and which done. */
function twenty(state: number, kind: number, task: number): number {
  if (state === 0) return kind === 1 ? 0x100 << 16 : 0
  const stage = state >> 16 & 0xff
  const bit = 1 << (task - FIRST[stage]!)
  switch (kind) {
    case 2: return ((state | state >> 8) & bit) === 0 ? state | bit : state
    case 3: {
      if ((state & bit) === 0) return state
      const done = state ^ bit | bit << 8
      const isLast = (done >> 8 & 0xff) === (1 << COUNT[stage]!) - 1
      return isLast ? (stage === 8 ? 9 << 16 : (0x100 | stage + 1) << 16) : done
    }
    default: return state
  }
}

export function byHand(net: string, stream: Uint32Array, cases: number, rounds: number): Times {
  const [step, end] = steps[net]!
  const states = new Uint32Array(cases)
  const figures = time(rounds, stream.length / EVENT_WORDS, () => states.fill(0), () => {
    for (let at = 0; at < stream.length; at += EVENT_WORDS) {
      const slot = stream[at]!
      states[slot] = step(states[slot]!, stream[at + 1]!, stream[at + 2]!, stream[at + 3]!)
    }
  })
  if (states.some((state) => state !== end)) throw new Error("The switch did not end every case.")
  return figures
}
