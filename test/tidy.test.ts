/** The rules of the repository, as tests: what may import what, how long a file is, what no file says. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "..")

/** Every file that git knows or would take, by its path from the root. */
const listing = ["ls-files", "--cached", "--others", "--exclude-standard"]
const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && !/(^|\/)\.tmp-/.test(file) && existsSync(join(root, file)))
const text = (file: string): string => readFileSync(join(root, file), "utf8")
const isSource = (file: string): boolean => /\.(ts|mts|js|mjs|rs)$/.test(file)
const generated = /(^|\/)generated\/|\.generated\.|\.executor\.ts$|(^|\/)golden\//
const isGenerated = (file: string): boolean => generated.test(file)
const sources = files.filter(isSource)
const typescript = files.filter((file) => /\.m?ts$/.test(file) && !isGenerated(file))

interface Import {
  readonly from: string
  /** A path from the root, or the name of a package. */
  readonly to: string
  readonly typeOnly: boolean
  /** `import(...)`: loaded when it is needed. */
  readonly lazy: boolean
}

const STATIC = /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm
const LAZY = /\bimport\(\s*"([^"]+)"\s*\)/g

/** The imports of a file. Comments are left out. */
function importsOf(file: string): readonly Import[] {
  const code = text(file).replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "")
  const one = (to: string, typeOnly: boolean, lazy: boolean): Import =>
    ({ from: file, to: to.startsWith(".") ? normalize(join(dirname(file), to)) : to, typeOnly, lazy })
  const names = /^\w+\s*\{(\s*type\s[^,}]*,?)+\s*\}/
  const isType = (all: string, type: string | undefined): boolean => type !== undefined || names.test(all)
  const found = [...code.matchAll(STATIC)].map(([all, type, to = ""]) => one(to, isType(all, type), false))
  // `typeof import("x")` and `import("x").Y` in a type load nothing.
  const values = code.replace(/typeof import\([^)]*\)/g, "").replace(/import\("[^"]*"\)\.[A-Z]/g, "")
  return [...found, ...[...values.matchAll(LAZY)].map(([, to = ""]) => one(to, false, true))]
}

const imports = typescript.filter((file) => /^(src|compiler)\//.test(file)).flatMap(importsOf)
const said = (list: readonly Import[]): readonly string[] => list.map(({ from, to }) => `${from} -> ${to}`)
const inside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)
const isPackage = (path: string): boolean => !/^(src|compiler|test|bench|weaver|examples|native)\//.test(path)

/** What a folder may import: values by `may`; types by `may` and `types`, from anywhere where `types` is absent. */
interface Rule {
  readonly folder: string
  readonly may: readonly RegExp[]
  readonly types?: readonly RegExp[]
}

