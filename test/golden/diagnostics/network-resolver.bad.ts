import { Resolver } from "node:dns/promises"

await new Resolver().resolve4("example.com").catch(() => {})
