import { type DirectoryEntry, OperatorError } from '../model/index.ts';
import type { DirectoryQuery } from './directory-source.ts';
import type { RawAttribute } from './ldap-message.ts';

/** An entry and what only the directory room wants to know of it. */
export interface DecodedEntry {
  readonly entry: DirectoryEntry;
  /** Octets of all values, to bound what waits in memory. */
  readonly bytes: number;
  readonly entryCsn: string | undefined;
  readonly modifyTimestamp: string | undefined;
}

interface RawEntry {
  readonly dn: string;
  readonly attributes: readonly RawAttribute[];
}

/** Asked for on our own account, and not handed on unless the query wants them. */
const OWN_ATTRIBUTES = ['entryUUID', 'univentionObjectIdentifier', 'entryCSN', 'modifyTimestamp'];

/** Turns what a server sends into entries of one query. */
export class EntryDecoder {
  /** To be asked of the server. */
  readonly requestedAttributes: readonly string[];
  readonly #query: string;
  readonly #binaryNames: ReadonlySet<string>;
  readonly #unwanted: readonly string[];

  constructor(query: DirectoryQuery) {
    const wanted = [...query.attributes, ...query.binaryAttributes];
    const asked = wanted.length === 0 ? ['*'] : wanted;
    const names = new Set(asked.map(keyOf));
    this.#query = query.name;
    this.#binaryNames = new Set(query.binaryAttributes.map(keyOf));
    this.#unwanted = OWN_ATTRIBUTES.map(keyOf).filter(
      (name) => !names.has(name) && !(names.has('*') && name === 'univentionobjectidentifier'),
    );
    this.requestedAttributes = [...asked, ...OWN_ATTRIBUTES.filter((name) => !names.has(keyOf(name)))];
  }

  /**
   * `entryUuid` is given where the protocol told it, else read from the entry. An entry that does not show its id is
   * DirectoryIncomplete: without it a rename could not be told from a new entry.
   */
  decode(raw: RawEntry, entryUuid?: string): DecodedEntry {
    const { attributes, binary, bytes } = this.#read(raw);
    const first = (name: string): string | undefined => attributes.get(name)?.[0];
    const id = entryUuid ?? first('entryuuid')?.toLowerCase();
    if (id === undefined) throw missingId(raw.dn);
    const sourceId = first('univentionobjectidentifier') ?? id;
    const entryCsn = first('entrycsn');
    const modifyTimestamp = first('modifytimestamp');
    for (const name of this.#unwanted) attributes.delete(name);
    return { entry: { sourceId, entryUuid: id, dn: raw.dn, query: this.#query, attributes, binary }, bytes, entryCsn, modifyTimestamp };
  }

  #read(raw: RawEntry): { attributes: Map<string, string[]>; binary: Map<string, Buffer[]>; bytes: number } {
    const attributes = new Map<string, string[]>();
    const binary = new Map<string, Buffer[]>();
    let bytes = raw.dn.length;
    for (const { name, values } of raw.attributes) {
      const key = keyOf(name);
      for (const value of values) bytes += value.length;
      if (values.length === 0) continue;
      if (this.#binaryNames.has(key) || isBinaryOption(name)) append(binary, key, values.map(copy));
      else append(attributes, key, values.map(text));
    }
    return { attributes, binary, bytes };
  }
}

/** Only the id of an entry, for scans that read nothing else. */
export function entryUuidOf(raw: RawEntry): string {
  const value = raw.attributes.find(({ name }) => keyOf(name) === 'entryuuid')?.values[0];
  if (value === undefined) throw missingId(raw.dn);
  return value.toString('utf8').toLowerCase();
}

/** The name that look-ups use: lower case, without the transfer option `;binary`. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/;binary(?=;|$)/, '');
}

function isBinaryOption(name: string): boolean {
  return name.includes(';') && keyOf(name) !== name.toLowerCase();
}

function append<V>(map: Map<string, V[]>, key: string, values: V[]): void {
  const present = map.get(key);
  if (present === undefined) map.set(key, values);
  else present.push(...values);
}

function copy(value: Buffer): Buffer {
  return Buffer.from(value);
}

function text(value: Buffer): string {
  return value.toString('utf8');
}

function missingId(dn: string): OperatorError {
  return new OperatorError(
    'DirectoryIncomplete',
    `the entry "${dn}" does not show its entryUUID; give the bind DN read access to the operational attributes`,
  );
}
