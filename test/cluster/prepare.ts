import { ensureControlPlane } from './binaries.ts';

/** Run before the tests: gets the programs of the control plane, telling how far it is, so that no test waits for a compiler. */
try {
  await ensureControlPlane((line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
