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
import { asked } from "./engine-answer.ts"
import { EngineCore } from "./engine-core.ts"
import type { StoreError } from "./engine-error.ts"
import type { EngineOptions, EngineShape } from "./engine-shape.ts"
import { Sequencer } from "./sequencer.ts"
import { MemoryStore } from "./store-memory.ts"
import type { SqliteOptions } from "./sqlite-reader.ts"
import { SqliteStore } from "./store-sqlite.ts"
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
    return Layer.effectContext(Effect.orDie(Effect.suspend(() => make(new MemoryStore(), options, true))))
  }

  /** On a SQLite file, made if it is not there. A second engine on the same file is refused as `locked`. */
  static layerSqlite(path: string, options: EngineOptions & SqliteOptions = {}): Layer.Layer<Engine, StoreError> {
    const open = asked<SqliteStore, StoreError>(async () => SqliteStore.open(path, options))
    return Layer.effectContext(Effect.flatMap(open, (store) => make(store, options, true)))
  }

  /** On a store that is opened and closed elsewhere. While another engine has it, it is refused as `locked`. */
  static layerStore(store: Store, options: EngineOptions = {}): Layer.Layer<Engine, StoreError> {
    return Layer.effectContext(make(store, options, false))
  }
}

/** The engine, and in deterministic mode the clock, random and scheduler of programs around it. */
function make(
  store: Store, options: EngineOptions, owned: boolean,
): Effect.Effect<Context.Context<Engine>, StoreError, Scope.Scope> {
  const { deterministic } = options
  const acquire = Effect.gen(function* () {
    const claim = yield* asked<Claim, StoreError>(async () => store.claim())
    const sequencer = deterministic === undefined ? undefined : new Sequencer(deterministic, claim.lastCase)
    const { clock, random } = sequencer ?? { clock: yield* Clock.Clock, random: yield* Random.Random }
    const core = new EngineCore(store, claim, clock, random, options, sequencer)
    return [core, sequencer?.services ?? Context.empty()] as const
  })
  const release = ([core]: readonly [EngineCore, unknown]) =>
    Effect.andThen(core.close(owned), Effect.sync(() => store.release()))
  return Effect.map(Effect.acquireRelease(acquire, release), ([core, services]) =>
    Context.add(services, Engine, core))
}
