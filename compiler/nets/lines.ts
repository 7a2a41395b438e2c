/** Bytes to lines of text, one at a time, none longer than a net may be. */
import { NetFailure } from "./net-failure.ts"

/** Longest line, in bytes after decompression: a net of 65,000 places fits. */
export const LINE_BYTES_MAX = 8 * 1024 * 1024
/** So much of a line that is too long is passed over to get to the next; then it is the file that is refused. */
export const PASSED_BYTES_MAX = 256 * 1024 * 1024

/** A line with its number, from 1: its text, or why it has none. */
export interface Line {
  readonly number: number
  readonly text: string | NetFailure
}

/** The lines of a file, those with nothing but space left out. Holds one line at a time. Throws a NetFailure. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Line> {
  let number = 1
  let length = 0
  let parts: Uint8Array[] = []
  const take = (part: Uint8Array) => {
    length += part.length
    if (length <= LINE_BYTES_MAX) parts.push(part)
    else parts = []
    if (length <= PASSED_BYTES_MAX) return
    const sentence = `this line is longer than ${PASSED_BYTES_MAX >> 20} MiB; the rest of the file is not read.`
    throw new NetFailure("refused", file, sentence, { line: number, column: 1 })
  }
  const end = (): Line => {
    const text = length > LINE_BYTES_MAX ? tooLong(file, number) : textOf(Buffer.concat(parts), file, number)
    parts = []
    length = 0
    return { number: number++, text }
  }
  for await (const chunk of bytes) {
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, to))
      from = to + 1
      const line = end()
      if (!isBlank(line)) yield line
    }
    take(chunk.subarray(from))
  }
  const last = end()
  if (!isBlank(last)) yield last
}

const NEWLINE = 0x0a
const isBlank = ({ text }: Line) => typeof text === "string" && /^[ \t\r]*$/.test(text)

function tooLong(file: string, line: number): NetFailure {
  const sentence = `this line is longer than ${LINE_BYTES_MAX >> 20} MiB; put one net on a line.`
  return new NetFailure("refused", file, sentence, { line, column: 1 })
}

function textOf(bytes: Uint8Array, file: string, line: number): string | NetFailure {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch (error) {
    const column = new TextDecoder().decode(bytes).indexOf("\uFFFD") + 1
    const sentence = "this line is not written in UTF-8 from here; convert it."
    return new NetFailure("encoding", file, sentence, { line, column }, error)
  }
}
