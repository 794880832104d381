/** Texts of XML schema types, read as the SOAP stack of OX reads them. */

const datePattern = /^(-?\d{4,})-(\d\d)-(\d\d)(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?$/;

/** `YYYY-MM-DD` as it is written, whatever the zone; `undefined` when it is no date. */
export function parseXmlDate(text: string): string | undefined {
  const match = datePattern.exec(text.trim());
  const [, year, month, day] = match ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const exists = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= lastDay;
  return exists ? `${year}-${month}-${day}` : undefined;
}

export function isXmlDate(text: string): boolean {
  return parseXmlDate(text) !== undefined;
}

/** A typo is no error: it is false. Empty is nothing. */
export function parseXmlBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return word === '' ? undefined : ['1', 'true', 'yes'].includes(word);
}

/** 32 bits, overflowing in silence; empty is nothing. Throws an `Error` with the text of the SOAP stack. */
export function parseXmlInt(text: string): number | undefined {
  const digits = digitsOf(text);
  return digits === undefined ? undefined : Number(BigInt.asIntN(32, BigInt(digits)));
}

/** 64 bits, as far as a JavaScript number is exact. */
export function parseXmlLong(text: string): number | undefined {
  const digits = digitsOf(text);
  return digits === undefined ? undefined : Number(BigInt.asIntN(64, BigInt(digits)));
}

function digitsOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (!/^[+-]?\d+$/.test(trimmed)) throw new Error(`Not a number: ${trimmed}`);
  return trimmed.replace('+', '');
}
