#!/usr/bin/env node
/** The command `knhk`. Everything it does is in `main`; this file is what a shell starts. */
import { main } from "./main.ts"

await main(process.argv.slice(2))
