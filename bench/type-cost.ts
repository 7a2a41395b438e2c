/**
 * What a workflow costs the type checker: generated workflows of any size, and what `tsc` counts for
 * them. Counts of instantiations are exact and repeatable; seconds and memory are of this machine.
 */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")

/** Both checkers, by major version. */
export const compilers = {
  6: join(root, "node_modules/typescript/bin/tsc6"),
  7: join(root, "node_modules/@typescript/native/bin/tsc"),
} as const
export type Version = keyof typeof compilers

/**
 * `edges`: plain flows. `blocks`: the same structure said by blocks. Both in groups of ten tasks:
 * a sequence, a choice with two payloads, a merge, a split in three, a join of their record.
 */
export type Style = "edges" | "blocks"

export function generate(style: Style, tasks: number): string {
  const groups = Array.from({ length: Math.ceil(tasks / 10) }, (_, g) => g)
  const name = (g: number, i: number) => `t${g}_${i}`
  const plain = (input: string, output: string) => `task({ input: ${input}, output: ${output} })`
  const ty = (type: string) => `ty<{ ${type} }>()`
  const declared = (g: number) => [
    plain(ty("v: number"), ty(`a${g}: number; v: number`)),
    `decision({ input: ${ty(`a${g}: number`)}, outcomes: ${
      `{ ok: ${ty(`ok${g}: true; v: number`)}, no: ${ty(`why${g}: string; v: number`)} }`
    } })`,
    plain(ty(`ok${g}: true`), ty(`r${g}: number; v: number`)),
    plain(ty(`why${g}: string`), ty(`r${g}: number; v: number`)),
    plain(ty(`r${g}: number`), ty(`s${g}: number; v: number`)),
    ...[5, 6, 7].map((i) => plain(ty(`s${g}: number`), ty(`x${i}_${g}: number`))),
    plain(
      `{ ${[5, 6, 7].map((i) => `k${i}: ${ty(`x${i}_${g}: number`)}`).join(", ")} }`,
      ty(`y${g}: number; v: number`),
    ),
    plain(ty(`y${g}: number`), ty(`z${g}: string; v: number`)),
  ]
  const handle = (g: number) => (i: number) => `t.${name(g, i)}`
  const edges = (g: number) => {
    const h = handle(g)
    return [
      `flow(${h(0)}, ${h(1)}), xor(${h(1)}, { ok: ${h(2)}, no: ${h(3)} })`,
      `flow(${h(2)}, ${h(4)}), flow(${h(3)}, ${h(4)})`,
      `and(${h(4)}, [${h(5)}, ${h(6)}, ${h(7)}])`,
      `join({ k5: ${h(5)}, k6: ${h(6)}, k7: ${h(7)} }, ${h(8)}), flow(${h(8)}, ${h(9)})`,
      ...(g + 1 < groups.length ? [`flow(${h(9)}, ${handle(g + 1)(0)})`] : []),
    ].join(",\n    ")
  }
  const blocks = (g: number) => {
    const h = handle(g)
    const choice = `choose(${h(1)}, { ok: ${h(2)}, no: ${h(3)} })`
    const block = `seq(${h(0)}, ${choice}, ${h(4)}, par({ k5: ${h(5)}, k6: ${h(6)}, k7: ${h(7)} }), ${h(8)}, ${h(9)})`
    return g + 1 < groups.length ? `${block},\n    flow(${h(9)}, ${handle(g + 1)(0)})` : block
  }
  return [
    `import { and, choose, decision, flow, join, par, type Schema, seq, task, workflow, xor } from "knhk"`,
    `declare const ty: <T>() => Schema<T>`,
    `export const Generated = workflow("generated").tasks({`,
    ...groups.flatMap((g) => declared(g).map((text, i) => `  ${name(g, i)}: ${text},`)),
    `}).start("t0_0").flows((t) => [`,
    ...groups.map((g) => `    ${(style === "edges" ? edges : blocks)(g)},`),
    `]).end("${name(groups.length - 1, 9)}").build()`,
    `export const unused = { and, choose, flow, join, par, seq, xor }`,
    "",
  ].join("\n")
}

/**
 * One use of each form, over the tasks of a group: `a` gives what `b`, `c`, `d` and `h` take; `all`, `some`, `any` and
 * `list` take what joins of those give. A form that begins with a name and a colon declares one more task.
 */
