/** What the numbers in the columns of a table stand for. */

/** What the tokens of a condition mean: work left, nothing, the end of the case, an end where tokens rest. */
export const Role = { work: 0, resource: 1, end: 2, rest: 3 } as const
export const TaskKind = { automatic: 0, manual: 1, silent: 2, call: 3, receive: 4, timer: 5 } as const
export const Join = { and: 0, xor: 1, or: 2 } as const
export const Choice = { single: 0, outcome: 1, guard: 2, several: 3 } as const
export const Gather = { first: 0, record: 1, list: 2, merge: 3 } as const
/** Bits of `multiFlags`: what is left is cancelled; more may be added; an instance says when it is done. */
export const Multi = { cancel: 1, open: 2, until: 4 } as const
