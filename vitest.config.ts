import { defineConfig } from 'vitest/config';

/** Rooms whose tests start processes of their own (slapd, kube-apiserver, our command); each file gets a process to itself. */
const integration = ['directory', 'kube', 'cluster', 'cli', 'e2e', 'house'].map((room) => `test/${room}/**/*.test.ts`);

/** Tests on a real kube-apiserver, which all of them share; it is started only when one of them runs. */
const cluster = 'test/**/*.cluster.test.ts';

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: [...integration, cluster],
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
          exclude: [cluster],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: [cluster],
          globalSetup: ['test/cluster/global-setup.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
