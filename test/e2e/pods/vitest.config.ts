import { defineConfig } from 'vitest/config';

/** The steps build on each other: after the first failure the rest would only repeat it. */
export default defineConfig({
  test: {
    include: ['test/e2e/pods/*.scenario.ts'],
    pool: 'forks',
    fileParallelism: false,
    bail: 1,
    testTimeout: 900_000,
    disableConsoleIntercept: true,
  },
});
