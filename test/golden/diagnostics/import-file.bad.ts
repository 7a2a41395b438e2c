import { Order } from "./no-such-file.ts"

export { Order }
