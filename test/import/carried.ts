/** Models as they are imported: what the tests of import share. */
import { stripTypeScriptTypes } from "node:module"
import * as Schema from "effect/Schema"
import * as knhk from "knhk"
import type { Diagnostic } from "../../compiler/diagnostic.ts"
import { explore, type ExploreOptions } from "../../compiler/explore/explore.ts"
import { importModel } from "../../compiler/import/import.ts"
import type { Imported } from "../../compiler/import/imported.ts"
import { printDefinition } from "../../compiler/import/print.ts"
import { compileDefinition } from "../../compiler/compile.ts"
import type { Definition } from "../../src/definition/definition.ts"

/** A BPMN document around elements, each in a line of its own that counts from 2. */
export function bpmn(...elements: readonly string[]): string {
  const own = `xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"`
  const schema = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
  return [`<definitions ${own} ${schema} targetNamespace="urn:test">`, ...elements, "</definitions>"].join("\n")
}

/** A process around elements, in a document. */
export function process(...elements: readonly string[]): string {
  return bpmn([`<process id="P" name="case">`, ...elements, "</process>"].join("\n"))
}

/** Sequence flows: `a > b > c`, one flow for each sign. */
export function flows(...ways: readonly string[]): string {
  return ways.flatMap((way) => {
    const nodes = way.split(" > ")
    return nodes.slice(1).map((to, i) =>
      `<sequenceFlow id="${nodes[i]}-${to}" sourceRef="${nodes[i]}" targetRef="${to}"/>`)
  }).join("")
}

export interface Carried {
  readonly imported: Imported
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
  /** The workflows that the module exports, by id. */
  readonly definitions: ReadonlyMap<string, Definition>
}

/** A model that can be imported, with its module run in memory. */
export async function carried(model: string | Uint8Array, file = "model.bpmn"): Promise<Carried> {
  const bytes = typeof model === "string" ? new TextEncoder().encode(model) : model
  const { value, diagnostics } = await importModel(bytes, file)
  if (value === undefined) {
    const lines = diagnostics.map(({ at, code, message }) => `${at?.line}:${at?.column} ${code} ${message}`)
    throw new Error(lines.join("\n"))
  }
  const text = printDefinition(value)
  return { imported: value, text, diagnostics, definitions: run(text) }
}

type Made = knhk.Workflow<string, never, unknown>

/** What a printed module exports. */
export function run(text: string): ReadonlyMap<string, Definition> {
  const plain = stripTypeScriptTypes(text).replace(/^import[\s\S]*?from "[^"]+"$/gm, "")
  const names = [...plain.matchAll(/^export const ([^\s=]+)/gm)].map(([, name]) => name)
  const body = `"use strict"; ${plain.replace(/^export /gm, "")}\nreturn [${names.join(", ")}]`
  const parameters = Object.keys(knhk)
  const make = new Function("Schema", ...parameters, body) as (...given: readonly unknown[]) => readonly Made[]
  const made = make(Schema, ...parameters.map((name) => (knhk as Record<string, unknown>)[name]))
  return new Map(made.map(({ id, definition }) => [id, definition]))
}

/** What is wrong with a definition, by code. */
export function findings(definition: Definition): readonly string[] {
  return compileDefinition(definition).diagnostics.map(({ code, message }) => `${code} ${message}`)
}

/** Every trace of a definition; with `some`, as many of them as are listed. */
export function traces(definition: Definition, options: ExploreOptions = {}, some = false): readonly string[] {
  const { value, diagnostics } = compileDefinition(definition)
  if (value === undefined) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"))
  const found = explore(value.table, options)
  const whole = found.limit === null || found.limit === "length" || found.limit === "instances"
  if (!whole && !some) throw new Error(`cut off by ${found.limit}`)
  return found.traces
}
