import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{core,native,models,host,electron,renderer,tests,scripts,eslint-rules}/**/*.test.{ts,tsx,mjs}',
    ],
    exclude: ['node_modules', 'out', 'e2e'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
