/** Turns how a run ended into the one diagnostic that says so. */
import { existsSync } from "node:fs"
import { basename, relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { Place } from "../../src/definition/definition.ts"
import { faultCodes, type FaultDetail } from "../../src/definition/fault.ts"
import type { CodeId } from "../codes.ts"
import { top, type Diagnostic, type Note } from "../diagnostic.ts"
import type { Ended, Limits } from "./child.ts"
import { withPath, type Failure } from "./wire.ts"

type Unanswered = Exclude<Ended, { kind: "answered" }>

/** Why no definitions came of the run: one diagnostic, or one for each fault of a refused definition. */
export async function explain(file: string, ended: Unanswered | Failure, limits: Limits): Promise<Diagnostic[]> {
  if (ended.kind === "thrown" && ended.faults !== undefined) {
    return ended.faults.map((fault) => refused(file, ended.stack, fault))
  }
  return [await one(file, ended, limits)]
}

async function one(file: string, ended: Unanswered | Failure, limits: Limits): Promise<Diagnostic> {
  const name = basename(file)
  const at = ("stack" in ended ? userFrame(ended.stack) : undefined) ?? top(file)
  switch (ended.kind) {
    case "late": {
      const limit = `${limits.time / 1000} s`
      return finding("KNHK1005", `${name} does not finish within ${limit}: remove the endless loop or the wait`, at)
    }
    case "loud": {
      const limit = `${limits.output} bytes`
      return finding("KNHK1009", `${name} prints more than ${limit} while it is read: remove the printing`, at)
    }
    case "died":
      return died(file, ended)
    case "network": {
      const call = ended.message
      return finding("KNHK1006", `${name} uses the network while it is read (${call}): move it into a handler`, at)
    }
    case "database": {
      const call = ended.message
      return finding("KNHK1007", `${name} opens a database while it is read (${call}): move it into a handler`, at)
    }
    case "exit":
      return finding("KNHK1010", `${name} calls ${ended.message} while it is read: remove the call`, at)
    case "thrown":
      return thrown(file, ended, at)
  }
}

function refused(file: string, stack: string, fault: FaultDetail): Diagnostic {
  const thrown = userFrame(stack)
  const ofTask = fault.code === faultCodes.unreachable || fault.code === faultCodes.deadEnd
  return {
    code: fault.code, severity: "error", message: fault.message, notes: [],
    at: fault.at === undefined ? thrown ?? top(file) : withPath(fault.at),
    ...(fault.name !== undefined && { name: fault.name }),
    ...(ofTask && thrown !== undefined && { within: thrown }),
  }
}

function died(file: string, { code, signal, printed }: Extract<Ended, { kind: "died" }>): Diagnostic {
  if (code === 13) {
    const message = `${basename(file)} awaits at its top level what nothing will ever settle: remove the await`
    return finding("KNHK1015", message, top(file))
  }
  const how = signal === null ? `with code ${code}` : `by ${signal}`
  const memory = /heap out of memory/.test(printed)
  const message = memory
    ? `reading ${basename(file)} ran out of memory: make what it builds smaller`
    : `the process that read ${basename(file)} ended early, ${how}: look at what it printed`
  return finding("KNHK1018", message, top(file), memory ? [] : lastLine(printed))
}

const notFound = [
  "ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
]

async function thrown(file: string, failure: Failure, at: Place): Promise<Diagnostic> {
  const { code, message, stack } = failure
  if (code === "ERR_ACCESS_DENIED") return denied(file, failure, at)
  if (code === "ERR_DLOPEN_DISABLED") {
    return finding("KNHK1008", `${basename(file)} loads a native addon while it is read: move it into a handler`, at)
  }
  if (code !== undefined && notFound.includes(code)) return importFails(file, message)
  const head = headFrame(stack)
  if (failure.name === "SyntaxError" && head !== undefined) return syntax(failure, head)
  const what = failure.name === "" ? message : `${failure.name}: ${message}`
  return finding("KNHK1004", `${basename(file)} throws while it is read: ${oneLine(what)}`, at, causes(failure))
}

const denials: Record<string, readonly [CodeId, what: string]> = {
  FileSystemWrite: ["KNHK1007", "writes"],
  ChildProcess: ["KNHK1008", "starts a process"],
  WorkerThreads: ["KNHK1008", "starts a worker"],
}

function denied(file: string, { permission = "", resource = "", message }: Failure, at: Place): Diagnostic {
  const [code, does] = denials[permission] ?? ["KNHK1008", `does what it may not (${oneLine(message)})`]
  const object = code === "KNHK1007" && resource !== "" ? ` ${resource}` : ""
  return finding(code, `${basename(file)} ${does}${object} while it is read: move it into a handler`, at)
}

async function importFails(file: string, message: string): Promise<Diagnostic> {
  const from = /imported from (.+?)$/m.exec(message)?.[1] ?? file
  const importer = from.startsWith("file:") ? fileURLToPath(from) : from
  const wanted = /'([^']+)'/.exec(message)?.[1] ?? ""
  const { spanOfImport } = await import("./locate.ts")
  const found = existsSync(importer) ? spanOfImport(importer, wanted) : undefined
  const specifier = found?.specifier ?? wanted
  const endings = specifier.startsWith(".") ? [".ts", ".mts", ".js", ".mjs", "/index.ts"] : []
  const ending = endings.find((end) => existsSync(wanted + end))
  const next = ending !== undefined ? `write "${specifier}${ending}"`
    : specifier.startsWith(".") ? "correct the path"
      : `correct the name, or install it: npm install ${packageName(specifier)}`
  return finding("KNHK1013", `import "${specifier}" is not found: ${next}`, found?.at ?? top(importer))
}

