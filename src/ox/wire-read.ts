/** OX answered, but not what its contract says. The message reads after "answered ". */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The single `return` of an answer; `undefined` when OX answered nil or nothing. */
export function returned(result: unknown): unknown {
  return isRecord(result) ? result.return : undefined;
}

/** The `return` elements of a list; node-soap makes an empty wrapper `null`. */
export function returnedList(result: unknown): readonly unknown[] {
  return listOf(returned(result));
}

/** One or many or no elements as a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

export function returnedRecord(result: unknown, what: string): Readonly<Record<string, unknown>> {
  const value = returned(result);
  if (!isRecord(value)) throw new UnreadableAnswer(`without ${what}`);
  return value;
}

export function returnedRecords(result: unknown, what: string): readonly Readonly<Record<string, unknown>>[] {
  return returnedList(result).map((value) => {
    if (!isRecord(value)) throw new UnreadableAnswer(`with ${what} that has no fields`);
    return value;
  });
}

export function returnedFlag(result: unknown): boolean {
  const value = returned(result);
  if (typeof value !== 'boolean') throw new UnreadableAnswer('without true or false');
  return value;
}

/** Text as it is; an element with attributes comes as an object. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isRecord(value) && typeof value.$value === 'string' ? value.$value : undefined;
}

export function idOf(record: Readonly<Record<string, unknown>>): number {
  return numberOf(record, 'id');
}

/** A whole number that OX never leaves out. */
export function numberOf(record: Readonly<Record<string, unknown>>, element: string): number {
  const value = record[element];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new UnreadableAnswer(`without ${element}`);
  return value;
}

export function nameOf(record: Readonly<Record<string, unknown>>): string {
  const name = textOf(record.name);
  if (name === undefined || name === '') throw new UnreadableAnswer('without a name');
  return name;
}

/** For operations that answer with an empty body. */
export function readNothing(): void {}
