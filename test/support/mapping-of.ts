import { type CompiledMapping, compileMapping, type MappingSettings, mapUser } from '../../src/mapping/index.ts';
import type { DesiredObject, DirectoryEntry, Fault, FieldValue } from '../../src/model/index.ts';
import { entryOf } from './entry-of.ts';

/** What a Univention user needs to be taken by OX. */
export const anna = {
  isOxUser: 'OK',
  uid: 'anna',
  oxDisplayName: 'Anna Alster',
  givenName: 'Anna',
  sn: 'Alster',
  mailPrimaryAddress: 'anna@example.org',
  oxContextIDNum: '10',
  oxAccess: 'premium',
};

export type Attributes = Parameters<typeof entryOf>[0];

export function mappingOf(settings: Partial<MappingSettings> = {}): CompiledMapping {
  return compileMapping({ preset: 'Univention', ...settings });
}

/** Anna with some attributes more or other, mapped; throws when she is out of scope. */
export function mapAnna(attributes: Attributes = {}, settings: Partial<MappingSettings> = {}): DesiredObject {
  return mapEntry(entryOf({ ...anna, ...attributes }), settings);
}

export function mapEntry(entry: DirectoryEntry, settings: Partial<MappingSettings> = {}): DesiredObject {
  const mapped = mapUser(entry, mappingOf(settings), 'people');
  if (mapped.type !== 'object') throw new Error(`out of scope: ${mapped.why}`);
  return mapped.object;
}

export function fieldsOfAnna(attributes: Attributes = {}, settings: Partial<MappingSettings> = {}): Readonly<Record<string, FieldValue>> {
  return mapAnna(attributes, settings).fields;
}

export function faultOfAnna(attributes: Attributes = {}, settings: Partial<MappingSettings> = {}): Fault | undefined {
  return mapAnna(attributes, settings).fault;
}
