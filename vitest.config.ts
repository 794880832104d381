import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests that share one kube-apiserver; it is started only when one of them is to run. */
const clusterTests = ['test/**/*.cluster.test.ts'];

/** Rooms whose tests start processes (slapd, a control plane of their own, our command). */
const integrationTests = ['chart', 'cli', 'cluster', 'demo', 'directory', 'e2e', 'gitops', 'kube'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

/** Our commands, which the tests start by the hundred, need not be compiled anew each time. */
const quickStart = { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) };

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
          globalSetup: ['test/support/built-command.ts'],
          pool: 'forks',
          isolate: false,
          env: quickStart,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: clusterTests,
          globalSetup: ['test/support/built-command.ts', 'test/cluster/global-setup.ts'],
          pool: 'forks',
          isolate: false,
          env: quickStart,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
