/** The way into the kernel of one turn and back: events with what each is about, and the commands that come of them. */
import { COMMAND_WORDS, CommandKind } from "../kernel/command.ts"
import { EVENT_WORDS } from "../kernel/event.ts"
import type { Handle } from "../kernel/handle.ts"
import type { Case } from "./case.ts"
import type { Pending } from "./pending.ts"
import type { Turn } from "./turn.ts"
import type { WorkItem } from "./work-item.ts"

/** What an event is about: one that was asked for, or the start or beginning of a work item by the engine itself. */
export type Source = Pending | WorkItem | undefined

/** Called for each command, in order. `source`: of a refusal the event that is refused. */
export type OnCommand = (case_: Case, kind: CommandKind, subject: number, detail: number, source: Source) => void

/** Fills the kernel's events and hands out its commands. */
export class Feed {
  readonly #turn: Turn
  readonly #sources: Source[] = []

  constructor(turn: Turn) {
    this.#turn = turn
  }

  /** Writes the event at this index of those that the next `run` takes. Throws `StaleHandle` if its case is gone. */
  put(index: number, handle: Handle, kind: number, subject: number, detail: number, source: Source): void {
    const { kernel, kernel: { events } } = this.#turn.program
    const at = index * EVENT_WORDS
    events[at] = kernel.slot(handle)
    events[at + 1] = kind
    events[at + 2] = subject
    events[at + 3] = detail
    this.#sources[index] = source
  }

  /** Steps the first `count` events. Returns what all that are in the buffer are about. */
  run(count: number, onCommand: OnCommand): readonly Source[] {
    const { program, program: { kernel, cases }, told } = this.#turn
    const began = told === undefined ? 0 : performance.now()
    let said = 0
    let refused = 0
    for (let done = 0; done < count;) {
      const commands = kernel.step(count - done)
      const words = kernel.commands
      said += commands
      for (let at = 0; at < commands * COMMAND_WORDS; at += COMMAND_WORDS) {
        const kind = words[at + 1] as CommandKind
        const detail = words[at + 3]!
        const source = kind === CommandKind.refuse ? this.#sources[done + detail] : undefined
        if (kind === CommandKind.refuse) refused++
        onCommand(cases[words[at]!]!, kind, words[at + 2]!, detail, source)
      }
      const { consumed } = kernel
      done += consumed
      if (done < count) kernel.events.copyWithin(0, consumed * EVENT_WORDS, (consumed + count - done) * EVENT_WORDS)
    }
    told?.stepped(program, count, said, refused, performance.now() - began)
    return this.#sources
  }
}
