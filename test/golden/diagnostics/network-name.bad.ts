import { lookup } from "node:dns/promises"

await lookup("localhost")
