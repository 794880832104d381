import { defineConfig } from 'vitest/config';

/** Rooms whose tests start processes of their own (slapd, kube-apiserver, our command); each file gets a process to itself. */
const integration = ['directory', 'kube', 'cluster', 'cli', 'e2e', 'house'].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: integration,
          pool: 'threads',
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
