import type { Trouble } from '../../cache/index.ts';
import type { ExpectedTrouble } from './sample/organisation.ts';
import type { KindTally } from './tally.ts';

/** What a demo came to. */
export interface DemoResult {
  readonly tallies: readonly KindTally[];
  readonly troubles: readonly Trouble[];
  /** SOAP calls by `Service.operation`. */
  readonly operations: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** One line: how much is in step. */
export function headline({ tallies, seconds }: DemoResult): string {
  const parts = tallies.map(({ kind, settled, wanted }) => `${settled} of ${wanted} ${kind.toLowerCase()}s`);
  return `In step with OX after ${seconds.toFixed(1)} s: ${parts.join(', ')}.`;
}

/** SOAP calls, the most frequent first. */
export function totals({ operations }: DemoResult): string[] {
  const rows = Object.entries(operations).sort(([, one], [, other]) => other - one);
  const all = rows.reduce((sum, [, count]) => sum + count, 0);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`SOAP calls: ${all}`, ...rows.map(([name, count]) => `  ${name.padEnd(width)}  ${String(count).padStart(5)}`)];
}

/** Whoever is in trouble that the sample does not bring along. */
export function unexpectedTroubles(troubles: readonly Trouble[], expected: readonly ExpectedTrouble[]): Trouble[] {
  return troubles.filter(({ name, reason }) => !expected.some((one) => one.name === name && one.reason === reason));
}
