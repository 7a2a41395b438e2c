/**
 * CRC-32C (Castagnoli), reflected, as iSCSI and ext4 use it. `from` and `to` are byte offsets; pass the sum of what
 * came before to go on.
 */
export function crc32c(bytes: Uint8Array, from: number, to: number, before = 0): number {
  let sum = ~before
  for (let i = from; i < to; i++) sum = STEP[(sum ^ bytes[i]!) & 255]! ^ (sum >>> 8)
  return ~sum >>> 0
}

const STEP = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0x82f63b78 : 0)
  return sum
})
