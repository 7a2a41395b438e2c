/**
 * The door `knhk/vite`: a plugin that builds executors and shows findings. `compiler/vite` imports `vite`, Node, and of
 * the compiler `compile`, `emit`, `render`, `source/readers` and `diagnostic`.
 */
import { resolve } from "node:path"
import { createFilter, type Plugin, type ResolvedConfig, type ViteDevServer } from "vite"
import { Definitions, type Said } from "./definitions.ts"
import { problemOf } from "./problem.ts"

/** What `knhk()` takes. */
export interface KnhkOptions {
  /** Which files are definitions, as globs from the root. Default: all that end in `.workflow.ts` and the like. */
  readonly include?: string | readonly string[]
  /** Which are not. Default: those in `node_modules`. What Vite writes never is. */
  readonly exclude?: string | readonly string[]
  /** Milliseconds that a run of one module may take. Default 10,000. */
  readonly timeLimit?: number
}

/**
 * Builds the executor of each definition beside it, as `knhk build` does, when Vite starts and whenever a definition
 * or what it imports changes. Executors that are up to date are not touched. A definition with an error ends
 * `vite build`; the dev server shows it as its overlay, keeps the modules that it has, and goes on when it is
 * mended. Warnings are logged. A definition that is removed leaves its executor behind.
 *
 * @example
 * // vite.config.ts
 * import knhk from "knhk/vite"
 *
 * export default { plugins: [knhk()] }
 */
export default function knhk(options: KnhkOptions = {}): Plugin {
  const { include = "**/*.workflow.{ts,mts,js,mjs}", exclude = "**/node_modules/**", timeLimit = 10_000 } = options
  let config: ResolvedConfig
  let definitions: Definitions
  let server: ViteDevServer | undefined

  const overlay = () => {
    const errors = definitions.errors()
    if (errors.length > 0) server?.ws.send({ type: "error", err: { stack: "", ...problemOf(errors) } })
  }

  const log = ({ errors, warnings, failure }: Said) => {
    if (warnings !== "") config.logger.warn(warnings)
    if (errors !== "") config.logger.error(errors)
    if (failure !== undefined) config.logger.error(failure.message)
  }

  return {
    name: "knhk",
    enforce: "pre",

    configResolved(resolved) {
      config = resolved
      const { root, build: { outDir } } = resolved
      const outside = [...[exclude].flat(), `${resolve(root, outDir).replaceAll("\\", "/")}/**`]
      const fits = createFilter(include, outside, { resolve: root })
      definitions = new Definitions({ root, include: [include].flat(), fits, timeLimit })
    },

    configureServer(started) {
      server = started
      started.ws.on("connection", overlay)
    },

    async buildStart() {
      const said = await definitions.start()
      for (const file of definitions.files()) {
        this.addWatchFile(file)
        server?.watcher.add(file)
      }
      if (server !== undefined) return log(said)
      if (said.warnings !== "") this.warn(said.warnings)
      const errors = definitions.errors()
      if (errors.length > 0) this.error(problemOf(errors))
      if (said.failure !== undefined) this.error(said.failure)
    },

    async watchChange(id) {
      const wrong = definitions.errors().length > 0
      if (server === undefined || !definitions.concern(id)) return
      const said = await definitions.change(id)
      server.watcher.add([...definitions.files()])
      log(said)
      if (definitions.errors().length > 0) overlay()
      else if (wrong) server.ws.send({ type: "full-reload" })
    },

    // While a definition is wrong, its modules stay as they are; the overlay says why.
    hotUpdate({ file }) {
      return definitions.concern(file) && definitions.errors().length > 0 ? [] : undefined
    },

    transform(_, id) {
      const errors = definitions.errors(id.replace(/[?#].*$/, ""))
      if (errors.length > 0) this.error(problemOf(errors))
    },

    closeBundle() {
      if (server === undefined && config.build.watch === null) definitions.close()
    },

    closeWatcher() {
      definitions.close()
    },
  }
}
