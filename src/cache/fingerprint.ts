import { createHash } from 'node:crypto';
import type { Fields, FieldValue } from '../model/index.ts';

const LONGEST_KEPT = 200;

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** A value as an applied record keeps it: short ones as they are, pictures and other long texts as their digest. */
export function fingerprint(value: FieldValue): FieldValue {
  if (typeof value === 'string') return value.length > LONGEST_KEPT ? sha256(value) : value;
  if (Array.isArray(value) && value.length > LONGEST_KEPT) return sha256(value.join('\n'));
  return value;
}

export function fingerprints(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fingerprint(value)]));
}
