/** `--completions SHELL`: a script that completes commands, their flags and those that every command takes. */
import * as Completions from "effect/cli/Completions"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { say } from "./terminal.ts"

/**
 * The flag of `effect/cli`, whose own scripts leave out what is no flag of a single command. With `json` the script is
 * in an object.
 */
export const completions = (json: boolean): typeof GlobalFlag.Completions => ({
  ...GlobalFlag.Completions,
  run: (shell, { command }) =>
    Effect.sync(() => {
      if (Option.isNone(shell)) return
      const tree = Completions.fromCommand(command)
      const whole = withEverywhere({ ...tree, flags: [...tree.flags, ...once] })
      const script = Completions.generate(command.name, shell.value, whole)
      say(json ? JSON.stringify({ shell: shell.value, completions: script }) : script)
    }),
})

const flag = (name: string, aliases: readonly string[], description: string): Completions.FlagDescriptor =>
  ({ name, aliases, description, type: { _tag: "Boolean" }, negation: false })

const everywhere = [
  flag("json", [], "Print one JSON value on stdout and nothing else there"),
  flag("help", ["h"], "Show help information"),
]
const once: readonly Completions.FlagDescriptor[] = [
  flag("version", ["v"], "Show version information"),
  {
    name: "completions", aliases: [], description: "Print shell completion script",
    type: { _tag: "Choice", values: ["bash", "zsh", "fish", "powershell"] },
  },
]

function withEverywhere(command: Completions.CommandDescriptor): Completions.CommandDescriptor {
  const { flags, subcommands } = command
  return { ...command, flags: [...flags, ...everywhere], subcommands: subcommands.map(withEverywhere) }
}
