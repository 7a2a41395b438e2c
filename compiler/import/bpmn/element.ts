/** Elements of a BPMN model as the parser gives them, and safe ways to look into them. */

/** An element. A reference may lead to an element of any type, so types are asked and never assumed. */
export interface Element {
  readonly $type: string
  readonly $parent?: Element
  $instanceOf(type: string): boolean
  get(member: string): unknown
  set(member: string, value: unknown): void
}

/** Whether it is an element of one of these types or of their kind: `is(e, "FlowNode")`. */
export function is(element: Element | undefined, ...types: readonly string[]): element is Element {
  return element !== undefined && types.some((type) => element.$instanceOf?.(`bpmn:${type}`) === true)
}

/** The name of its tag: `userTask`. */
export function tag({ $type }: Element): string {
  const local = $type.slice($type.indexOf(":") + 1)
  return local.charAt(0).toLowerCase() + local.slice(1)
}

/** The element in or referred to by a member. */
export function one(element: Element | undefined, member: string): Element | undefined {
  const value = read(element, member)
  return isElement(value) ? value : undefined
}

/** All of them. */
export function many(element: Element | undefined, member: string): readonly Element[] {
  const value = read(element, member)
  return Array.isArray(value) ? value.filter(isElement) : []
}

/** Text of an attribute, trimmed; blank is none. */
export function text(element: Element | undefined, member: string): string | undefined {
  const value = read(element, member)
  const trimmed = typeof value === "string" ? value.trim() : ""
  return trimmed === "" ? undefined : trimmed
}

/** Text of an element in a member, as of an expression. */
export function body(element: Element | undefined, member: string): string | undefined {
  return text(one(element, member), "body")
}

/** A whole number from 0. */
export function whole(element: Element | undefined, member: string): number | undefined {
  const value = read(element, member)
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** Whether a boolean is true. */
export function truth(element: Element | undefined, member: string): boolean {
  return read(element, member) === true
}

function read(element: Element | undefined, member: string): unknown {
  return element?.get(`bpmn:${member}`)
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && typeof (value as Partial<Element>).$instanceOf === "function"
}