export const forms = {
  flow: "flow(t.a, t.b)",
  and: "and(t.a, [t.b, t.c, t.d])",
  xor: "xor(t.a, [when((p) => p.v > 1, t.b), when((p) => p.v > 0, t.c), otherwise(t.d)])",
  join: "join({ b: t.b, c: t.c, d: t.d }, t.all)",
  merge: "merge([t.b, t.c, t.d], t.any)",
  or: "or(t.a, [when((p) => p.v > 1, t.b), when((p) => p.v > 0, t.c), otherwise(t.d)])",
  orJoin: "orJoin({ b: t.b, c: t.c, d: t.d }, t.some)",
  multiMerge: "multiMerge([t.b, t.c, t.d], t.any, { bound: 3 })",
  discriminator: 'discriminator([t.b, t.c, t.d], t.any, { rest: "cancel", region: [t.b, t.c] })',
  partialJoin: 'partialJoin(2, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })',
  joinBound: "join({ b: t.b, c: t.c, d: t.d }, t.all, { bound: 3 })",
  defer: "defer(t.a, [t.b, t.c, t.h])",
  interleave: "interleave(t.a, [t.b, t.c, t.d], t.all, { order: [[t.b, t.c]] })",
  threadSplit: "threadSplit(t.a, t.b, 12)",
  threadMerge: "threadMerge(t.b, t.list, 12)",
  milestone: "milestone(t.b, { during: t.h })",
  cancels: "cancels(t.b, [t.c, t.d])",
  cancelsCase: "cancelsCase(t.b)",
  completes: "completes(t.b, t.many)",
  critical: "critical([t.b, t.c], [t.d])",
  task: "task: task({ input: In, output: Out })",
  human: 'human: human({ input: In, output: Out, role: "clerk" })',
  instances: 'instances: instances(task({ input: In, output: Out }), { min: 1, max: 12, join: 3, rest: "cancel" })',
  receive: 'receive: receive({ input: In, signal: "paid", payload: Out })',
  timer: 'timer: timer({ input: In, after: "2 days" })',
  recurse: 'recurse: recurse("forms", { input: In, output: Out })',
} as const
export type Form = keyof typeof forms

/** `groups` groups of tasks, all of them of types of their own, with one use of a form in each, or with none. */
export function generateForms(form: Form | "none", groups: number): string {
  const all = Array.from({ length: groups }, (_, g) => g)
  const said: string = form === "none" ? "" : forms[form]
  const extra = /^\w+: /.test(said)
  const within = (text: string, g: number) => text.replaceAll(/\b(?:(\w): )?t\.(\w+)/g, (_, key, name) =>
    `${key === undefined ? "" : `${key}${g}: `}t.${name}${g}`)
  const ty = (type: string) => `ty<${type}>()`
  const tasks = (g: number) => {
    const type = (key: string) => `{ ${key}: number; of${g}: true }`
    const [p, b, c, d] = [type("v"), type("b"), type("c"), type("d")]
    const plain = (name: string, input: string, output: string) =>
      `${name}${g}: task({ input: ${input}, output: ${ty(output)} })`
    return [
      plain("a", ty(p), p), plain("b", ty(p), b), plain("c", ty(p), c), plain("d", ty(p), d),
      `h${g}: human({ input: ${ty(p)}, output: ${ty(b)} })`,
      `many${g}: instances(task({ input: ${ty(p)}, output: ${ty(b)} }), { max: 12 })`,
      plain("all", `{ b${g}: ${ty(b)}, c${g}: ${ty(c)}, d${g}: ${ty(d)} }`, p),
      plain("some", ty(`{ b${g}?: ${b}; c${g}?: ${c}; d${g}?: ${d} }`), p),
      plain("any", ty(`${b} | ${c} | ${d}`), p), plain("list", ty(`(${b})[]`), p),
      ...(extra ? [said.replace(":", `${g}:`).replaceAll("In", ty(p)).replaceAll("Out", ty(b))] : []),
    ].map((text) => `  ${text},`)
  }
  return [
    `import * as knhk from "knhk"`,
    `const { ${[...NAMES].join(", ")} } = knhk`,
    `declare const ty: <T>() => knhk.Schema<T>`,
    `workflow("forms").tasks({`, ...all.flatMap(tasks), `}).start("a0").flows((t) => [`,
    ...(said === "" || extra ? [] : all.map((g) => `    ${within(said, g)},`)),
    `])`, `export const unused = { ${[...NAMES].join(", ")} }`, "",
  ].join("\n")
}

