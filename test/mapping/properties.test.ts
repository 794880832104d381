import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attributesNeeded,
  type MappingSettings,
  mapDeputies,
  mapFunctionalAccount,
  mapGroup,
  mapUser,
  type Origins,
  PRESETS,
  type Preset,
} from '../../src/mapping/index.ts';
import type { DirectoryEntry } from '../../src/model/index.ts';
import { isUserField, USER_FIELDS } from '../../src/model/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { anna, mappingOf } from '../support/mapping-of.ts';

const settings: Partial<MappingSettings> = {
  users: { contextId: { default: 10 }, aliases: 'Merge' },
  userDefaults: { imapServer: 'imap://mail', imapLogin: '{}*{uid}', mailPersonal: 'Enabled' },
  functionalAccounts: { loginTemplate: '{{description}}{{username}}' },
  deputyPermissions: 'Enabled',
};
const mappings = {
  Univention: mappingOf(settings),
  InetOrgPerson: mappingOf({ ...settings, preset: 'InetOrgPerson' }),
};
const names = [...new Set([...attributesNeeded(mappings.Univention, 'users'), ...attributesNeeded(mappings.InetOrgPerson, 'users')])];

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.emailAddress(),
  fc.constantFrom(
    '',
    ' ',
    'OK',
    'true',
    '10',
    'uid=bob,dc=x |:$:| 02400 |:$:| 08444 |:$:| 1',
    '-0',
    '-1',
    '1990-12-31',
    '31.12.1990',
    '__proto__',
    'a@b',
    '{}',
    '\u0000',
    '\ud800',
  ),
);

/** Entries of every kind of mess, often with enough in them to be users. */
const entries: fc.Arbitrary<DirectoryEntry> = fc
  .tuple(fc.dictionary(fc.constantFrom(...names), fc.array(value, { maxLength: 4 })), fc.boolean(), fc.uint8Array({ maxLength: 20 }))
  .map(([attributes, isAnna, octets]) => entryOf({ ...(isAnna ? anna : {}), ...attributes, jpegPhoto: Buffer.from(octets) }));

const presets = fc.constantFrom<Preset>('Univention', 'InetOrgPerson');

function forAllEntries(check: (entry: DirectoryEntry, preset: Preset) => void): void {
  fc.assert(fc.property(entries, presets, check), { numRuns: 500 });
}

describe('whatever stands in an entry', () => {
  it('the result is plain data that survives JSON, which the cache relies on', () => {
    forAllEntries((entry, preset) => {
      const mapping = mappings[preset];
      const results = [
        mapUser(entry, mapping, 'people'),
        mapGroup(entry, mapping),
        mapFunctionalAccount(entry, mapping),
        mapDeputies(entry, mapping),
      ];
      expect(JSON.parse(JSON.stringify(results))).toEqual(results);
    });
  });

  it('the same entry gives the same result, in the same order of fields', () => {
    forAllEntries((entry, preset) => {
      const once = JSON.stringify(mapUser(entry, mappings[preset], 'people'));
      expect(JSON.stringify(mapUser(entry, mappings[preset], 'people'))).toBe(once);
    });
  });

  it('a user without a fault has everything that OX needs, of the right type', () => {
    forAllEntries((entry, preset) => {
      const mapped = mapUser(entry, mappings[preset], 'people');
      if (mapped.type === 'outOfScope' || mapped.object.fault !== undefined) return;
      const { fields, contextId, name } = mapped.object;
      expect(contextId).toBeGreaterThan(0);
      for (const needed of [name, fields.display_name, fields.given_name, fields.sur_name, fields.email1]) expect(needed).toMatch(/\S/);
      expect(fields.primaryEmail).toBe(fields.email1);
      expect(fields.aliases).toContain(fields.email1);
      for (const [field, content] of Object.entries(fields))
        expect(typeOfField(field)).toBe(Array.isArray(content) ? 'object' : typeof content);
    });
  });

  it('a fault names the entry in one line', () => {
    forAllEntries((entry, preset) => {
      const mapped = mapUser(entry, mappings[preset], 'people');
      if (mapped.type === 'outOfScope' || mapped.object.fault === undefined) return;
      expect(mapped.object.fault.message).toContain(entry.dn);
      expect(mapped.object.fault.message).not.toContain('\n');
    });
  });

  it('tracing tells the origin of every field and changes nothing', () => {
    forAllEntries((entry, preset) => {
      const origins: Origins = new Map();
      const traced = mapUser(entry, mappings[preset], 'people', origins);
      expect(traced).toEqual(mapUser(entry, mappings[preset], 'people'));
      if (traced.type === 'outOfScope') return;
      expect([...origins.keys()]).toEqual(
        expect.arrayContaining([...Object.keys(traced.object.fields), 'login', 'contextId', 'accessProfile']),
      );
    });
  });
});

function typeOfField(field: string): string {
  if (!isUserField(field)) return 'no field of OX';
  return { text: 'string', date: 'string', picture: 'string', number: 'number', flag: 'boolean', texts: 'object' }[USER_FIELDS[field]];
}

it('every row of every table feeds a field once', () => {
  for (const { table } of Object.values(PRESETS)) {
    const fields = table.map(({ field }) => field);
    expect(fields).toEqual([...new Set(fields)]);
  }
});

describe('tracing', () => {
  it('tells attribute, default, template and rule apart', () => {
    const origins: Origins = new Map();
    mapUser(entryOf(anna), mappings.Univention, 'people', origins);
    expect(Object.fromEntries(origins)).toMatchObject({
      login: { type: 'attribute', attribute: 'uid' },
      contextId: { type: 'attribute', attribute: 'oxContextIDNum' },
      accessProfile: { type: 'attribute', attribute: 'oxAccess' },
      sur_name: { type: 'attribute', attribute: 'sn', position: 0 },
      language: { type: 'default', setting: 'spec.userDefaults.language' },
      imapServer: { type: 'default', setting: 'spec.userDefaults.imapServer' },
      imapLogin: { type: 'template', template: '{}*{uid}' },
      note: { type: 'empty', why: 'cleared in OX' },
      birthday: { type: 'empty', why: 'left as it is, for OX cannot clear it' },
      image1: { type: 'empty', why: 'left as it is, for OX cannot clear it' },
      primaryEmail: { type: 'fixed', why: 'the primary mail address (mailPrimaryAddress)' },
    });
  });
});
