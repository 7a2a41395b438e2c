import { readFileSync } from "node:fs"

export const hosts = readFileSync("/etc/hosts", "utf8")
