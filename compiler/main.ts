/**
 * From the arguments to the exit code. Imports `compiler/cli` only when there is more to say than the
 * version, so that `knhk --version` costs what Node costs.
 */
import { inspect } from "node:util"
import { manifest } from "./node-version.ts"

/** What the process says with its exit code. */
export const ExitCode = {
  fine: 0,
  /** Diagnostics of severity error, or a case that failed. */
  findings: 1,
  /** The command line, a file it names or a payload is not what the command takes. */
  usage: 2,
  /** The store or the machine. */
  environment: 3,
  /** A bug in knhk. */
  bug: 70,
  /** Stopped by Ctrl-C or a signal; everything is as it was on disk, and goes on when run again. */
  interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** Version of this package, as its `package.json` says it. */
export function version(): string {
  return manifest().version
}

/** Runs one command and ends the process with its exit code, after all output has been taken. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", readerIsGone)
  const say = process.stdout.write.bind(process.stdout)
  let code: ExitCode
  try {
    if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
      process.stdout.write(`knhk v${version()}\n`)
      code = ExitCode.fine
    } else {
      const { run } = await import("./cli/root.ts")
      code = await run(argv)
    }
  } catch (error) {
    const { message, next } = bug(error)
    code = ExitCode.bug
    if (argv.includes("--json")) say(`${JSON.stringify({ error: { code: "bug", message, next, exit: code } })}\n`)
    process.stderr.write(`knhk: ${message}. ${next}\n`)
    if (isDebug()) process.stderr.write(`${inspect(error)}\n`)
  }
  process.stdout.write("", () => process.exit(code))
}

/** Whether a bug is shown with where it is: `KNHK_DEBUG` is set to anything but 0. */
function isDebug(): boolean {
  return !["", "0"].includes(process.env["KNHK_DEBUG"] ?? "")
}

/** What is said of a bug: which knhk, what was thrown, and how to report it. */
function bug(error: unknown): { readonly message: string; readonly next: string } {
  const what = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).replace(/\s+/g, " ").trim()
  return {
    message: `this is a bug in knhk ${version()} on Node ${process.versions.node} (${what})`,
    next: isDebug() ? "Please report it with the command and with what follows."
      : "Please report it with the command and with what it prints when KNHK_DEBUG=1 is set.",
  }
}

/** `knhk ... | head` is no failure. */
function readerIsGone(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(ExitCode.fine)
  throw error
}
