import type { Scrubber } from './scrubber.ts';

/** Labels that only ever have one of a few values. */
const CLOSED_LABELS: ReadonlySet<string> = new Set([
  ...['controller', 'result', 'kind', 'context', 'state', 'service', 'operation', 'outcome', 'reason', 'version'],
  ...['le', 'quantile', 'major', 'minor', 'patch', 'space', 'type'],
]);

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function learnMetrics(text: string, scrubber: Scrubber): void {
  for (const [, label = '', value = ''] of text.matchAll(LABEL)) if (label === 'directory') scrubber.learn(value);
}

/** The text of /metrics with the values of all other labels replaced. */
export function scrubMetrics(text: string, scrubber: Scrubber): string {
  return text
    .split('\n')
    .map((line) =>
      line.startsWith('#') ? line : line.replace(LABEL, (whole, label: string, value: string) => labelOf(whole, label, value, scrubber)),
    )
    .join('\n');
}

function labelOf(whole: string, label: string, value: string, scrubber: Scrubber): string {
  if (CLOSED_LABELS.has(label)) return whole;
  // Queues and the Lease are called by words of ours.
  return `${label}="${label === 'name' ? scrubber.text(value) : scrubber.value(value)}"`;
}
