import { startOnKind } from './kind-surroundings.ts';
import { startOnNode } from './node-surroundings.ts';
import type { Surroundings } from './surroundings.ts';

/** The cluster that E2E_CLUSTER names: `kind`, or `node`, which is meant where it is not set. */
export function startSurroundings(): Promise<Surroundings> {
  const report = (line: string): void => console.log(line);
  return process.env.E2E_CLUSTER === 'kind' ? startOnKind(report) : startOnNode(report);
}
