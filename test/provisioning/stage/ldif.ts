import type { AttributeValue, Entry } from './entries.ts';

/** The entries as LDIF text (RFC 2849). */
export function ldifOf(entries: Iterable<Entry>): string {
  const records = [...entries].map(({ dn, attributes }) => [
    line('dn', dn),
    ...Object.entries(attributes).flatMap(([name, value]) => valuesOf(value).map((each) => line(name, each))),
    '',
  ]);
  return ['version: 1', '', ...records.flat()].join('\n');
}

function valuesOf(value: AttributeValue): readonly (string | Buffer)[] {
  if (value === undefined || value === '') return [];
  return typeof value === 'string' || Buffer.isBuffer(value) ? [value] : value;
}

/** Text that is not safe as it stands, and octets, travel as base64. */
const SAFE = /^(?![ :<])[\x20-\x7e]*(?<! )$/;

function line(name: string, value: string | Buffer): string {
  if (typeof value === 'string' && SAFE.test(value)) return `${name}: ${value}`;
  return `${name}:: ${Buffer.from(value).toString('base64')}`;
}