const NAMES = new Set([
  "workflow", "when", "otherwise",
  ...Object.entries(forms).map(([name, text]) => (/^\w+: /.test(text) ? name : /^\w+/.exec(text)![0])),
])

/**
 * What one use of each form costs the checker, in instantiations: the declaration of a task, or a flow or rule over
 * tasks that nothing else looked at. Linear in its uses, so that two sizes tell it.
 */
export function measureForms(folder: string, version: Version): ReadonlyMap<Form, number> {
  const count = (of: Form | "none", groups: number) =>
    check(folder, `form-${of}-${groups}.ts`, generateForms(of, groups), version).instantiations
  const marginal = (of: Form | "none") => (count(of, 20) - count(of, 10)) / 10
  const none = marginal("none")
  return new Map((Object.keys(forms) as Form[]).map((form) => [form, marginal(form) - none]))
}

export interface Cost {
  readonly style: Style
  readonly tasks: number
  readonly version: Version
  readonly instantiations: number
  readonly checkSeconds: number
  readonly memoryMegabytes: number
}

/** Emits the declarations of `knhk` into `folder`: what is measured is what a user of the package has. */
export function declare(folder: string): void {
  tsc(7, [
    "-p", project(folder, "knhk", join(root, "src/index.ts"), {
      declaration: true, emitDeclarationOnly: true, rewriteRelativeImportExtensions: true,
      rootDir: join(root, "src"), outDir: join(folder, "knhk"),
    }),
  ])
}

/**
 * Runs one checker over one generated workflow in `folder`, after `declare`. Throws with its output
 * if it finds an error. TypeScript 7 runs single-threaded: several checkers would count work twice.
 */
export function measure(folder: string, style: Style, tasks: number, version: Version): Cost {
  return { style, tasks, version, ...check(folder, `${style}-${tasks}.ts`, generate(style, tasks), version) }
}

/** What one checker counts for one file of this text, which it writes into `folder`. */
function check(folder: string, file: string, source: string, version: Version) {
  writeFileSync(join(folder, file), source)
  const single = version === 7 ? ["--singleThreaded"] : []
  const text = tsc(version, ["-p", project(folder, file, file, { noEmit: true }), "--extendedDiagnostics", ...single])
  const count = (label: string) => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, "m").exec(text)?.[1] ?? Number.NaN)
  return {
    instantiations: count("Instantiations"),
    checkSeconds: count("Check time"),
    memoryMegabytes: count("Memory used") / 1024,
  }
}

/** The declaration file that the checker emits for a generated workflow of plain flows, after `declare`. */
export function declaration(folder: string, tasks: number, version: Version): string {
  const file = `declared-${tasks}-${version}.ts`
  writeFileSync(join(folder, file), generate("edges", tasks).replace(/^export const unused = (.*)$/m, "void $1"))
  const outDir = join(folder, "emitted")
  const options = { declaration: true, emitDeclarationOnly: true, outDir, rootDir: folder }
  tsc(version, ["-p", project(folder, file, file, options)])
  return readFileSync(join(outDir, file.replace(".ts", ".d.ts")), "utf8")
}

/** Writes a project of one file and returns its path. */
function project(folder: string, name: string, file: string, options: object): string {
  const path = join(folder, `tsconfig.${name}.json`)
  const compilerOptions = {
    strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true,
    target: "es2023", lib: ["es2023"], module: "nodenext", types: [],
    paths: {
      knhk: [join(folder, "knhk/index.d.ts")],
      "@standard-schema/spec": [join(root, "node_modules/@standard-schema/spec")],
    },
    ...options,
  }
  writeFileSync(path, JSON.stringify({ compilerOptions, files: [file] }))
  return path
}

function tsc(version: Version, args: readonly string[]): string {
  try {
    const options = { encoding: "utf8", maxBuffer: 1 << 28 } as const
    return execFileSync(process.execPath, [compilers[version], ...args, "--pretty", "false"], options)
  } catch (error) {
    const said = String((error as { readonly stdout?: string }).stdout).slice(0, 4_000)
    throw new Error(`TypeScript ${version} found errors: ${said}`, { cause: error })
  }
}
