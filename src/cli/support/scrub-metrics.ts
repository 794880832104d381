import type { Scrubber } from './scrubber.ts';

/** Labels that only ever have one of a few values. */
const CLOSED_LABELS: ReadonlySet<string> = new Set([
  ...['controller', 'result', 'kind', 'context', 'state', 'service', 'operation', 'outcome', 'reason', 'version', 'name'],
  ...['le', 'quantile', 'major', 'minor', 'patch', 'space', 'type'],
]);

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function learnMetrics(text: string, scrubber: Scrubber): void {
  for (const [, label = '', value = ''] of text.matchAll(LABEL)) if (!CLOSED_LABELS.has(label)) scrubber.learn(value);
}

/** The text of /metrics with the values of all other labels replaced. */
export function scrubMetrics(text: string, scrubber: Scrubber): string {
  return text.replace(LABEL, (whole, label: string, value: string) =>
    CLOSED_LABELS.has(label) ? whole : `${label}="${scrubber.value(value)}"`,
  );
}
