/**
 * The written corpus (`test/corpus/write.ts`) played on the portable kernel: judged as `test/corpus.test.ts` judges,
 * without the reference beside it, so that many mutants can be held against it. `KNHK_CORPUS` names the folder.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { COMMAND_WORDS } from "../../src/kernel/command.ts"
import { EVENT_WORDS } from "../../src/kernel/event.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import { readTable } from "../../src/kernel/table.ts"

const folder = process.env["KNHK_CORPUS"] ?? "native/target/corpus"

test.each(readdirSync(folder).filter((name) => name.endsWith(".case")))("%s", (name) => {
  const file = readFileSync(join(folder, name))
  const bytes = file.readUInt32LE(0)
  const words = new Uint32Array(new Uint8Array(file).buffer)
  const kernel = portableKernel(readTable(file.subarray(4, 4 + bytes)), { capacity: 1 })
  const slot = kernel.allocate()
  let at = 1 + Math.ceil(bytes / 4)
  const next = (count: number) => words.subarray(at, (at += count))
  while (at < words.length) {
    const before = next(kernel.stateWords)
    const event = next(EVENT_WORDS)
    const said = next(next(1)[0]! * COMMAND_WORDS)
    const after = next(kernel.stateWords)
    kernel.write(slot, before)
    kernel.events.set(event)
    const count = kernel.step(1)
    const fits = kernel.consumed === 1 && count * COMMAND_WORDS === said.length
      && said.every((word, i) => kernel.commands[i] === word)
      && kernel.read(slot).every((word, i) => word === after[i])
    if (!fits) expect([before, event, kernel.commands.slice(0, count * 4), kernel.read(slot)]).toEqual([
      before, event, said, after,
    ])
  }
})
