/** Values on the command line: JSON, `@FILE` or `-` for stdin. */
import { readFile } from "node:fs/promises"
import { text } from "node:stream/consumers"
import { CommandFailure } from "./failure.ts"

/** The text that an argument stands for. `name` is the flag, for the sentence when it cannot be read. */
export async function readInput(argument: string, name: string): Promise<string> {
  if (argument === "-") return text(process.stdin)
  if (!argument.startsWith("@")) return argument
  return readFile(argument.slice(1), "utf8").catch((error: Error) => {
    const message = `${name} names ${argument.slice(1)}, which cannot be read`
    throw new CommandFailure("input-refused", message, "Check the path after the @.", error)
  })
}

/** A JSON value; what is none is refused with the place where it stops being one. */
export function parseJson(source: string, name: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const next = `Quote it, as in ${name} '{"days":3}', or use ${name} @FILE.`
    throw new CommandFailure("input-refused", `${name} is not JSON (${why})`, next, error)
  }
}
