/**
 * How a case of an arena is named. A slot is a place, and comes to be another case's when it is released; so its owner
 * keeps a handle, which is the slot and how many cases had it before: `generation * 2 ** 32 + slot`. It is one number,
 * and the first handle of a slot is the slot. Events name slots, which only who has a live handle can ask for.
 */

/** Names one case for good: no handle is given twice. */
export type Handle = number

const SLOTS = 2 ** 32

/** Generations above would not be exact in a number: a slot that had so many is not given to a case again. */
export const LAST_GENERATION = 2 ** 21 - 1

/** The handle of a slot in a generation. */
export function handleOf(slot: number, generation: number): Handle {
  return generation * SLOTS + slot
}

/** The slot that a handle names, if it is one. */
export function slotOf(handle: Handle): number {
  return handle >>> 0
}

/** Which case of its slot a handle names; no whole number if it is none. */
export function generationOf(handle: Handle): number {
  return (handle - slotOf(handle)) / SLOTS
}

/**
 * A handle names no case: its case was released (`isReleased`), or there never was one. Nothing was done. Whoever has
 * such a handle has a bug, so it is a defect.
 */
export class StaleHandle extends RangeError {
  readonly _tag = "StaleHandle"
  override readonly name = "StaleHandle"
  readonly handle: Handle
  readonly isReleased: boolean

  constructor(handle: Handle, isReleased: boolean) {
    super(isReleased
      ? `Slot ${slotOf(handle)} is not allocated to this handle any more: its case was released.`
      : `Slot ${handle} is not allocated.`)
    this.handle = handle
    this.isReleased = isReleased
  }
}
