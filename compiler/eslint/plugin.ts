/**
 * The door `knhk/eslint`: an ESLint plugin, which is a JS plugin of oxlint as well. `compiler/eslint` imports Node and,
 * of the compiler, `compile`, `render`, `region`, `node-version`, `source/readers` and `source/locate`; of ESLint it
 * knows shapes, so that it works without it.
 */
import { manifest } from "../node-version.ts"
import { sound } from "./sound.ts"

const meta = { name: "knhk", version: manifest().version, namespace: "knhk" }
const rules = { sound }

/**
 * The rule `knhk/sound`: what `knhk check` finds in a definition, in the editor while it is written. It reads the text
 * that is linted, saved or not, and only in modules that import from `"knhk"` and call `workflow(`. ESLint needs a
 * parser for TypeScript, such as `@typescript-eslint/parser`; oxlint has one.
 *
 * The module is run, as `knhk check` does it, in two children that may only read. Imports are read from the disk.
 * A finding in an imported file stands at the import that leads there. A file that is not saved yet is left alone.
 *
 * @example
 * // eslint.config.js
 * import parser from "@typescript-eslint/parser"
 * import knhk from "knhk/eslint"
 *
 * export default [{ files: ["**\/*.ts"], languageOptions: { parser } }, ...knhk.configs.recommended]
 *
 * @example
 * // .oxlintrc.json
 * { "jsPlugins": ["knhk/eslint"], "rules": { "knhk/sound": "error" } }
 */
const plugin = {
  meta,
  rules,
  configs: {
    /** The rule as an error. It names no files: those that ESLint lints for another reason are meant. */
    recommended: [
      { name: "knhk/recommended", plugins: { knhk: { meta, rules } }, rules: { "knhk/sound": "error" as const } },
    ],
  },
}

export default plugin
