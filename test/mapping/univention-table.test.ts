import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/mapping/index.ts';
import { USER_FIELDS, type UserField } from '../../src/model/index.ts';
import { fieldsOfAnna } from '../support/mapping-of.ts';
import { OX_CONNECTOR_USER_MAPPING } from '../support/ox-connector-user-mapping.ts';

const rows = OX_CONNECTOR_USER_MAPPING.map(([field, property, attribute, position = 0]) => ({
  field: field as UserField,
  property,
  attribute,
  position,
}));

/** Fields of which something is computed; they have tests of their own. */
const computed = ['email1', 'aliases', 'image1', 'usedQuota', 'imapServer', 'smtpServer'];
const mandatory = ['display_name', 'given_name', 'sur_name'];

const samples: Readonly<Record<string, { readonly text: string; readonly sent: unknown }>> = {
  text: { text: 'Wert: äöü & <x>', sent: 'Wert: äöü & <x>' },
  date: { text: '1990-12-31', sent: '1990-12-31' },
  number: { text: '500', sent: 500 },
  email2: { text: 'second@example.org', sent: 'second@example.org' },
  email3: { text: 'third@example.org', sent: 'third@example.org' },
};

describe('the table of preset Univention', () => {
  it('has exactly the lines of the OX Connector', () => {
    const ours = PRESETS.Univention.table.map(({ field, property, attribute, position }) => ({ field, property, attribute, position }));
    const byField = (one: { field: string }, other: { field: string }): number => one.field.localeCompare(other.field);
    expect(ours.toSorted(byField)).toEqual(rows.toSorted(byField));
  });

  const plain = rows.filter(({ field }) => !computed.includes(field));

  it.each(plain)('sends $attribute (value $position) as $field', ({ field, attribute, position }) => {
    const sample = samples[field] ?? samples[USER_FIELDS[field]]!;
    const values = position === 0 ? [sample.text, 'second'] : ['first', sample.text];
    expect(fieldsOfAnna({ [attribute]: values })[field]).toEqual(sample.sent);
  });

  it.each(plain.filter(({ field }) => !mandatory.includes(field) && USER_FIELDS[field] === 'text'))(
    'clears $field when $attribute is empty',
    ({ field, attribute }) => {
      expect(fieldsOfAnna({ [attribute]: [] })[field]).toBe('');
      expect(fieldsOfAnna({ [attribute]: '  ' })[field]).toBe('');
    },
  );

  it.each(plain.filter(({ field }) => USER_FIELDS[field] !== 'text'))(
    'leaves $field alone when $attribute is empty, for OX cannot clear it',
    ({ field, attribute }) => {
      expect(fieldsOfAnna({ [attribute]: [] })).not.toHaveProperty(field);
    },
  );

  it('does not send the quota as the used quota, which OX counts itself', () => {
    const fields = fieldsOfAnna({ oxUserQuota: '500' });
    expect(fields).not.toHaveProperty('usedQuota');
    expect(fields.maxQuota).toBe(500);
  });

  it('takes displayName when oxDisplayName is empty', () => {
    expect(fieldsOfAnna({ oxDisplayName: '', displayName: 'Anna A.' }).display_name).toBe('Anna A.');
    expect(fieldsOfAnna({ displayName: 'Anna A.' }).display_name).toBe('Anna Alster');
  });
});
