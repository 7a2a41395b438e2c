/** Payloads and a schema of no library, for the type tests. */
import type { Schema } from "knhk"

export declare const ty: <T>() => Schema<T>

export interface Order { id: string; total: number }
export interface Received { id: string; total: number; at: number }
export interface Approved { id: string; approvedBy: string }
export interface Rejected { id: string; reason: string }
export interface Shipped { tracking: string }
export interface Paid { receipt: string }
export interface Closed { ok: true }
