/** What the child's modules are and where they come from: hooks of Node's loader, for all of its imports. */
import type { LoadHookSync, ResolveHookSync } from "node:module"
import type { Loaded, Request } from "./wire.ts"

/**
 * Serves the text of the module, finds `x.ts` where a relative import says `x.js`, as TypeScript does,
 * and remembers what was loaded. Until `begin` all that loads is of packages.
 */
export class Loading {
  #request: Request | undefined
  readonly #own = new Set<string>()
  readonly #packages = new Set<string>()
  readonly #packaged = new Set<string>()

  begin(request: Request): void {
    this.#request = request
    this.#own.add(request.url)
  }

  loaded(): Loaded {
    return { own: [...this.#own], packages: [...this.#packages], packaged: [...this.#packaged] }
  }

  readonly resolve: ResolveHookSync = (specifier, context, next) => {
    const { parentURL = "" } = context
    const ahead = this.#request === undefined
    const byPath = /^(\.\.?\/|\/|file:|#)/.test(specifier)
    const ofPackage = ahead || this.#packaged.has(parentURL)
    const relative = /^\.\.?\//.test(specifier) && parentURL.startsWith("file:")
    const looked = relative && !ofPackage ? [specifier, asTypeScript(specifier)] : []
    for (const path of looked) this.#own.add(new URL(path, parentURL).href)
    const { url, ...found } = resolved(specifier, context, next)
    if (url.startsWith("file:")) {
      if (!ofPackage && !byPath) this.#packages.add(url)
      ;(ofPackage || !byPath ? this.#packaged : this.#own).add(url)
    }
    return { ...found, url }
  }

  readonly load: LoadHookSync = (url, context, next) => {
    const { url: asked, source } = this.#request ?? {}
    // In a package of CommonJS the module does not load, and Node says why.
    if (url !== asked || source === undefined || context.format?.startsWith("commonjs")) return next(url, context)
    const format = source.language === "typescript" ? "module-typescript" : "module"
    return { format, source: source.text, shortCircuit: true }
  }
}

/** `x.ts` where `x.js` is asked for. */
const asTypeScript = (specifier: string): string => specifier.replace(/(\.m?)js$/, "$1ts")

const resolved: ResolveHookSync = (specifier, context, next) => {
  if (!/^\.\.?\/.*\.m?js$/.test(specifier)) return next(specifier, context)
  try {
    return next(specifier, context)
  } catch (error) {
    try {
      return next(asTypeScript(specifier), context)
    } catch {
      throw error
    }
  }
}
