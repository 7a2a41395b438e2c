/**
 * The two generated descriptions of the table, as text: what `layout.ts` says, for the kernel in TypeScript
 * and for the kernel in Rust. `node --conditions=knhk-source compiler/table/generate.ts` writes both.
 */
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import {
  ALIGNMENT, BOUND_LIMIT, COLUMNS, CONTRACT, COUNT_LIMIT, COUNTS, ENDIAN_TAG, ENTRY, HEADER, MAGIC, MUST_UNDERSTAND,
  NET, NET_SECTION, NONE, OR_INPUTS, VERSION, type Column,
} from "./layout.ts"

/** Path from the repository root -> text. */
export function generated(): Record<string, string> {
  return { "src/kernel/layout.generated.ts": typescript(), "native/engine/src/generated/layout.rs": rust() }
}

/** Hash of everything both sides must agree on. Kernels with different ones never meet. */
export function layoutHash(): string {
  const all = [
    MAGIC, VERSION, HEADER, ENDIAN_TAG, ENTRY, MUST_UNDERSTAND, ALIGNMENT, COUNTS, COUNT_LIMIT, NET, NET_SECTION, NONE,
    BOUND_LIMIT, OR_INPUTS, COLUMNS, CONTRACT,
  ]
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16)
}

const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
const upper = (name: string) => snake(name).toUpperCase()
const pascal = (name: string) => name[0]!.toUpperCase() + name.slice(1)
const hex = (value: number) => `0x${value.toString(16)}`

const numbers: Record<string, number> = {
  MAJOR: VERSION.major, MINOR: VERSION.minor, ENDIAN_TAG, MUST_UNDERSTAND, ALIGNMENT, COUNT_LIMIT, NONE, BOUND_LIMIT,
  OR_INPUTS, NET_SECTION, NET_WORDS: NET.length + COUNTS.length,
}
const number = (value: number) => (value > 0xffff ? hex(value) : String(value))
/** Words of the section `net`, in order. */
const words = [...NET, ...COUNTS.map((count) => `${count}Count`)]

function typescript(): string {
  const column = (c: Column) => {
    const below = typeof c.below === "number" ? c.below : c.below === undefined ? -1 : COUNTS.indexOf(c.below)
    const kind = c.into !== undefined ? "starts" : typeof c.below === "number" ? "number" : "index"
    const of = c.into !== undefined ? COUNTS.indexOf(c.into) : below
    return `  { id: ${c.id}, name: "${c.name}", size: ${c.size}, rows: ${COUNTS.indexOf(c.rows)}, kind: "${kind}", ` +
      `of: ${of}, from: ${c.from ?? 0}, optional: ${c.optional ?? false} },`
  }
  const object = (entries: readonly (readonly [string, number])[]) =>
    `{\n${entries.map(([key, value]) => `  ${key}: ${value},`).join("\n")}\n} as const`
  return `/** Generated from compiler/table/layout.ts by compiler/table/generate.ts. Do not edit. */
export const LAYOUT_HASH = "${layoutHash()}"
export const MAGIC = [${MAGIC.map(hex).join(", ")}] as const
${Object.entries(numbers).map(([name, value]) => `export const ${name} = ${number(value)}`).join("\n")}

/** Byte offsets in the header. */
export const Header = ${object(Object.entries(HEADER))}
/** Byte offsets in an entry of the directory. */
export const Entry = ${object(Object.entries(ENTRY))}
/** Words of the section \`net\`. */
export const Net = ${object(words.map((name, i) => [name, i]))}
/** Word of \`Net\` where the counts begin; columns name counts from there. */
export const FIRST_COUNT = ${NET.length}

/** \`of\`: index of a count for kinds \`starts\` and \`index\`, the limit itself for \`number\`. */
export const COLUMNS = [
${COLUMNS.map(column).join("\n")}
] as const
`
}

function rust(): string {
  const enumeration = (name: string, values: Record<string, number>) =>
    Object.entries(values).map(([key, value]) => `pub const ${name}_${upper(key)}: u32 = ${value};`).join("\n")
  const column = (c: Column) => {
    const values = c.into !== undefined
      ? `Values::Starts(Count::${pascal(c.into)})`
      : typeof c.below === "number"
        ? `Values::Range { from: ${c.from ?? 0}, below: ${c.below}, optional: ${c.optional ?? false} }`
        : `Values::Index { of: Count::${pascal(c.below!)}, optional: ${c.optional ?? false} }`
    const name = `name: "${snake(c.name)}"`
    return `    Column { id: ${c.id}, ${name}, size: ${c.size}, rows: Count::${pascal(c.rows)}, values: ${values} },`
  }
  return `//! Generated from compiler/table/layout.ts by compiler/table/generate.ts. Do not edit.
#![allow(dead_code, reason = "the description is whole; the engine uses what it needs")]
#![allow(clippy::unreadable_literal, reason = "numbers are written as generated")]
#![cfg_attr(rustfmt, rustfmt_skip)]

pub const LAYOUT_HASH: &str = "${layoutHash()}";
pub const MAGIC: [u8; ${MAGIC.length}] = [${MAGIC.map(hex).join(", ")}];
${Object.entries(numbers).map(([name, value]) => `pub const ${name}: u32 = ${number(value)};`).join("\n")}

${Object.entries(HEADER).map(([k, v]) => `pub const HEADER_${upper(k)}: usize = ${v};`).join("\n")}

${Object.entries(ENTRY).map(([k, v]) => `pub const ENTRY_${upper(k)}: usize = ${v};`).join("\n")}

${words.map((name, i) => `pub const NET_${upper(name)}: usize = ${i};`).join("\n")}
pub const FIRST_COUNT: usize = ${NET.length};

${enumeration("EVENT", CONTRACT.EventKind)}
pub const EVENT_WORDS: usize = ${CONTRACT.EVENT_WORDS};

${enumeration("COMMAND", CONTRACT.CommandKind)}
pub const COMMAND_WORDS: usize = ${CONTRACT.COMMAND_WORDS};

${enumeration("STATUS", CONTRACT.Status)}

${enumeration("REFUSAL", CONTRACT.Refusal)}

/// How many of each thing a net has: word \`FIRST_COUNT + count\` of the section \`net\`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
${COUNTS.map((c, i) => `    ${pascal(c)} = ${i},`).join("\n")}
}

/// What the values of a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    Starts(Count),
    Index { of: Count, optional: bool },
    Range { from: u32, below: u32, optional: bool },
}

pub struct Column {
    pub id: u32,
    pub name: &'static str,
    pub size: u32,
    pub rows: Count,
    pub values: Values,
}

/// Position of each column in \`COLUMNS\`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Col {
${COLUMNS.map((c, i) => `    ${pascal(c.name)} = ${i},`).join("\n")}
}

pub const COLUMNS: [Column; ${COLUMNS.length}] = [
${COLUMNS.map(column).join("\n")}
];
`
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(generated())) writeFileSync(new URL(`../../${path}`, import.meta.url), text)
}
