/** The payloads and tasks that the mistakes in this folder are made with. */
import { decision, human, type Schema, silent, task, workflow } from "knhk"

/** A Standard Schema of no library. */
export const ty = <T>(): Schema<T> => ({
  "~standard": { version: 1, vendor: "ty", validate: (value) => ({ value: value as T }) },
})

export interface Order { id: string; total: number }
export interface Received { id: string; total: number; at: number }
export interface Approved { id: string; approvedBy: string }
export interface Rejected { id: string; reason: string }
export interface Shipped { tracking: string }
export interface Refunded { refundId: string }
export interface Paid { receipt: string }
export interface Closed { ok: true }

/** A workflow before its flows; each mistake starts from here. */
export const order = workflow("order")
  .tasks({
    receive: task({ input: ty<Order>(), output: ty<Received>() }),
    check: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
    ship: task({ input: ty<Approved>(), output: ty<Shipped>() }),
    refund: task({ input: ty<Rejected>(), output: ty<Refunded>() }),
    pay: task({ input: ty<Approved>(), output: ty<Paid>() }),
    close: task({ input: { ship: ty<Shipped>(), pay: ty<Paid>() }, output: ty<Closed>() }),
    ask: human({ input: ty<Rejected>(), output: ty<Received>() }),
    gone: silent(ty<Rejected>()),
    file: task({ input: ty<unknown>(), output: ty<Closed>() }),
  })
  .start("receive")
