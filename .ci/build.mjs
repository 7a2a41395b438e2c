/**
 * The package's JavaScript: `dist/` from the sources by TypeScript 7, with declarations, plus the
 * native kernel of this machine where there is one. `npm pack` runs it.
 */
import { spawnSync } from "node:child_process"
import { cpSync, globSync, mkdirSync, renameSync, rmSync } from "node:fs"
import { basename, join } from "node:path"

const root = join(import.meta.dirname, "..")
const fresh = join(root, "dist.new")
rmSync(fresh, { recursive: true, force: true })
const tsc = join(root, "node_modules", "@typescript", "native", "bin", "tsc")
const args = [tsc, "-p", ".ci/tsconfig.build.json", "--outDir", fresh]
const built = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] })
if (built.status !== 0) {
  rmSync(fresh, { recursive: true, force: true })
  process.exit(1)
}
const kernels = globSync("native/*.node", { cwd: root })
if (kernels.length > 0) mkdirSync(join(fresh, "native"))
for (const kernel of kernels) cpSync(join(root, kernel), join(fresh, "native", basename(kernel)))
// A build that fails leaves the one before it in place.
rmSync(join(root, "dist"), { recursive: true, force: true })
renameSync(fresh, join(root, "dist"))
