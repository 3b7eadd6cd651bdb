import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{core,native,models,host,electron,renderer,tests,scripts,eslint-rules}/**/*.test.{ts,tsx,mjs}',
    ],
    exclude: ['node_modules', 'out', 'e2e'],
    pool: 'forks',
    // Vitest would leave one core idle, which on two is half of them.
    maxWorkers: Number(process.env['VITEST_MAX_WORKERS']) || availableParallelism(),
    // Limits for what hangs, not measurements: a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
