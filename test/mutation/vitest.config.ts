/** What mutants of the portable kernel are held against: the corpus, fast and alone. */
import { defineConfig } from "vitest/config"

const conditions = ["knhk-source", "node", "import", "default"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["test/mutation/written-corpus.ts", "test/corpus-refused.test.ts"], testTimeout: 20_000 },
})
