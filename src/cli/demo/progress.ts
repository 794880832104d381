import type { Screen } from './screen.ts';
import type { KindTally } from './tally.ts';

export interface ProgressView {
  readonly tallies: readonly KindTally[];
  readonly calls: number;
  readonly seconds: number;
}

const LONGEST_BAR = 30;
/** What stands beside a bar. */
const BESIDE = 48;

/** The block that is drawn again and again. */
export function progressBlock({ tallies, calls, seconds }: ProgressView, screen: Screen): string[] {
  return [...tallies.map((one) => progressRow(one, screen)), screen.paint('dim', `  ${calls} SOAP calls, ${seconds.toFixed(1)} s`)];
}

/** The same for a log. */
export function progressLine({ tallies, calls, seconds }: ProgressView): string {
  const counts = tallies.map(({ kind, wanted, settled }) => `${kind.toLowerCase()}s ${settled}/${wanted}`);
  return `${counts.join('  ')}  SOAP calls ${calls}  ${seconds.toFixed(1)} s`;
}

function progressRow({ kind, wanted, settled, waiting, parked }: KindTally, screen: Screen): string {
  const label = `${kind.toLowerCase()}s`.padEnd(9);
  const numbers = `${String(settled).padStart(4)} of ${String(wanted).padEnd(4)}`;
  const rest = [count(waiting, 'waiting'), count(parked, 'put aside')].filter((text) => text !== '').join(', ');
  return `  ${label} ${bar({ settled, parked, wanted }, screen)} ${numbers} ${screen.paint('yellow', rest)}`;
}

function count(number: number, what: string): string {
  return number === 0 ? '' : `${number} ${what}`;
}

/** A line that is longer than the terminal would break the block. A single object that was put aside shows among hundreds. */
function bar({ settled, parked, wanted }: { settled: number; parked: number; wanted: number }, screen: Screen): string {
  const length = Math.max(1, Math.min(LONGEST_BAR, screen.columns - BESIDE));
  const scale = (part: number): number => (wanted === 0 ? 0 : Math.floor((part / wanted) * length));
  const aside = parked === 0 ? 0 : Math.max(1, scale(parked));
  const done = Math.min(scale(settled), length - aside);
  const open = length - done - aside;
  return screen.paint('green', '█'.repeat(done)) + screen.paint('dim', '░'.repeat(open)) + screen.paint('yellow', '█'.repeat(aside));
}
