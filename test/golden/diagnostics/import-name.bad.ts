import { answers } from "./no-workflow.bad.ts"

export { answers }
