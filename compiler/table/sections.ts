/** Sections -> the bytes of a file: header, directory, columns, checksums. Knows the layout and nothing of nets. */
import { crc32c } from "../../src/kernel/crc32c.ts"
import { ALIGNMENT, ENDIAN_TAG, ENTRY, HEADER, MAGIC, MUST_UNDERSTAND, VERSION } from "./layout.ts"

/** One column to write. Ids ascend. A `skippable` one may be unknown to the reader. */
export interface Section {
  readonly id: number
  readonly size: 1 | 4
  readonly values: ArrayLike<number>
  readonly skippable?: true
}

/** The file of these sections. */
export function writeSections(sections: readonly Section[]): Uint8Array {
  const aligned = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT
  const directoryEnd = HEADER.size + sections.length * ENTRY.size
  let length = directoryEnd
  for (const section of sections) length = aligned(length) + section.values.length * section.size
  const bytes = new Uint8Array(length)
  const at = new DataView(bytes.buffer)
  let end = directoryEnd
  sections.forEach((section, index) => {
    const offset = aligned(end)
    end = offset + section.values.length * section.size
    for (let i = 0; i < section.values.length; i++) {
      if (section.size === 1) at.setUint8(offset + i, section.values[i]!)
      else at.setUint32(offset + 4 * i, section.values[i]!, true)
    }
    const entry = HEADER.size + index * ENTRY.size
    at.setUint16(entry + ENTRY.id, section.id, true)
    at.setUint16(entry + ENTRY.flags, section.skippable === true ? 0 : MUST_UNDERSTAND, true)
    at.setUint32(entry + ENTRY.elementSize, section.size, true)
    at.setBigUint64(entry + ENTRY.offset, BigInt(offset), true)
    at.setBigUint64(entry + ENTRY.count, BigInt(section.values.length), true)
    at.setUint32(entry + ENTRY.checksum, crc32c(bytes, offset, end), true)
  })
  bytes.set(MAGIC, HEADER.magic)
  at.setUint16(HEADER.major, VERSION.major, true)
  at.setUint16(HEADER.minor, VERSION.minor, true)
  at.setUint32(HEADER.headerSize, HEADER.size, true)
  at.setUint32(HEADER.endian, ENDIAN_TAG, true)
  at.setBigUint64(HEADER.length, BigInt(length), true)
  at.setUint32(HEADER.sections, sections.length, true)
  at.setUint32(HEADER.checksum, crc32c(bytes, HEADER.size, directoryEnd, crc32c(bytes, 0, HEADER.checksum)), true)
  return bytes
}
