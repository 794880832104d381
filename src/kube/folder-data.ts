import type { DataMap } from './resource-store.ts';

/** `faults` name keys, never values: they may be passwords. */
export type DecodedData =
  | { readonly type: 'data'; readonly data: DataMap }
  | { readonly type: 'faulty'; readonly faults: readonly string[] };

type Decoded = { readonly text: string } | { readonly fault: string };

interface DataField {
  readonly field: string;
  readonly decode: (value: string) => Decoded;
}

/** Later fields win over earlier ones, as stringData does in a cluster. */
const DATA_FIELDS: Readonly<Record<'Secret' | 'ConfigMap', readonly DataField[]>> = {
  Secret: [
    { field: 'data', decode: fromBase64 },
    { field: 'stringData', decode: asWritten },
  ],
  ConfigMap: [
    { field: 'binaryData', decode: fromBase64 },
    { field: 'data', decode: asWritten },
  ],
};

/** The keys of a Secret (`data` in base64, `stringData`) or a ConfigMap (`data`, `binaryData` in base64) as text. */
export function decodeData(kind: 'Secret' | 'ConfigMap', manifest: Readonly<Record<string, unknown>>): DecodedData {
  const data: Record<string, string> = {};
  const faults: string[] = [];
  for (const { field, decode } of DATA_FIELDS[kind]) {
    const values = manifest[field] ?? {};
    if (typeof values !== 'object' || Array.isArray(values)) {
      faults.push(`${field}: expected a mapping of keys to text`);
      continue;
    }
    for (const [key, value] of Object.entries(values)) {
      const decoded = typeof value === 'string' ? decode(value) : notText(value);
      if ('text' in decoded) data[key] = decoded.text;
      else faults.push(`${field}.${key}: ${decoded.fault}`);
    }
  }
  return faults.length > 0 ? { type: 'faulty', faults } : { type: 'data', data };
}

function asWritten(value: string): Decoded {
  return { text: value };
}

function fromBase64(value: string): Decoded {
  const compact = value.replace(/\s+/g, '');
  const isBase64 = compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
  return isBase64
    ? { text: Buffer.from(compact, 'base64').toString('utf8') }
    : { fault: 'expected base64 (plain text goes into stringData)' };
}

/** A number or a boolean has lost how it was written (0123 is 123): a password would silently be another one. */
function notText(value: unknown): Decoded {
  const what = value === null ? 'nothing' : `a ${Array.isArray(value) ? 'list' : typeof value}`;
  return { fault: `found ${what}, expected text (put it in quotes)` };
}
