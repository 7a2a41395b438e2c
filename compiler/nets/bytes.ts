/** The bytes of a file, decompressed when they begin like gzip, and what disk and gzip say against it. */
import { createReadStream } from "node:fs"
import { pipeline, Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { NetFailure, type NetFault } from "./net-failure.ts"

/** What `readNets` takes. */
export interface ReadNetsOptions {
  /** Called after each chunk with the bytes read from the file so far, before decompression. */
  readonly onRead?: (bytes: number) => void
}

/** Chunk by chunk: a file is never in memory as a whole. Throws a NetFailure. */
export async function* bytesOf(file: string, { onRead }: ReadNetsOptions = {}): AsyncGenerator<Uint8Array> {
  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      yield chunk
      onRead?.((bytes += chunk.length))
    }
  }
  try {
    yield* await unpacked(counted())
  } catch (error) {
    throw failure(error, file)
  }
}

async function unpacked(source: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const first = await source.next()
  const head = first.done === true ? new Uint8Array() : first.value
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head
    yield* source
  }
  if (!(head[0] === 0x1f && head[1] === 0x8b)) return whole()
  const gunzip = createGunzip()
  pipeline(Readable.from(whole(), { objectMode: false }), gunzip, () => undefined)
  return gunzip as AsyncIterable<Uint8Array>
}

function failure(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  const failed = (reason: NetFault, sentence: string) => new NetFailure(reason, file, sentence, undefined, error)
  if (code === "ENOENT") return failed("missing", "there is no such file; check its path.")
  if (code === "EISDIR") return failed("unreadable", "this is a folder; give a file in it.")
  if (code === "Z_BUF_ERROR") return failed("gzip", "the compressed file was cut short; fetch it again.")
  if (code.startsWith("Z_")) return failed("gzip", "the compressed file is damaged; fetch it again.")
  if (/^E[A-Z]+$/.test(code)) return failed("unreadable", `the file cannot be read (${code}); check its rights.`)
  return error
}
