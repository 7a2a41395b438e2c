/**
 * The engine as an Effect service: cases are started, watched, cancelled and looked at here. One
 * engine owns one store; workflows register with it through the layers of their executors.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { asked, EngineCore } from "./engine-core.ts"
import type { StoreError } from "./engine-error.ts"
import type { EngineOptions, EngineShape } from "./engine-shape.ts"
import { MemoryStore } from "./store-memory.ts"
import { type SqliteOptions, SqliteStore } from "./store-sqlite.ts"
import type { Claim, Store } from "./store.ts"

/**
 * The engine. `Effect.provide` one of its layers; leaving the layer's scope interrupts what runs
 * and leaves the store consistent, so that the next engine goes on.
 *
 * @example
 * program.pipe(Effect.provide(OrderLive), Effect.provide(Engine.layerSqlite("orders.db")))
 */
export class Engine extends Context.Service<Engine, EngineShape>()("knhk/Engine") {
  /** On a store of its own in memory, for tests and for work that may be lost. */
  static layerMemory(options: EngineOptions = {}): Layer.Layer<Engine> {
    return Layer.effect(Engine, Effect.orDie(Effect.suspend(() => make(new MemoryStore(), options, true))))
  }

  /** On a SQLite file, made if it is not there. A second engine on the same file is refused as `locked`. */
  static layerSqlite(path: string, options: EngineOptions & SqliteOptions = {}): Layer.Layer<Engine, StoreError> {
    const open = asked<SqliteStore, StoreError>(async () => SqliteStore.open(path, options))
    return Layer.effect(Engine, Effect.flatMap(open, (store) => make(store, options, true)))
  }

  /** On a store that is opened and closed elsewhere. While another engine has it, it is refused as `locked`. */
  static layerStore(store: Store, options: EngineOptions = {}): Layer.Layer<Engine, StoreError> {
    return Layer.effect(Engine, make(store, options, false))
  }
}

function make(
  store: Store, options: EngineOptions, owned: boolean,
): Effect.Effect<EngineShape, StoreError, Scope.Scope> {
  const acquire = Effect.gen(function* () {
    const claim = yield* asked<Claim, StoreError>(async () => store.claim())
    return new EngineCore(store, claim, yield* Clock.Clock, yield* Random.Random, options)
  })
  return Effect.acquireRelease(acquire, (core) =>
    Effect.andThen(core.close(owned), Effect.sync(() => store.release())))
}
