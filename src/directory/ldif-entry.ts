import { createHash } from 'node:crypto';
import { type DirectoryEntry, normalizeDn } from '../model/index.ts';
import type { DirectoryQuery } from './directory-source.ts';
import { type Matcher, matcherOf } from './filter-matcher.ts';
import { parseFilter } from './ldap-filter.ts';
import type { LdifRecord, LdifValue } from './ldif-parser.ts';

/** A query on an LDIF text. */
export class LdifQuery {
  readonly name: string;
  readonly #base: string;
  readonly #matches: Matcher;
  readonly #wanted: ReadonlySet<string>;
  readonly #binary: ReadonlySet<string>;

  /** Throws a `ConfigurationError` when the filter is wrong or cannot be judged without a server. */
  constructor(query: DirectoryQuery) {
    this.name = query.name;
    this.#base = normalizeDn(query.base);
    this.#matches = matcherOf(parseFilter(query.filter, `the filter of ${query.name}`));
    this.#wanted = new Set([...query.attributes, ...query.binaryAttributes].map(baseName));
    this.#binary = new Set(query.binaryAttributes.map(baseName));
  }

  finds(record: LdifRecord): boolean {
    return this.#isInScope(normalizeDn(record.dn)) && this.#matches((name) => textsOf(record, name).map((text) => text.toLowerCase()));
  }

  entryOf(record: LdifRecord): DirectoryEntry {
    const attributes = new Map<string, string[]>();
    const binary = new Map<string, Buffer[]>();
    for (const [description, values] of record.attributes) {
      const name = baseName(description);
      if (!this.#wants(name)) continue;
      const key = description.replace(/;binary(?=;|$)/, '');
      if (this.#binary.has(name) || key !== description) binary.set(key, values.map(octetsOf));
      else attributes.set(key, values.map(textOf));
    }
    return { ...idsOf(record), dn: record.dn, query: this.name, attributes, binary };
  }

  #isInScope(dn: string): boolean {
    return this.#base === '' || dn === this.#base || dn.endsWith(`,${this.#base}`);
  }

  #wants(name: string): boolean {
    return this.#wanted.size === 0 || this.#wanted.has('*') || this.#wanted.has(name);
  }
}

/** The ids that the record gives itself; without any one that is made of the DN, so a rename is a deletion and a new entry then. */
export function idsOf(record: LdifRecord): { readonly sourceId: string; readonly entryUuid: string } {
  const identifier = textsOf(record, 'univentionobjectidentifier')[0];
  const entryUuid = textsOf(record, 'entryuuid')[0]?.toLowerCase() ?? identifier ?? idOfDn(record.dn);
  return { sourceId: identifier ?? entryUuid, entryUuid };
}

function idOfDn(dn: string): string {
  const hex = createHash('sha256').update(normalizeDn(dn)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function textsOf(record: LdifRecord, name: string): string[] {
  return (record.attributes.get(name) ?? []).map(textOf);
}

function textOf(value: LdifValue): string {
  return typeof value === 'string' ? value : value.toString('utf8');
}

function octetsOf(value: LdifValue): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

/** Lower case, without options. */
function baseName(description: string): string {
  return description.toLowerCase().split(';')[0] ?? '';
}