const matrix: readonly Rule[] = [
  { folder: "src/definition", may: [/^src\/definition\//], types: [/^@standard-schema\/spec$/] },
  { folder: "src/kernel", may: [/^src\/kernel\//], types: [] },
  {
    folder: "src/runtime",
    may: [/^effect(\/|$)/, /^node:/, /^src\/(kernel|definition)\//, /^@effect\/opentelemetry/, /^@opentelemetry\//],
  },
  { folder: "compiler/source", may: [/^ts-morph$/, /^node:/, /^src\/definition\//, /^compiler\/(diagnostic|codes)/] },
  { folder: "compiler/ir", may: [/^compiler\/(ir\/|diagnostic|codes)/], types: [/^src\/definition\//] },
  { folder: "compiler/verify", may: [/^compiler\/(verify\/|ir\/|table\/|diagnostic|codes)/, /^src\/kernel\//] },
  {
    folder: "compiler/guards", may: [/^acorn$/, /^compiler\/(guards\/|diagnostic|codes)/],
    types: [/^src\/definition\//],
  },
  { folder: "compiler/graph", may: [/^@dagrejs\/dagre$/, /^compiler\/ir\//] },
  { folder: "compiler/explore", may: [/^src\/kernel\//], types: [/^src\/definition\//] },
  {
    folder: "compiler/replay",
    may: [/^saxes$/, /^node:/, /^src\/kernel\//, /^compiler\/(compile|diagnostic)\.ts$/],
  },
  {
    folder: "compiler/simulate",
    may: [/^node:/, /^src\/kernel\//, /^src\/definition\/duration\.ts$/, /^compiler\/explore\/receivers\.ts$/,
      /^compiler\/replay\//, /^src\/runtime\/(addon|binding)\.ts$/],
    types: [/^src\/definition\//, /^compiler\/(ir\/|compile\.ts$)/],
  },
  {
    folder: "compiler/import", may: [/^(saxes|bpmn-moddle)$/, /^compiler\/(import\/|diagnostic|codes)/],
    types: [/^src\/definition\//],
  },
  {
    folder: "compiler/diff",
    may: [/^node:/, /^src\/kernel\//, /^compiler\/(ir|verify|source|emit)\//, /^compiler\/(compile|diagnostic)\.ts$/],
  },
  { folder: "compiler/nets", may: [/^saxes$/, /^node:/, /^compiler\/ir\//] },
  { folder: "compiler/emit", may: [/^node:/, /^compiler\/(source|ir|table)\//, /^compiler\/diagnostic\.ts$/] },
  {
    folder: "compiler/eslint",
    may: [/^node:/, /^compiler\/(compile|node-version|region|render)\.ts$/, /^compiler\/source\/(readers|locate)\.ts$/],
  },
  {
    folder: "compiler/vite",
    may: [
      /^vite$/, /^node:/, /^compiler\/(compile|diagnostic|render)\.ts$/, /^compiler\/source\/readers\.ts$/,
      /^compiler\/emit\//,
    ],
  },
  { folder: "compiler/table", may: [/^compiler\/(table\/|ir\/)/, /^src\/kernel\//, /^node:/] },
]

test("each folder imports only what it may", () => {
  const strangers = matrix.flatMap(({ folder, may, types }) =>
    imports.filter(({ from, to, typeOnly }) => {
      if (!inside(from, folder) || inside(to, folder)) return false
      if (may.some((rule) => rule.test(to))) return false
      if (!typeOnly) return true
      return types !== undefined && !types.some((rule) => rule.test(to))
    }))
  expect(said(strangers)).toEqual([])
})

/** What a crate may depend on; its tests and its build may need more. */
const crates: Readonly<Record<string, readonly string[]>> = {
  engine: [], pool: [], sweep: [], bulk: ["knhk-engine", "knhk-pool"],
  binding: ["knhk-engine", "knhk-sweep", "knhk-bulk", "knhk-pool", "napi", "napi-derive"],
}

test("each crate depends only on what it may", () => {
  const manifests = files.filter((file) => /^native\/\w+\/Cargo\.toml$/.test(file))
  const found = Object.fromEntries(manifests.map((file) => {
    const [, list = ""] = /^\[dependencies\]\n((?:.+\n)*)/m.exec(text(file)) ?? []
    return [file.split("/")[1]!, [...list.matchAll(/^([\w-]+) =/gm)].map(([, name]) => name!).sort()]
  }))
  const sorted = Object.entries(crates).map(([crate, names]) => [crate, [...names].sort()])
  expect(found).toEqual(Object.fromEntries(sorted))
})

test("src never imports compiler", () => {
  expect(said(imports.filter(({ from, to }) => inside(from, "src") && inside(to, "compiler")))).toEqual([])
})

test("a heavy package enters through one folder", () => {
  const homes: readonly (readonly [RegExp, RegExp])[] = [
    [/^(effect|@effect\/.*)(\/|$)/, /^(src\/runtime(\/|\.ts|-|$)|src\/telemetry\.ts|compiler\/cli\/)/],
    [/^ts-morph$/, /^compiler\/source\//],
    [/^vite$/, /^compiler\/vite\//],
    [/^(eslint|oxlint)$/, /^(?!)/],
    [/^@dagrejs\/dagre$/, /^compiler\/graph\//],
    [/^saxes$/, /^compiler\/(replay|import|nets)\//],
    [/^bpmn-moddle$/, /^compiler\/import\/bpmn\//],
  ]
  const astray = imports.filter(({ from, to, typeOnly }) =>
    !typeOnly && homes.some(([name, home]) => isPackage(to) && name.test(to) && !home.test(from)))
  expect(said(astray)).toEqual([])
})

test("the product imports nothing of test, bench, weaver or examples, and no door from inside", () => {
  const wrong = imports.filter(({ from, to }) =>
    ["test", "bench", "weaver", "examples"].some((folder) => inside(to, folder)) ||
    (/^(src|compiler)\/index\.ts$|^src\/runtime\.ts$/.test(to) && !/^compiler\/cli\//.test(from)))
  expect(said(wrong)).toEqual([])
})

test("no imports run in a circle", () => {
  const edges = new Map<string, string[]>()
  for (const { from, to, typeOnly, lazy } of imports) {
    if (!typeOnly && !lazy && !isPackage(to)) edges.set(from, [...(edges.get(from) ?? []), to])
  }
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "))
    if (done.has(file)) return
    done.add(file)
    for (const next of edges.get(file) ?? []) walk(next, [...path, file])
  }
  for (const file of edges.keys()) walk(file, [])
  expect(circles).toEqual([])
})

test("every import inside of the product leads to a file", () => {
  expect(said(imports.filter(({ to }) => !isPackage(to) && !existsSync(join(root, to))))).toEqual([])
})

test("no file is longer than 600 lines and no line longer than 120 characters", () => {
  const own = sources.filter((file) => !isGenerated(file))
  const long = own.filter((file) => text(file).split("\n").length > 601)
  const wide = own.flatMap((file) =>
    text(file).split("\n").flatMap((line, index) => ([...line].length > 120 ? [`${file}:${index + 1}`] : [])))
  expect({ long, wide }).toEqual({ long: [], wide: [] })
})

test("no file is a bag of helpers", () => {
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|manager)(\.[a-z]+)*$/.test(file))).toEqual([])
})

test("no test is left out or runs alone", () => {
  const marks = /\b(?:test|it|describe)\.(?:only|skip|todo)\(/
  expect(files.filter((file) => /^test(-d)?\/.*\.ts$/.test(file) && marks.test(text(file)))).toEqual([])
})

test("no marker stands for work to be done", () => {
  const marks = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`)
  expect(sources.filter((file) => marks.test(text(file)))).toEqual([])
})

test("every export of the doors has a doc comment", () => {
  const doors = ["src/index.ts", "src/runtime.ts", "src/telemetry.ts", "compiler/index.ts"]
  expect(doors.flatMap((door) => undocumented(door))).toEqual([])
})

/** Exports of a door, followed through its re-exports, that no doc comment stands right above of. */
function undocumented(door: string): readonly string[] {
  const exported = [...text(door).matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)"/gm)]
  return exported.flatMap(([, list = "", from = ""]) => {
    const file = normalize(join(dirname(door), from))
    const names = list.split(",").map((name) => name.replace(/^\s*(type\s+)?/, "").split(/\s+as\s+/)[0]?.trim() ?? "")
    return names.filter((name) => name !== "" && !isDocumented(file, name)).map((name) => `${name} in ${file}`)
  })
}

function isDocumented(file: string, name: string): boolean {
  const code = text(file)
  const kinds = "(?:abstract )?(?:async )?(?:declare )?(?:const|function\\*?|class|interface|type|namespace|enum)"
  if (new RegExp(`\\*/\\n(?:export )?${kinds} ${name.replace("$", "\\$")}\\b`).test(code)) return true
  const passed = new RegExp(`^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from "([^"]+)"`, "m").exec(code)
  return passed !== null && isDocumented(normalize(join(dirname(file), passed[1] ?? "")), name)
}

test("no file speaks of the place where it was made", () => {
  const words = [
    ["", "work", "(main|shared|\\.library)"].join("/"), ["", "tmp", "brief"].join("/"), ["", "root", ""].join("/"),
    ["registry", "npmjs"].join("\\."), ["index", "crates", "io"].join("\\."),
  ]
  const place = new RegExp(words.join("|"))
  expect(files.filter((file) => !/\.(gz|node|png|db)$/.test(file) && place.test(text(file)))).toEqual([])
})
