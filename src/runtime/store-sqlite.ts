/**
 * The embedded store: one SQLite file in WAL mode with full sync. A thread of its own does the
 * writing, so a commit never stalls the event loop; reads go over a second connection here.
 */
import type { DatabaseSync } from "node:sqlite"
import type { Worker } from "node:worker_threads"
import type { Batch } from "./batch.ts"
import { StoreError } from "./engine-error.ts"
import { openWriter, own } from "./sqlite-file.ts"
import { type SqliteOptions, SqliteReader, typed } from "./sqlite-reader.ts"
import { storeFault, type StoreFault } from "./store-fault.ts"
import type { WriterAnswer, WriterData } from "./store-worker.ts"
import type { Claim, Store } from "./store.ts"

/** Writes as well. Owned by one engine: opening it a second time is a `StoreError` with reason `locked`. */
export class SqliteStore extends SqliteReader implements Store {
  readonly #owner: DatabaseSync
  readonly #worker: Worker
  #waiting: { readonly done: (error: StoreError | undefined, bytes: number) => void; readonly bytes: number }[] = []
  #stopped: StoreError | undefined
  #claimed = false
  #exited: Promise<void>

  /** Opens or creates the file. Throws a `StoreError`; a file that is not ours is not touched. */
  static open(path: string, options: SqliteOptions = {}): SqliteStore {
    const data: WriterData = { path, busyTimeout: options.busyTimeout ?? 2_000, maxBytes: options.maxBytes }
    const owner = typed(() => {
      // The file first: what is not ours must not get an owner file beside it.
      openWriter(path, data).close()
      return own(path)
    })
    try {
      return new SqliteStore(owner, data)
    } catch (error) {
      owner.close()
      throw error
    }
  }

  private constructor(owner: DatabaseSync, data: WriterData) {
    super(data.path, { busyTimeout: data.busyTimeout })
    this.#owner = owner
    // Loaded at the first use: importing the run time must not pay for it.
    const { Worker } = process.getBuiltinModule("node:worker_threads")
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"
    this.#worker = new Worker(new URL(`./store-worker.${extension}`, import.meta.url), {
      workerData: { knhkStore: data },
    })
    this.#worker.on("message", (answer: WriterAnswer) => this.#answered(answer))
    this.#worker.on("error", (error) => this.#stop(storeFault("other", data.path, error.message), error))
    this.#exited = new Promise((resolve) => this.#worker.once("exit", () => {
      this.#stop(storeFault("closed", data.path))
      resolve()
    }))
    this.#worker.unref()
  }

  claim(): Claim {
    if (this.#claimed) throw new StoreError(storeFault("locked", this.path))
    const claim = { lastCase: this.last("workflow_case"), lastDefinition: this.last("definition") }
    this.#claimed = true
    return claim
  }

  release(): void {
    this.#claimed = false
  }

  commit(batch: Batch, done: (error: StoreError | undefined, bytes: number) => void): void {
    const { letters } = batch
    const packed = batch.pack()
    if (this.#stopped !== undefined) {
      const error = this.#stopped
      queueMicrotask(() => done(error, 0))
      return
    }
    const bytes = packed.numbers.byteLength + letters + packed.words.byteLength
    // A commit under way keeps the process alive; an idle store does not.
    if (this.#waiting.length === 0) this.#worker.ref()
    this.#waiting.push({ done, bytes })
    this.#worker.postMessage(packed, [packed.numbers.buffer, packed.words.buffer])
  }

  /** Waits for the commits under way, then closes the file and gives up the ownership. */
  override async close(): Promise<void> {
    // The writer goes last: the last connection to close folds the write-ahead log into the file.
    await super.close()
    this.#worker.ref()
    this.#worker.postMessage("close")
    await this.#exited
    if (this.#owner.isOpen) this.#owner.close()
  }

  #answered(fault: WriterAnswer): void {
    if (fault !== null) return this.#stop(fault)
    const { done, bytes } = this.#waiting.shift()!
    if (this.#waiting.length === 0) this.#worker.unref()
    done(undefined, bytes)
  }

  #stop(fault: StoreFault, cause?: unknown): void {
    this.#stopped ??= new StoreError({ ...fault, cause })
    const waiting = this.#waiting
    this.#waiting = []
    for (const { done } of waiting) done(this.#stopped, 0)
  }
}
