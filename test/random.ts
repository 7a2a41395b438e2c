/**
 * Where random tests start, and how many runs they make. The gate makes the same runs every time, so that it judges
 * what was changed and nothing else; what is found by others is kept as a case. To look further:
 * `KNHK_SEED=random KNHK_RUNS=10000 npx vitest run test/corpus.test.ts`, and any number in place of `random` replays.
 */
const { KNHK_SEED: given, KNHK_RUNS: many } = process.env

/** The seed of this process. Every test that takes it prints it. */
export const seed = given === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(given ?? 43)

/** How many runs: as many as are asked for, or the usual ones. */
export const runs = (usual: number): number => Number(many ?? usual)
