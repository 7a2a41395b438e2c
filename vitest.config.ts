import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["knhk-source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["knhk-source", "node", "import", "default"] } },
  test: { include: ["test/**/*.test.ts"], testTimeout: 180_000 },
})
