/** A language server as a process, spoken to as an editor does. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"

export interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

/** The editor's end of the line. */
export class LanguageServer {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #unread: Message[] = []
  readonly #waiting = new Set<() => void>()
  #bytes = Buffer.alloc(0)

  constructor(command: string, args: readonly string[], options: { readonly cwd: string; env: NodeJS.ProcessEnv }) {
    this.#child = spawn(command, args, options)
    this.#child.stdout.on("data", (data: Buffer) => this.#read(data))
  }

  send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message })
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  /** The first message that fits and was not taken before, be it there or yet to come. */
  next(fits: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      const look = () => {
        const index = this.#unread.findIndex(fits)
        if (index === -1) return
        this.#waiting.delete(look)
        resolve(this.#unread.splice(index, 1)[0]!)
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Ends the server; resolves when it is gone. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve))
    this.#child.kill()
    await closed
  }

  #read(data: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, data])
    for (;;) {
      const head = /Content-Length: (\d+)[\s\S]*?\r\n\r\n/.exec(this.#bytes.toString("latin1"))
      const start = (head?.index ?? 0) + (head?.[0].length ?? 0)
      const end = start + Number(head?.[1])
      if (head === null || this.#bytes.length < end) return
      this.#unread.push(JSON.parse(this.#bytes.subarray(start, end).toString()) as Message)
      this.#bytes = this.#bytes.subarray(end)
      for (const look of [...this.#waiting]) look()
    }
  }
}
