/** The map of a log's activities to tasks, as people give it. */
import { readFile } from "node:fs/promises"
import { ReplayFailure } from "./failure.ts"

/**
 * Reads entries like `activity=task`, or paths of JSON files that hold an object `{ "activity": "task" }`, into
 * one map; later entries win. An entry is split at its last `=`. Rejects with a `ReplayFailure`.
 *
 * @example
 * await readMap(["names.json", "Rejected=reject"])
 */
export async function readMap(entries: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const map: Record<string, string> = Object.create(null)
  for (const entry of entries) {
    const at = entry.lastIndexOf("=")
    if (at > 0 && at < entry.length - 1) map[entry.slice(0, at)] = entry.slice(at + 1)
    else if (at === -1 && entry.endsWith(".json")) Object.assign(map, await readJson(entry))
    else throw new ReplayFailure("map", `"${entry}" maps no activity; write activity=task or the path of a .json file.`)
  }
  return map
}

async function readJson(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new ReplayFailure("map", `the map ${file} cannot be read; check its path.`, error)
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ReplayFailure("map", `the map ${file} is not JSON; write { "activity": "task" }.`, error)
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)
    || !Object.values(value).every((task) => typeof task === "string")) {
    throw new ReplayFailure("map", `the map ${file} must be an object of task names; write { "activity": "task" }.`)
  }
  return value as Record<string, string>
}
