/** A schema that accepts anything: for definitions of which only the structure matters. */
import type { StandardSchemaV1 } from "@standard-schema/spec"

export const any: StandardSchemaV1<unknown, unknown> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) },
}
