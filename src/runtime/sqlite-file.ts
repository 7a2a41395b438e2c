/**
 * The database file: its schema, what marks it as ours, and what is checked before it is used.
 * Imported by the engine's thread and by the store's thread, so it stays free of `effect`.
 */
import { existsSync, realpathSync, statSync, type Stats } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { faultOf, storeFault, type StoreFault } from "./store-fault.ts"

/** "knhk" in ASCII: SQLite's `application_id` of our files. */
const APPLICATION = 0x6b6e686b
/** Number of the schema below. A change of what is stored takes the next one; numbers are never used again. */
const SCHEMA = 4
/** Smaller ones are older than the first release. */
const LEAST_SCHEMA = 4
/** Older ones may corrupt a WAL database that has several connections. */
const LEAST_SQLITE = [3, 51, 3] as const

const schema = `
create table definition (
  number integer primary key,
  workflow text not null,
  hash text not null,
  table_bytes blob not null,
  unique (hash, table_bytes)
) strict;
create table workflow_case (
  number integer primary key,
  definition integer not null references definition (number),
  workflow text not null,
  case_id text not null,
  id text,
  status integer not null,
  started_at integer not null,
  ended_at integer,
  state blob not null,
  data text not null,
  result text,
  failure text,
  trace text,
  parent integer references workflow_case (number),
  parent_activation integer,
  parent_instance integer
) strict;
create unique index workflow_case_case_id on workflow_case (case_id);
create unique index workflow_case_id on workflow_case (workflow, id) where id is not null;
create index workflow_case_running on workflow_case (definition, number) where status = 1;
create index workflow_case_parent on workflow_case (parent, number) where parent is not null;
create table event (
  case_number integer not null references workflow_case (number),
  seq integer not null,
  at integer not null,
  kind integer not null,
  task integer not null,
  outcome integer not null,
  activation integer not null,
  instance integer not null,
  attempt integer not null,
  payload text,
  effects text not null,
  primary key (case_number, seq)
) strict, without rowid;
create table work_item (
  case_number integer not null references workflow_case (number),
  activation integer not null,
  instance integer not null,
  task text not null,
  state integer not null,
  role text,
  enabled_at integer not null,
  due_at integer,
  input text,
  signal text,
  primary key (case_number, activation, instance)
) strict, without rowid;
create table instance (
  case_number integer not null references workflow_case (number),
  activation integer not null,
  instance integer not null,
  state integer not null,
  attempt integer not null,
  failures integer not null,
  enabled_at integer not null,
  due_at integer not null,
  value text,
  primary key (case_number, activation, instance)
) strict, without rowid;
create index work_item_role on work_item (role, case_number);
create index work_item_signal on work_item (signal, case_number) where signal is not null;
`

/** A fault that is thrown on its way to the door, where it becomes a typed failure. */
export class FileFault extends Error {
  readonly fault: StoreFault
  constructor(fault: StoreFault, cause?: unknown) {
    super(fault.message, { cause })
    this.fault = fault
  }
}

/** Runs `use` and turns what SQLite throws into a `FileFault`; anything else stays a defect. */
export function guarded<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    const fault = faultOf(error, path)
    throw fault === undefined ? error : new FileFault(fault, error)
  }
}

