import {
  accountOrigin,
  type CompiledMapping,
  groupOrigin,
  mapFunctionalAccount,
  mapGroup,
  mapUser,
  type Origins,
  originText,
} from '../mapping/index.ts';
import { type DirectoryEntry, type FieldValue, USER_FIELDS } from '../model/index.ts';
import type { ExplainedField, ExplainedSource } from '../ops/index.ts';
import type { FoundEntry } from './entry-finder.ts';
import type { KnownDirectory } from './known-directory.ts';

type Told = Pick<ExplainedSource, 'outOfScope' | 'fault' | 'notes' | 'fields'>;

/** What a directory makes of one entry, told by the mapping that makes objects of entries. Pure. */
export function explainEntry(found: FoundEntry, { name, mapping }: KnownDirectory): ExplainedSource {
  const { entry, query, base, filter, matchesFilter } = found;
  return { directory: name, dn: entry.dn, query, base, filter, matchesFilter, ...toldOf(found, mapping, name) };
}

function toldOf({ entry, query }: FoundEntry, mapping: CompiledMapping, directory: string): Told {
  if (query === 'users') return explainUser(entry, mapping, directory);
  return query === 'groups' ? explainGroup(entry, mapping) : explainAccount(entry, mapping);
}

function explainUser(entry: DirectoryEntry, mapping: CompiledMapping, directory: string): Told {
  const origins: Origins = new Map();
  const mapped = mapUser(entry, mapping, directory, origins);
  if (mapped.type === 'outOfScope') return { outOfScope: mapped.why, notes: [], fields: [] };
  const { object, notes } = mapped;
  const beside: Readonly<Record<string, FieldValue | undefined>> = {
    login: object.name,
    contextId: object.contextId,
    accessProfile: object.accessProfile,
    personal: object.personal,
  };
  const fields = [...origins].map(([field, origin]): ExplainedField => {
    const value = Object.hasOwn(beside, field) ? beside[field] : object.fields[field];
    return { field, ...(value === undefined ? {} : { value: shown(field, value) }), origin: originText(origin) };
  });
  const unset = [...mapping.users.unset].map((field) => ({ field, origin: 'spec.mapping.unset: left as it is in OX' }));
  return { fault: object.fault, notes, fields: [...fields, ...unset] };
}

function explainGroup(entry: DirectoryEntry, mapping: CompiledMapping): Told {
  const mapped = mapGroup(entry, mapping);
  if (mapped.type === 'outOfScope') return { outOfScope: mapped.why, notes: [], fields: [] };
  const { name, displayName, memberDns, fault } = mapped;
  const values = { name, displayname: displayName, members: memberDns };
  return { fault, notes: [], fields: fieldsOf(values, (field) => groupOrigin(mapping, field)) };
}

function explainAccount(entry: DirectoryEntry, mapping: CompiledMapping): Told {
  const mapped = mapFunctionalAccount(entry, mapping);
  if (mapped.type === 'outOfScope') return { outOfScope: mapped.why, notes: [], fields: [] };
  const { name: accountName, primaryAddress: name, personal, memberDns: accounts, fault } = mapped;
  return { fault, notes: [], fields: fieldsOf({ name, accountName, personal, accounts }, (field) => accountOrigin(mapping, field)) };
}

function fieldsOf(values: Readonly<Record<string, FieldValue>>, originOf: (field: string) => string | undefined): ExplainedField[] {
  return Object.entries(values).map(([field, value]) => ({ field, value, origin: originOf(field) ?? '' }));
}

/** A picture is a person's face. */
function shown(field: string, value: FieldValue): FieldValue {
  return Object.hasOwn(USER_FIELDS, field) && field === 'image1' ? '(picture)' : value;
}
