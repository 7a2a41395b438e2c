import { z } from "@no-such-scope/no-such-package/deep"

export { z }
