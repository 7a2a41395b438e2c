import { execFileSync } from "node:child_process"

execFileSync("true")
