/**
 * Diagnostics as SARIF 2.1.0, the form that code scanning services and editors take. Imports `codes`, `diagnostic`,
 * `region` and Node.
 */
import { isAbsolute, relative } from "node:path"
import { pathToFileURL } from "node:url"
import type { Place } from "../src/definition/definition.ts"
import { codes, type CodeId } from "./codes.ts"
import type { Diagnostic, Location, Note } from "./diagnostic.ts"
import { manifest } from "./node-version.ts"
import { regionOf } from "./region.ts"

/** The parts of a SARIF log that knhk writes. */
export interface SarifLog {
  readonly $schema: string
  readonly version: "2.1.0"
  readonly runs: [{
    readonly tool: { readonly driver: { name: string; version: string; rules: SarifRule[] } }
    readonly columnKind: "utf16CodeUnits"
    readonly results: SarifResult[]
  }]
}

/** A code that is reported. */
export interface SarifRule {
  readonly id: string
  readonly shortDescription: { readonly text: string }
  readonly fullDescription: { readonly text: string }
  readonly help: { readonly text: string }
}

/**
 * One diagnostic. Notes with places are `relatedLocations`; all of them follow the sentence in the message. A run that
 * shows what is wrong is a code flow, which ends where the diagnostic is.
 */
export interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: "error" | "warning"
  readonly message: { readonly text: string }
  readonly locations: SarifLocation[]
  readonly relatedLocations?: SarifLocation[]
  readonly codeFlows?: [{ readonly threadFlows: [{ readonly locations: { readonly location: SarifLocation }[] }] }]
}

/** A place in a file: a path from the folder, or a URL where the file is not in it. */
export interface SarifLocation {
  readonly message?: { readonly text: string }
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string }
    readonly region: { startLine: number; startColumn?: number; endLine?: number; endColumn?: number }
  }
}

/** How `sarif` names files. */
export interface SarifOptions {
  /** Paths are relative to it: the root of the repository, where a service shows the findings. Default: `cwd`. */
  readonly folder?: string
}

/**
 * The diagnostics as one log with one run. Only codes that are reported are among its rules. Spans are
 * measured in the files as the disk holds them.
 *
 * @example
 * const { diagnostics } = await compile("order.workflow.ts")
 * await writeFile("knhk.sarif", JSON.stringify(sarif(diagnostics)))
 */
export function sarif(diagnostics: readonly Diagnostic[], { folder = process.cwd() }: SarifOptions = {}): SarifLog {
  const ids = [...new Set(diagnostics.map(({ code }) => code))].sort()
  const locationOf = (at: Place | Location): SarifLocation => {
    const region = regionOf(at)
    return {
      physicalLocation: {
        artifactLocation: { uri: uriOf(at.file, folder) },
        region: region === undefined ? { startLine: at.line, startColumn: at.column } : {
          startLine: region.line, startColumn: region.column, endLine: region.endLine, endColumn: region.endColumn,
        },
      },
    }
  }
  const results = diagnostics.map(({ code, severity, message, at, notes, run = [] }): SarifResult => {
    const placed = (all: readonly Note[]) => all.flatMap(({ at, message: text }) =>
      (at === undefined ? [] : [{ ...locationOf(at), message: { text } }]))
    const related = placed(notes)
    const flow = placed(run.length === 0 ? [] : [...run, { message, ...(at && { at }) }])
      .map((location) => ({ location }))
    return {
      ruleId: code, ruleIndex: ids.indexOf(code), level: severity,
      message: { text: [message, ...notes.map((note: Note) => note.message)].join("\n") },
      locations: at === undefined ? [] : [locationOf(at)],
      ...(related.length > 0 && { relatedLocations: related }),
      ...(flow.length > 0 && { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
    }
  })
  const driver = { name: "knhk", version: manifest().version, rules: ids.map(ruleOf) }
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  }
}

function ruleOf(id: string): SarifRule {
  const { title = id, when = "", mend = "" } = codes[id as CodeId] ?? {}
  return {
    id, shortDescription: { text: title }, fullDescription: { text: `${title}: ${when}` }, help: { text: mend },
  }
}

function uriOf(file: string, folder: string): string {
  const path = relative(folder, file)
  if (path === "" || path.startsWith("..") || isAbsolute(path)) return pathToFileURL(file).href
  return path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/")
}
