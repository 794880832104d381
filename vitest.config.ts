import { defineConfig } from 'vitest/config';

/** Tests that share one kube-apiserver; it is started only when one of them is to run. */
const clusterTests = ['test/**/*.cluster.test.ts'];

/** Rooms whose tests start processes (slapd, a control plane of their own, our command); each file has a process to itself. */
const integrationTests = ['chart', 'cli', 'cluster', 'demo', 'directory', 'e2e', 'gitops', 'kube'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    allowOnly: false,
    // One more than the processors that CI has: many tests wait for a lease, a server or a process most of their time.
    maxWorkers: 3,
    // Of the tests of one file that wait for a Lease.
    maxConcurrency: 2,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: [...integrationTests, ...clusterTests],
          pool: 'threads',
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: integrationTests,
          exclude: clusterTests,
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: clusterTests,
          globalSetup: ['test/cluster/global-setup.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
