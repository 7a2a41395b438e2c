/** An addon of the native kernel with features that the shipped one has not. */
import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync } from "node:fs"
import { join } from "node:path"

const native = join(import.meta.dirname, "../native")

/** Path of an addon built with these features; the reason if there is none. Cargo builds it where it did before. */
export function addonWith(features: string): { readonly path: string } | { readonly missing: string } {
  if (spawnSync("cargo", ["--version"]).status !== 0) return { missing: "cargo" }
  const target = join(native, "target", features)
  const args = ["build", "--locked", "--package", "knhk-binding", "--features", features, "--target-dir", target]
  if (spawnSync("cargo", args, { cwd: native }).status !== 0) return { missing: "a cargo that builds the addon" }
  const library = ["libknhk_binding.so", "libknhk_binding.dylib", "knhk_binding.dll"]
    .map((file) => join(target, "debug", file)).find((file) => existsSync(file))
  if (library === undefined) return { missing: "an addon for this system" }
  const path = join(target, "knhk.node")
  copyFileSync(library, path)
  return { path }
}
