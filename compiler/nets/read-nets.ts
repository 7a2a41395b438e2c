/**
 * Nets that other tools wrote, from files: JSON lines and PNML, plain or gzip. `compiler/nets` imports saxes, node's
 * streams and zlib, and `compiler/ir`; saxes stays in `xml.ts`.
 */
import type { Net } from "../ir/net.ts"
import { bytesOf, type ReadNetsOptions } from "./bytes.ts"
import { jsonNet } from "./json-lines.ts"
import { linesOf } from "./lines.ts"
import { NetFailure } from "./net-failure.ts"
import { netFormat } from "./net-format.ts"
import { PnmlReader } from "./pnml-reader.ts"

/** A net of a file, or what is wrong with it, and the line that it begins on. */
export interface NetRead {
  readonly line: number
  readonly net: Net | NetFailure
}

/**
 * The nets of a file one after the other, in the order of the file: one a line of a `.jsonl` file, one for each `<net>`
 * of a `.pnml` file. Whether it is compressed is told from the first bytes. A net that is wrong comes as a NetFailure,
 * and the others come all the same. Throws a NetFailure where the file as a whole cannot be read, or no further.
 *
 * Holds one net at a time. Names are unique in each net, not in the file. A net that comes is well-formed, not sound.
 *
 * @example
 * for await (const { line, net } of readNets("nets.jsonl.gz")) {
 *   console.log(line, net instanceof NetFailure ? net.message : net.tasks.length)
 * }
 */
export async function* readNets(file: string, options: ReadNetsOptions = {}): AsyncGenerator<NetRead> {
  const format = netFormat(file)
  if (format === undefined) {
    throw new NetFailure("unreadable", file, "the name ends in neither .jsonl nor .pnml; name it after what it holds.")
  }
  const bytes = bytesOf(file, options)
  yield* format === "jsonl" ? readLines(bytes, file) : readDocument(bytes, file)
}

async function* readLines(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<NetRead> {
  let empty = true
  for await (const { number, text } of linesOf(bytes, file)) {
    empty = false
    yield { line: number, net: typeof text === "string" ? netOrFailure(text, file, number) : text }
  }
  if (empty) throw new NetFailure("empty", file, "the file is empty; give one net a line.")
}

function netOrFailure(text: string, file: string, line: number): Net | NetFailure {
  try {
    return jsonNet(text, { file, line })
  } catch (error) {
    if (error instanceof NetFailure) return error
    throw error
  }
}

async function* readDocument(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<NetRead> {
  const reader = new PnmlReader(file)
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const decode = (chunk: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(chunk, { stream })
    } catch (error) {
      return reader.refuse("encoding", "the file is not written in UTF-8 from about here; convert it.", error)
    }
  }
  let empty = true
  try {
    for await (const chunk of bytes) {
      empty = false
      reader.write(decode(chunk, true))
      yield* reader.take()
    }
    if (empty) throw new NetFailure("empty", file, "the file is empty; give a PNML document.")
    reader.write(decode(new Uint8Array(), false))
    reader.end()
  } finally {
    yield* reader.take()
  }
}
