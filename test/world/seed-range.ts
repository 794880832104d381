/** Seeds to live, both ends included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** `5000` is the first five thousand, `2001-4000` those from one to the other. Throws for anything else. */
export function parseSeedRange(text: string): SeedRange {
  const match = /^(?:(\d{1,9})-)?(\d{1,9})$/.exec(text);
  const range = { first: Number(match?.[1] ?? 1), last: Number(match?.[2]) };
  if (match !== null && range.first >= 1 && range.first <= range.last) return range;
  throw new Error(`found the seeds "${text}", expected a number like 5000 or a range like 2001-4000`);
}

/** The seeds of one of `parts` workers: in turns, so that all come to an end together. */
export function* seedsOfPart({ first, last }: SeedRange, part: number, parts: number): Generator<number> {
  for (let seed = first + part; seed <= last; seed += parts) yield seed;
}
