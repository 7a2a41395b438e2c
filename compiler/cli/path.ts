/** Paths on the command line, kept as they were written: that is how knhk speaks of them. */
import * as Param from "effect/cli/Param"
import * as Primitive from "effect/cli/Primitive"
import * as Effect from "effect/Effect"

const absolute = Primitive.Path("file")
const primitiveType: typeof absolute = Object.assign(Primitive.Path("file"), {
  parse: (path: string) =>
    Effect.mapBoth(absolute.parse(path), { onSuccess: () => path, onFailure: () => "the path of a file" }),
})

/** `--NAME PATH`. Shells complete it with files. */
export const fileFlag = (name: string) =>
  Param.makeSingle({ kind: Param.flagKind, name, primitiveType, typeName: "PATH" })

/** `NAME`, a path. */
export const fileArgument = (name: string) =>
  Param.makeSingle({ kind: Param.argumentKind, name, primitiveType, typeName: "file" })
