/** Data objects of a BPMN model, and which of them an activity takes and gives. */
import { type Element, is, many, one, text, truth } from "./element.ts"
import type { DataType } from "./model.ts"
import type { Reading } from "./read.ts"

/** The type that a data object, or a reference to one, is of. */
export function readData(element: Element, reading: Reading): DataType | undefined {
  const target = is(element, "DataObjectReference") ? one(element, "dataObjectRef") : element
  if (!is(target, "DataObject")) return undefined
  const known = reading.data.get(target)
  if (known !== undefined) return known
  const named = reading.named(target)
  const item = one(target, "itemSubjectRef")
  const structure = text(item, "structureRef")
  const name = named.name ?? text(element, "name") ?? named.id
  const type: DataType = {
    ...named, name, ...(structure !== undefined && { structure }),
    list: truth(target, "isCollection") || truth(item, "isCollection"),
  }
  reading.data.set(target, type)
  return type
}

/** The one data object that an activity reads, and the one that it writes; of several, none. */
export function dataOf(
  element: Element, reading: Reading,
): { readonly takes?: string; readonly gives?: string } {
  const only = (associations: string, member: string): string | undefined => {
    const ends = many(element, associations).flatMap((association) =>
      [...many(association, member), ...[one(association, member)].filter((end) => end !== undefined)])
    const types = new Set(ends.flatMap((end) => readData(end, reading)?.id ?? []))
    return types.size === 1 ? [...types][0] : undefined
  }
  const takes = only("dataInputAssociations", "sourceRef")
  const gives = only("dataOutputAssociations", "targetRef")
  return { ...(takes !== undefined && { takes }), ...(gives !== undefined && { gives }) }
}