/** Opens the file for writing, makes the schema if it is new, and checks that it is ours and not newer. */
export function openWriter(
  path: string,
  options: { readonly busyTimeout: number; readonly maxBytes: number | undefined },
): DatabaseSync {
  if (path === "" || path === ":memory:") {
    const step = "for work that may be lost leave `store` out of open(), or use Engine.layerMemory"
    throw new FileFault(storeFault("path", path || '""', `an engine needs a file; ${step}`))
  }
  if (!existsSync(dirname(path))) {
    throw new FileFault(storeFault("path", path, "its folder does not exist; make it, or check the path"))
  }
  checkFile(path)
  return guarded(path, () => {
    const database = new DatabaseSync(path, { timeout: options.busyTimeout })
    try {
      check(database, path)
      if (text(database, "pragma journal_mode=wal") !== "wal")
        throw new FileFault(storeFault("path", path, "its file system has no WAL mode; put it on a local disk"))
      database.exec(
        "pragma synchronous=full; pragma foreign_keys=on; pragma wal_autocheckpoint=4000; pragma cache_size=-65536",
      )
      if (number(database, "pragma user_version") === 0) make(database)
      if (options.maxBytes !== undefined) {
        database.exec(
          `pragma max_page_count=${Math.max(1, Math.floor(options.maxBytes / number(database, "pragma page_size")))}`,
        )
      }
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** Makes the schema, unless another process was faster. */
function make(database: DatabaseSync): void {
  database.exec("begin immediate")
  if (number(database, "pragma user_version") === 0) {
    database.exec(`${schema} pragma application_id=${APPLICATION}; pragma user_version=${SCHEMA}`)
  }
  database.exec("commit")
}

/** Opens the file for reading beside whoever writes it. */
export function openReader(path: string, options: { readonly busyTimeout: number }): DatabaseSync {
  if (checkFile(path) === undefined) throw new FileFault(storeFault("missing", path))
  return guarded(path, () => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: options.busyTimeout })
    try {
      check(database, path)
      if (number(database, "pragma user_version") === 0) throw new FileFault(storeFault("missing", path, "empty"))
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Takes the right to be the one engine of this file, for as long as the returned connection is
 * open: an exclusive lock on a file beside it, which the system drops when the process ends. The
 * file must be there. It is found by its real path, so a symbolic link leads to the same lock.
 */
export function own(path: string): DatabaseSync {
  const lock = `${realpathSync.native(path)}-owner`
  return guarded(lock, () => {
    const owner = new DatabaseSync(lock, { timeout: 0 })
    try {
      owner.exec("begin exclusive")
      return owner
    } catch (error) {
      owner.close()
      const reason = faultOf(error, lock)?.reason
      if (reason === "locked") throw new FileFault(storeFault("locked", path), error)
      if (reason !== "not-a-database") throw error
      throw new FileFault(storeFault("path", path, `${lock} is not the lock of an engine; move that file away`), error)
    }
  })
}

/**
 * Refuses what is there and no file, and a file of several names: each name would have a write-ahead
 * log and a lock of its own, and together they would tear the database.
 */
function checkFile(path: string): Stats | undefined {
  let stats: Stats | undefined
  try {
    stats = statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new FileFault(storeFault("path", path, `the system says ${code}; check each folder of the path`), error)
  }
  if (stats?.isDirectory() === true) {
    throw new FileFault(storeFault("path", path, "it is a folder; give the path of a file"))
  }
  if (stats?.isFile() === false) {
    throw new FileFault(storeFault("path", path, "it is a device and no file; give the path of a file"))
  }
  if (stats !== undefined && stats.nlink > 1) {
    const names = `it has ${stats.nlink} names (hard links), which would tear it`
    throw new FileFault(storeFault("path", path, `${names}; leave it one name, and copy it to keep a second one`))
  }
  return stats
}

function check(database: DatabaseSync, path: string): void {
  const version = text(database, "select sqlite_version()")
  const parts = version.split(".").map(Number)
  const order = LEAST_SQLITE.map((least, i) => Math.sign((parts[i] ?? 0) - least)).find((sign) => sign !== 0) ?? 0
  if (order < 0) throw new FileFault(storeFault("old-sqlite", path, version))
  const user = number(database, "pragma user_version")
  const application = number(database, "pragma application_id")
  const tables = number(database, "select count(*) from sqlite_schema")
  if (application !== APPLICATION && (tables > 0 || user !== 0 || application !== 0)) {
    throw new FileFault(storeFault("foreign", path, `application_id ${application}, ${tables} tables`))
  }
  if (user > 0 && user < LEAST_SCHEMA) throw new FileFault(storeFault("older", path, `schema ${user}`))
  if (user > SCHEMA) throw new FileFault(storeFault("newer", path, `schema ${user}, this one knows ${SCHEMA}`))
}

const value = (database: DatabaseSync, sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0]
const number = (database: DatabaseSync, sql: string): number => Number(value(database, sql))
const text = (database: DatabaseSync, sql: string): string => String(value(database, sql))
