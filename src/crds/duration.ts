const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** As Go writes durations: `5s`, `1h30m`, `250ms`. RE2, as the API server wants it. */
export const DURATION_PATTERN = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;

/** Milliseconds of a duration such as `5s` or `1h30m`. @throws RangeError for anything else. */
export function parseDuration(text: string): number {
  if (!DURATION_PATTERN.test(text)) throw new RangeError(`found ${JSON.stringify(text)}, expected a duration such as 5s or 1h30m`);
  let total = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([0-9.]+)(ms|s|m|h)/g)) total += Number(amount) * (unitMs[unit] ?? 0);
  return total;
}
