/**
 * What the compiler made of the engine, read from its assembler text: which functions there are, and what each of them
 * names. What a function names it may call, also where the call goes by a register; so nothing that can be reached is
 * missed, and more may be told than is ever called.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const native = join(import.meta.dirname, "../native")

/** By name of a function: the names in its body, each with the places in the source where it is named. */
export type Emitted = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>

/** The engine as an optimised build makes it; the reason if there is none. x86-64 alone is understood. */
export function emitted(): Emitted | string {
  if (process.arch !== "x64" || process.platform !== "linux") return "Linux on x64"
  if (spawnSync("cargo", ["--version"]).status !== 0) return "cargo"
  // The library by itself: with link-time optimisation its code is made in whatever links it.
  const lines = ["--config", "profile.release.lto=false", "--config", "profile.release.debug='line-tables-only'"]
  const folder = mkdtempSync(join(tmpdir(), "knhk-emitted-"))
  try {
    const target = ["--target-dir", join(native, "target/emitted")]
    const args = ["rustc", "--locked", "--release", "--package", "knhk-engine", "--lib", ...target, ...lines]
    const emit = ["--", "--emit", `asm=${join(folder, "engine.s")}`, "--emit", "link"]
    if (spawnSync("cargo", [...args, ...emit], { cwd: native }).status !== 0) return "a cargo that builds the engine"
    const [file] = readdirSync(folder)
    return file === undefined ? "assembler text" : read(readFileSync(join(folder, file), "utf8"))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Reads assembler text of rustc for x86-64 in the syntax of AT&T. */
export function read(text: string): Emitted {
  const functions = new Map<string, Map<string, Set<string>>>()
  const files = new Map<string, string>()
  let names: Map<string, Set<string>> | undefined
  let place = "?"
  for (const line of text.split("\n")) {
    const [, file, path] = /^\s*\.file\s+(\d+) (?:"[^"]*" )?"([^"]*)"/.exec(line) ?? []
    if (file !== undefined) files.set(file, path!.split("/").at(-1)!)
    const [, label] = /^([_A-Za-z][\w.$]*):/.exec(line) ?? []
    if (label !== undefined) functions.set(label, names = new Map())
    const [, at, row] = /^\s*\.loc\s+(\d+) (\d+)/.exec(line) ?? []
    if (at !== undefined) place = `${files.get(at)}:${row}`
    if (/^\s*\.cfi_endproc/.test(line)) names = undefined
    if (names === undefined || !/^\s*[a-z]/.test(line)) continue
    const operands = line.replace(/^\s*((rep|lock)\s+)?\w+\s*/, "").replaceAll(/(?<![\w.$])[%$]\w+/g, "")
    for (const [name] of operands.matchAll(/(?<![\w.$@])[_A-Za-z][\w.$]*/g)) {
      if (["GOTPCREL", "PLT"].includes(name)) continue
      names.set(name, (names.get(name) ?? new Set()).add(place))
    }
  }
  return functions
}

/** All that a function may come to, itself included. */
export function reachable(all: Emitted, from: string): ReadonlySet<string> {
  const seen = new Set([from])
  for (const name of seen) for (const next of all.get(name)?.keys() ?? []) seen.add(next)
  return seen
}

/** A name without its mangling and the hash at its end: `knhk_engine::step::Kernel::step`. */
export function plain(name: string): string {
  const isOld = name.startsWith("_ZN")
  let rest = isOld ? name.slice(3) : name.replaceAll(/Cs[\dA-Za-z]*_/g, "")
  const parts: string[] = []
  for (let found = /\d+/.exec(rest); found !== null; found = /\d+/.exec(rest)) {
    const end = found.index + found[0].length
    const from = end + (!isOld && rest[end] === "_" ? 1 : 0)
    parts.push(rest.slice(from, from + Number(found[0])))
    rest = rest.slice(from + Number(found[0]))
  }
  const readable = (part: string) => part.replace("_$LT$impl$u20$", "").replace("$GT$", "").replaceAll("..", "::")
  return parts.filter((part) => !/^h[\da-f]{16}$/.test(part)).map(readable).join("::") || name
}
