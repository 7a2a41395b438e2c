/**
 * What was found, played on a kernel of its own before anybody is shown it. If it comes out otherwise, that is a defect
 * of the search and stops.
 */
import { COMMAND_WORDS, CommandKind } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Handle } from "../../src/kernel/handle.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import type { TaskIndex } from "../ir/net.ts"
import { told } from "../verify/told.ts"
import type { Happened } from "../verify/witness.ts"
import { decoded, send } from "./moves.ts"
import type { Side } from "./side.ts"

export class Played {
  readonly happened: Happened[] = []
  readonly #side: Side
  readonly #kernel
  readonly #handle: Handle

  constructor(side: Side) {
    this.#side = side
    this.#kernel = portableKernel(side.table, { capacity: 1 })
    this.#handle = this.#kernel.allocate()
  }

  get words(): Uint32Array { return this.#kernel.read(this.#handle) }

  open(entry: number): void {
    this.#send(EventKind.open, entry, 0)
  }

  /** Puts a case there as a store would: throws for words that are no state of the table. */
  write(words: Int32Array): void {
    this.#kernel.write(this.#handle, Uint32Array.from(words))
  }

  /** Plays moves, one after the other. */
  play(codes: readonly number[]): void {
    for (const code of codes) {
      const move = decoded(code)
      const puts: number[] = []
      const done: number[] = []
      send(move, (kind, subject, detail) => {
        const said = this.#send(kind, subject, detail)
        puts.push(...said.puts)
        done.push(...said.done)
      })
      this.#note(move, puts, done)
    }
  }

  /** As runs are told: a task that goes on with its instances is told when it is done, if not when it began. */
  #note({ kind, subject, amount }: ReturnType<typeof decoded>, puts: readonly number[], done: readonly number[]): void {
    const note = (what: Happened["kind"], task: number, outcome = 0) =>
      this.happened.push({ task: task as TaskIndex, kind: what, outcome, puts })
    const isKnown = (task: number) => this.happened.some((one) => one.task === task)
    switch (kind) {
      case EventKind.start: return void note("start", subject)
      case EventKind.complete: return void note("complete", subject, amount)
      case EventKind.finish: return void note(done.includes(subject) && !isKnown(subject) ? "both" : "finish", subject)
      case EventKind.signal:
        for (const task of done) if (this.#side.net.tasks[task]!.kind === "receive") note("signal", task)
    }
  }

  #send(kind: EventKind, subject: number, detail: number): { readonly puts: number[]; readonly done: number[] } {
    this.#kernel.events.set([this.#kernel.slot(this.#handle), kind, subject, detail])
    const count = this.#kernel.step(1)
    // A step that says much makes room for it.
    const { commands } = this.#kernel
    const said = { puts: [] as number[], done: [] as number[] }
    for (let at = 0; at < count * COMMAND_WORDS; at += COMMAND_WORDS) {
      const [word, about] = [commands[at + 1]!, commands[at + 2]!]
      if (word === CommandKind.refuse) throw new Error(`a run of "${this.#side.net.id}" that was found is refused`)
      if (word === CommandKind.put) said.puts.push(about)
      if (word === CommandKind.done) said.done.push(about)
    }
    return said
  }
}

/** The run of a case from its opening, in words; it leads to this state. */
export function playedOld(side: Side, entry: number, run: readonly number[], words: Int32Array): string {
  const played = new Played(side)
  played.open(entry)
  played.play(run)
  if (Uint32Array.from(words).join() !== played.words.join()) throw defect(side, "does not lead where it was found to")
  return told(side.net, played.happened)
}

/** A case that was put there, after a run. */
export function playedOn(side: Side, words: Int32Array, run: readonly number[]): Played {
  const played = new Played(side)
  played.write(words)
  played.play(run)
  return played
}

export const defect = ({ net }: Side, what: string) => new Error(`a run of "${net.id}" that was found ${what}`)
