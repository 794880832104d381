import { LdifQuery, type LdifRecord, parseLdif } from '../directory/index.ts';
import { type CompiledMapping, mapDeputies, type QueryKind, userOrigin } from '../mapping/index.ts';
import { type DirectoryEntry, USER_FIELDS } from '../model/index.ts';
import type { ExplainedSource } from '../ops/index.ts';
import type { FoundEntry } from './entry-finder.ts';
import { explainEntry } from './explain-entry.ts';
import type { KnownDirectory } from './known-directory.ts';
import { queriesOf } from './source-factory.ts';

interface Search {
  readonly kind: QueryKind;
  readonly base: string;
  readonly filter: string;
  readonly ldif: LdifQuery;
}

const KINDS: readonly QueryKind[] = ['users', 'groups', 'functionalAccounts'];

/** Of such attributes no value is told, whatever field they are to feed. */
const CONFIDENTIAL = /passw|pwd|pwhist|secret|credential|krb5key|principalkey|private|pkcs12|token/i;

/**
 * What a directory would make of the entries of an LDIF text, in their order. Fields are told also of those that are not for OX: as if their
 * switch were on, or the filter found them.
 * @throws ConfigurationError for a text that is no LDIF, or a filter that cannot be judged without a server.
 */
export function explainLdif(text: string, label: string, directory: KnownDirectory): ExplainedSource[] {
  const searches = queriesOf(directory.spec, directory.mapping).flatMap((query): Search[] => {
    const kind = KINDS.find((each) => each === query.name);
    return kind === undefined ? [] : [{ kind, base: query.base, filter: query.filter, ldif: new LdifQuery(query) }];
  });
  return parseLdif(text, label).flatMap((record) => explainRecord(record, searches, directory));
}

function explainRecord(record: LdifRecord, searches: readonly Search[], directory: KnownDirectory): ExplainedSource[] {
  const finding = searches.filter(({ ldif }) => ldif.finds(record));
  if (finding.length === 0) return explainUnfound(record, searches, directory);
  return finding.map((search) => explainFound(foundBy(search, record, true), directory));
}

/** What nothing finds was meant as a user when it has a login, and as a group when it has members; of anything else no field is told. */
function explainUnfound(record: LdifRecord, searches: readonly Search[], directory: KnownDirectory): ExplainedSource[] {
  const { users, groups } = directory.mapping;
  const isUser = record.attributes.has(users.identifier.key);
  const isGroup = !isUser && groups.members.some(({ key }) => record.attributes.has(key));
  const likely = searches.filter(({ kind }) => kind === (isGroup ? 'groups' : 'users')).map((search) => foundBy(search, record, false));
  if (isUser || isGroup) return likely.map((found) => explainFound(found, directory));
  return likely.map(({ entry, ...search }) => ({ directory: directory.name, dn: entry.dn, ...search, notes: [], fields: [] }));
}

function foundBy({ kind, base, filter, ldif }: Search, record: LdifRecord, matchesFilter: boolean): FoundEntry {
  return { entry: withoutConfidential(ldif.entryOf(record)), query: kind, base, filter, matchesFilter };
}

function explainFound(found: FoundEntry, directory: KnownDirectory): ExplainedSource {
  const explained = explainEntry(found, directory);
  const told = explained.outOfScope === undefined ? explained : explainEntry(found, { ...directory, mapping: withoutGates(directory) });
  const source = { ...told, ...(explained.outOfScope === undefined ? {} : { outOfScope: explained.outOfScope }) };
  return found.query === 'users' ? withDeputies(withUnsent(source, directory.mapping), found.entry, directory.mapping) : source;
}

function withoutGates({ mapping }: KnownDirectory): CompiledMapping {
  const { users, groups } = mapping;
  return { ...mapping, users: { ...users, gate: undefined }, groups: { ...groups, gate: undefined } };
}

/** Also the fields of which nothing is sent, be it that there is nothing or that it is faulty. */
function withUnsent(source: ExplainedSource, mapping: CompiledMapping): ExplainedSource {
  const told = new Set(['name', ...source.fields.map(({ field }) => field)]);
  const unsent = Object.keys(USER_FIELDS).flatMap((field) => {
    const origin = told.has(field) ? undefined : userOrigin(mapping, field);
    return origin === undefined ? [] : [{ field, origin }];
  });
  return { ...source, fields: [...source.fields, ...unsent] };
}

function withDeputies(source: ExplainedSource, entry: DirectoryEntry, mapping: CompiledMapping): ExplainedSource {
  const { deputies } = mapping.users;
  if (deputies === undefined) return source;
  const { grants, fault } = mapDeputies(entry, mapping);
  const value = grants.map(({ dn, mail, calendar, sendOnBehalfOf }) => {
    return `${dn}: mail ${mail}, calendar ${calendar}${sendOnBehalfOf ? ', sends on behalf' : ''}`;
  });
  return { ...source, fault: source.fault ?? fault, fields: [...source.fields, { field: 'deputies', value, origin: deputies.attribute }] };
}

function withoutConfidential(entry: DirectoryEntry): DirectoryEntry {
  const attributes = [...entry.attributes].map(([name, values]) => {
    return [name, CONFIDENTIAL.test(name) ? values.map(() => '(hidden)') : values] as const;
  });
  return { ...entry, attributes: new Map(attributes) };
}