function packageName(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/")
}

function syntax({ code, message }: Failure, place: Place): Diagnostic {
  const missing = /requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message)
  if (missing !== null) {
    const mend = "correct the name, or write `import type` if it is a type"
    return finding("KNHK1013", `"${missing[1]}" exports no ${missing[2]}: ${mend}`, place)
  }
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    const what = message.replace(/ is not supported in strip-only mode/, "")
    const mend = "write it as plain JavaScript with types; erasableSyntaxOnly in tsconfig.json finds all such places"
    return finding("KNHK1014", `${what} leaves code behind when types are stripped: ${mend}`, place)
  }
  const script = message.includes("import statement outside a module")
  const mend = script ? `; write "type": "module" in package.json, or name the file .mts` : ""
  return finding("KNHK1003", `syntax error: ${oneLine(message)}${mend}`, place)
}

function finding(code: CodeId, message: string, at: Place, notes: readonly Note[] = []): Diagnostic {
  return { code, severity: "error", message, at, notes }
}

/** First frame in the author's own files: not Node's, not knhk's, not a package's. */
function userFrame(stack: string): Place | undefined {
  for (const [, url, line, column] of stack.matchAll(/(file:\/\/[^\s()]+):(\d+):(\d+)/g)) {
    const file = fileURLToPath(url!)
    const foreign = /[\\/]node_modules[\\/]/.test(file) || isOwn(file)
    if (!foreign) return { file, line: Number(line), column: Number(column) }
  }
  return undefined
}

const own = fileURLToPath(new URL("../../", import.meta.url))

function isOwn(file: string): boolean {
  return /^(src|compiler)[\\/]/.test(relative(own, file))
}

/** Place in the head of a syntax error's stack: `file:///x.ts:3`, the line, and a row of carets under it. */
function headFrame(stack: string): Place | undefined {
  const head = /^(file:\/\/.+?|\/.+?):(\d+)\r?\n(?:.*\r?\n([ \t]*)\^+)?/.exec(stack)
  if (head === null) return undefined
  const file = head[1]!.startsWith("file:") ? fileURLToPath(head[1]!) : head[1]!
  return { file, line: Number(head[2]), column: (head[3]?.length ?? 0) + 1 }
}

function causes({ causes }: Failure): Note[] {
  return causes.map((message) => ({ message: `caused by: ${oneLine(message)}` }))
}

function lastLine(printed: string): Note[] {
  const line = printed.trim().split("\n").at(-1)
  return line === undefined || line === "" ? [] : [{ message: `it printed: ${oneLine(line)}` }]
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim()
  return line.length > 300 ? `${line.slice(0, 300)}...` : line
}
