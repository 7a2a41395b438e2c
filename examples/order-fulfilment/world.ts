/**
 * The seeded world that the orders live in: everything that happens to an order follows from the
 * seed, the order and the place in the process, so a run that was killed and resumed ends as one
 * that was not.
 */

/** An even draw from [0, 1), the same for the same words. FNV-1a with a final mix (Appleby's murmur3 finalizer). */
export function draw(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const word of words) {
    for (const character of `${word}|`) {
      hash ^= character.charCodeAt(0)
      hash = Math.imul(hash, 0x01000193)
    }
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  return (hash >>> 0) / 0x1_0000_0000
}

export const orderId = (number: number): string => `order-${String(number).padStart(5, "0")}`

export function newOrder(seed: number, number: number) {
  const order = orderId(number)
  return {
    order,
    customer: `customer-${Math.floor(draw(seed, order, "customer") * 500)}`,
    weight: 50 + Math.floor(draw(seed, order, "weight") * 40_000),
    price: 1_000 + Math.floor(draw(seed, order, "price") * 500_000),
  }
}
