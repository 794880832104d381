import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileMapping, editOverrides, mappingTable, type OverrideEdit, type Overrides } from '../../src/mapping/index.ts';

const NONE: Overrides = { set: {}, unset: [], alternatives: {} };

/** Fields that OX can do without, by both names where they have two. */
const field = fc.constantFrom('note', 'title', 'imapServer', 'imap_server', 'maxQuota', 'max_quota', 'userfield01', 'department');
const attribute = fc.constantFrom('description', 'info', 'mail', 'oxNote');
const edit: fc.Arbitrary<OverrideEdit> = fc.oneof(
  fc.array(fc.tuple(field, attribute), { maxLength: 3 }).map((attributes) => ({ type: 'set' as const, attributes })),
  fc.array(field, { maxLength: 3 }).map((fields) => ({ type: 'unset' as const, fields })),
  fc.record({ type: fc.constant('alternatives' as const), field, attributes: fc.array(attribute, { maxLength: 3 }) }),
  fc.record({ type: fc.constant('restore' as const), fields: fc.array(field, { maxLength: 3 }) }),
);

const tableOf = (mapping: Overrides) => mappingTable({ preset: 'Univention', mapping });

describe('overrides that are edited', () => {
  test('are valid after every edit, and restored they leave the preset', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const overrides = edits.reduce(editOverrides, NONE);
        expect(() => compileMapping({ preset: 'Univention', mapping: overrides })).not.toThrow();
        expect(tableOf(editOverrides(overrides, { type: 'restore', fields: 'all' }))).toEqual(tableOf(NONE));
        const names = [...Object.keys(overrides.set), ...overrides.unset, ...Object.keys(overrides.alternatives)];
        expect(editOverrides(overrides, { type: 'restore', fields: names })).toEqual(NONE);
      }),
    );
  });

  test('keep the spelling of a field that is there, and call a new one by its SOAP name', () => {
    const old: Overrides = { set: { imap_server: 'a', imapServer: 'b' }, unset: ['max_quota'], alternatives: {} };
    const set = editOverrides(old, {
      type: 'set',
      attributes: [
        ['imapServer', 'c'],
        ['employee_type', 'd'],
      ],
    });
    expect(set).toEqual({ set: { imap_server: 'c', employeeType: 'd' }, unset: ['max_quota'], alternatives: {} });
    expect(editOverrides(old, { type: 'unset', fields: ['maxQuota', 'imapServer'] })).toEqual({
      ...{ set: {}, alternatives: {} },
      unset: ['max_quota', 'imapServer'],
    });
  });
});

describe('the table of a mapping', () => {
  test('tells of each field by whose doing it comes from where it does', () => {
    const table = mappingTable({
      preset: 'Univention',
      users: { identifier: 'employeeNumber' },
      mapping: { set: { imap_server: 'mailHost' }, unset: ['note'], alternatives: { email1: [] } },
      userDefaults: { imapLogin: '{}*master' },
    });
    const told = Object.fromEntries(table.map(({ field: name, by, differsFromPreset }) => [name, `${by}${differsFromPreset ? '*' : ''}`]));
    expect(told).toMatchObject({
      ...{ name: 'setting*', contextId: 'preset', accessProfile: 'preset', personal: 'none', display_name: 'preset', email1: 'override' },
      ...{ imapServer: 'override*', smtpServer: 'preset', imapPort: 'setting', imapLogin: 'setting*', language: 'setting' },
      ...{ note: 'unset*', mailenabled: 'rule', primaryEmail: 'rule', usedQuota: 'none', aliases: 'preset', image1: 'preset' },
    });
  });

  test('holds every field of OX once', () => {
    const fields = mappingTable({ preset: 'InetOrgPerson' }).map(({ field: name }) => name);
    expect(new Set(fields).size).toBe(fields.length);
    expect(fields).toEqual(expect.arrayContaining(['load_remote_mail_content_by_default', 'userfield20', 'image1ContentType']));
  });
});
