/**
 * Effect's own workflow engine: three activities, in memory and as a cluster of one on SQLite (WAL,
 * full sync), over a client of `node:sqlite` written here because none that is published loads
 * with this version.
 */
import { DatabaseSync } from "node:sqlite"
import { NodeCrypto } from "@effect/platform-node"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { ClusterWorkflowEngine, SingleRunner } from "effect/cluster"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError, Statement, type SqlConnection } from "effect/sql"
import { Activity, Workflow, WorkflowEngine } from "effect/workflow"
import { type Contender, keepBusy, type Round } from "./contender.ts"

const Three = Workflow.make("three", {
  payload: { id: Schema.String, value: Schema.Number },
  idempotencyKey: ({ id }) => id,
  success: Schema.Number,
})

const step = (name: string, value: number) =>
  Activity.make({ name, success: Schema.Number, execute: Effect.sync(() => value + 1) })

const ThreeLive = Three.toLayer(({ value }) => Effect.gen(function* () {
  return yield* step("c", yield* step("b", yield* step("a", value)))
}))

async function run(round: Round, engine: Layer.Layer<WorkflowEngine.WorkflowEngine>): Promise<number> {
  const scope = Scope.makeUnsafe()
  const live = ThreeLive.pipe(Layer.provideMerge(engine))
  const context = await Effect.runPromise(Layer.buildWithScope(live, scope))
  let last = 0
  const one = () =>
    Effect.runPromise(
      Effect.provideContext(
        Three.execute({ id: `case-${++last}`, value: 0 }),
        context as Context.Context<any>,
      ) as Effect.Effect<number>,
    )
  const rate = await keepBusy(round, one)
  await Promise.race([
    Effect.runPromise(Scope.close(scope, Exit.void)),
    new Promise((resolve) => setTimeout(resolve, 2_000)),
  ])
  return rate
}

/** `SqlClient` over one connection of `node:sqlite`, used by one fiber at a time. */
function sqlite(path: string): Layer.Layer<SqlClient.SqlClient> {
  const make = Effect.gen(function* () {
    const database = new DatabaseSync(path)
    database.exec("pragma journal_mode=WAL; pragma synchronous=FULL")
    const all = (sql: string, params: readonly unknown[], asArrays = false) =>
      Effect.try({
        try: () => {
          const statement = database.prepare(sql)
          statement.setReturnArrays(asArrays)
          return statement.all(
            ...(params.map((one) => (typeof one === "boolean" ? Number(one) : one)) as never[]),
          ) as never[]
        },
        catch: (cause) =>
          new SqlError.SqlError({ reason: SqlError.classifySqliteError(cause as never, {} as never) }),
      })
    const rows: SqlConnection.Connection["execute"] = (sql, params, transform) =>
      Effect.map(all(sql, params), (found) => (transform === undefined ? found : transform(found) as never[]))
    const connection = {
      execute: rows, executeUnprepared: rows, executeRaw: (sql: string, params: readonly unknown[]) => all(sql, params),
      executeValues: (sql: string, params: readonly unknown[]) => all(sql, params, true),
      executeValuesUnprepared: (sql: string, params: readonly unknown[]) => all(sql, params, true),
      executeStream: () => Stream.die("not used"),
    } as unknown as SqlConnection.Connection
    const turn = yield* Semaphore.make(1)
    const acquirer = turn.withPermits(1)(Effect.succeed(connection))
    const transactionAcquirer = Effect.uninterruptibleMask((restore) => Effect.gen(function* () {
      const scope = yield* Scope.Scope
      yield* restore(turn.take(1))
      yield* Scope.addFinalizer(scope, turn.release(1))
      return connection
    }))
    return yield* SqlClient.make({
      acquirer, transactionAcquirer, compiler: Statement.makeCompilerSqlite(), spanAttributes: [],
    } as never)
  })
  return Layer.effect(SqlClient.SqlClient, make as never).pipe(Layer.provide(Reactivity.layer)) as never
}

export const effectMemory: Contender = {
  name: "effect-workflow-memory", durable: false, run: (round) => run(round, WorkflowEngine.layerMemory),
}

export const effectCluster: Contender = {
  name: "effect-workflow-sqlite",
  durable: true,
  most: 64,
  run: (round) =>
    run(
      round,
      ClusterWorkflowEngine.layer.pipe(
        Layer.provide(SingleRunner.layer({ runnerStorage: "memory" })),
        Layer.provide(sqlite(round.path)),
        Layer.provide(NodeCrypto.layerDigest),
      ) as Layer.Layer<WorkflowEngine.WorkflowEngine>,
    ),
}
