/**
 * Numbers that are written out, compared by the checker digit by digit: the cost grows with their length, not with
 * their size. Of a number that is not known by its type (`number`) nothing is said here; `build()` sees it.
 */

/** Whether a literal is negative, or no whole number. */
export type Odd<N extends number> =
  `${N}` extends `-${string}` | `${string}.${string}` | `${string}e-${string}` ? N : never

/** `A` if it is above `B`; both are whole. `never` if it is not, or if one of them is not known. */
export type Above<A extends number, B extends number> =
  number extends A ? never : number extends B ? never : "above" extends Order<`${A}`, `${B}`> ? A : never

type Digits = "0123456789"

/** Of as many digits, the first two that differ decide; else the longer number does. */
type Order<A extends string, B extends string, So extends "equal" | "above" | "below" = "equal"> =
  A extends `${infer X}${infer RestA}`
    ? B extends `${infer Y}${infer RestB}` ? Order<RestA, RestB, So extends "equal" ? OfDigits<X, Y> : So> : "above"
    : B extends "" ? So : "below"

type OfDigits<X extends string, Y extends string> =
  X extends Y ? "equal" : Digits extends `${string}${X}${string}${Y}${string}` ? "below" : "above"

/** Most tokens that a condition can hold: the kernels count in bytes. */
const BOUND_MAX = 255

/** Whether so many tokens can be asked for, `least` or more of them. */
export function isBound(count: unknown, least: number): boolean {
  return Number.isInteger(count) && (count as number) >= least && (count as number) <= BOUND_MAX
}

/**
 * `N` if a union has fewer members than `N`, or if `N` counts nothing (0, a fraction): members are taken away until
 * as many are counted, or none is left.
 */
export type Lacking<N extends number, K, Counted extends readonly unknown[] = [unknown]> =
  [K] extends [never] ? N : Counted["length"] extends N ? never
  : Lacking<N, Exclude<K, OneOf<K>>, [...Counted, unknown]>

/** One of a union, whichever. */
type OneOf<K> =
  (K extends unknown ? (f: (k: K) => void) => void : never) extends (f: infer F) => void
    ? F extends (k: infer One) => void ? One : never : never
