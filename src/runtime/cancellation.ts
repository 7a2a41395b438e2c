/**
 * Being told to stop. A token tells whether and why; its source alone cancels it. A child hears what
 * its parent hears, and a parent nothing of its children; a token and an `AbortSignal` are made of
 * each other. A child hangs on its parent only while somebody listens to it, so tokens that are
 * merely made and dropped leave nothing behind.
 */

/** Where a token hears of its cancellation beside its own source: the token above it, or a signal. */
type Upstream<Reason> = Pick<CancellationToken<Reason>, "isCancelled" | "reason" | "onCancel">

/** What a source holds of its token. */
interface Controls<Reason> {
  readonly cancel: (reason: Reason) => void
  readonly leave: () => void
}

/**
 * Tells whether the work it was given to is to stop, and why. Made by a `CancellationSource`, or of a signal.
 *
 * @example
 * const charge = async (order: Order, { token }: AttemptContext) => {
 *   const transfer = await token.race(bank.begin(order))
 *   token.throwIfCancelled()
 *   return bank.confirm(transfer, { signal: token.signal })
 * }
 */
export class CancellationToken<Reason = unknown> {
  readonly #above: Upstream<Reason> | undefined
  #over: { readonly reason: Reason } | undefined
  readonly #listeners = new Set<{ readonly hear: (reason: Reason) => void }>()
  /** Takes back that it listens to what is above it. */
  #leave: (() => void) | undefined
  #signal: AbortSignal | undefined

  /** Use a `CancellationSource`, `child` or `from`. `executor` is given what cancels the token. */
  constructor(executor: (controls: Controls<Reason>) => void, above?: Upstream<Reason>) {
    this.#above = above
    executor({
      cancel: (reason) => {
        if (!this.isCancelled) this.#end(reason)
      },
      leave: () => {
        this.#part()
        this.#listeners.clear()
      },
    })
  }

  /**
   * The token of a signal: cancelled when that is aborted, with its reason. It listens to the signal only while
   * somebody listens to it.
   *
   * @example
   * const token = CancellationToken.from(request.signal)
   */
  static from(signal: AbortSignal): CancellationToken {
    const token = new CancellationToken<unknown>(() => {}, upstreamOf(signal))
    token.#signal = signal
    return token
  }

  /** It was cancelled, or a token above it was. */
  get isCancelled(): boolean {
    return this.#over !== undefined || this.#above?.isCancelled === true
  }

  /** Why; undefined while it is not cancelled. The first reason stands. */
  get reason(): Reason | undefined {
    return this.#over === undefined ? this.#above?.reason : this.#over.reason
  }

  /** The same as a signal, for `fetch` and whatever else takes one, with the same reason. */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      const controller = new AbortController()
      this.#signal = controller.signal
      this.onCancel((reason) => controller.abort(reason))
    }
    return this.#signal
  }

  /** How many listen: callbacks, its signal if that was asked for, children that are listened to. Tells leaks. */
  get listeners(): number {
    return this.#listeners.size
  }

  /** Throws the reason if it is cancelled. */
  throwIfCancelled(): void {
    if (this.isCancelled) throw this.reason
  }

  /**
   * Calls `listener` with the reason, once; now if it is cancelled already. What is returned takes the listener back:
   * call it where the token lives longer than the listener. A listener that throws keeps no other from hearing; what
   * it throws is an uncaught exception, as that of a signal's listener is.
   */
  onCancel(listener: (reason: Reason) => void): () => void {
    if (this.isCancelled) {
      listener(this.reason as Reason)
      return () => {}
    }
    const entry = { hear: listener }
    this.#listeners.add(entry)
    this.#leave ??= this.#above?.onCancel((reason) => this.#end(reason))
    return () => {
      this.#listeners.delete(entry)
      if (this.#listeners.size === 0) this.#part()
    }
  }

  /** What `work` gives; or rejects with the reason, if that comes first. Leaves no listener behind. */
  async race<A>(work: PromiseLike<A>): Promise<A> {
    let stop = () => {}
    const cancelled = new Promise<never>((_, reject) => {
      stop = this.onCancel(reject)
    })
    try {
      return await Promise.race([work, cancelled])
    } finally {
      stop()
    }
  }

  /**
   * A source under this token, for a part of the work: its token is cancelled with this one, or alone.
   *
   * @example
   * using others = token.child<"enough">()
   * const first = await Promise.any(mirrors.map((url) => fetch(url, { signal: others.token.signal })))
   * others.cancel("enough")
   */
  child<Own = never>(): CancellationSource<Reason | Own> {
    return new CancellationSource<Reason | Own>(this as Upstream<unknown> as Upstream<Reason | Own>)
  }

  #end(reason: Reason): void {
    this.#over = { reason }
    this.#part()
    for (const entry of this.#listeners) {
      this.#listeners.delete(entry)
      try {
        entry.hear(reason)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  #part(): void {
    this.#leave?.()
    this.#leave = undefined
  }
}

/**
 * Makes a token and cancels it. Dispose of it (`using`) when the work is over and something above it lives on: its
 * token then no longer hangs there.
 *
 * @example
 * const source = new CancellationSource<"too slow">()
 * work(source.token)
 * source.cancel("too slow")
 */
export class CancellationSource<Reason = unknown> implements Disposable {
  readonly token: CancellationToken<Reason>
  readonly #controls: Controls<Reason>

  /** On its own, or under a token. */
  constructor(above?: Upstream<Reason>) {
    let controls: Controls<Reason> | undefined
    this.token = new CancellationToken<Reason>((given) => (controls = given), above)
    this.#controls = controls!
  }

  /** Cancels the token and those under it. The first reason stands, whoever gives it. */
  cancel(reason: Reason): void {
    this.#controls.cancel(reason)
  }

  /** Leaves what is above it; nobody who listens to the token is told anything any more. */
  [Symbol.dispose](): void {
    this.#controls.leave()
  }
}

/** A signal as a token sees it. */
const upstreamOf = (signal: AbortSignal): Upstream<unknown> => ({
  get isCancelled() {
    return signal.aborted
  },
  get reason() {
    return signal.aborted ? signal.reason : undefined
  },
  onCancel: (listener) => {
    const hear = () => listener(signal.reason)
    signal.addEventListener("abort", hear, { once: true })
    return () => signal.removeEventListener("abort", hear)
  },
})
