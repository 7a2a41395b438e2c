import { writeFileSync } from "node:fs"

writeFileSync("/tmp/left-by-a-definition", "")
