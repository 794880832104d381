import { describe, expect, it } from 'vitest';
import { attributesNeeded, binaryAttributes, type MappedFunctionalAccount, mapFunctionalAccount } from '../../src/mapping/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { type Attributes, mappingOf } from '../support/mapping-of.ts';

const info: Attributes = {
  cn: 'Information',
  mailPrimaryAddress: 'info@example.org',
  oxPersonal: 'City Hall',
  uniqueMember: ['uid=anna,cn=users,dc=example,dc=org', 'UID=Bob, cn=Users,dc=example,dc=org'],
};

function accountOf(attributes: Attributes = {}): MappedFunctionalAccount {
  const facts = { sourceId: 'account-1', dn: 'cn=Information,dc=example', query: 'functionalAccounts' };
  return mapFunctionalAccount(entryOf({ ...info, ...attributes }, facts), mappingOf());
}

describe('a functional account', () => {
  it('is what its entry says', () => {
    expect(accountOf()).toEqual({
      type: 'functionalAccount',
      sourceId: 'account-1',
      name: 'Information',
      primaryAddress: 'info@example.org',
      personal: 'City Hall',
      memberDns: ['uid=anna,cn=users,dc=example,dc=org', 'uid=bob,cn=users,dc=example,dc=org'],
    });
  });

  it.each<[string, Attributes, object]>([
    ['without a sender name', { oxPersonal: [] }, { personal: '' }],
    ['without members', { uniqueMember: [] }, { memberDns: [] }],
    ['with a member in two spellings', { uniqueMember: ['uid=a,dc=x', 'UID = A, DC=X'] }, { memberDns: ['uid=a,dc=x'] }],
    ['with a group among its members', { uniqueMember: ['cn=staff,dc=x', 'uid=a,dc=x'] }, { memberDns: ['uid=a,dc=x'] }],
    [
      'with blanks around its values',
      { cn: ' Information ', mailPrimaryAddress: ' info@example.org ' },
      { name: 'Information', primaryAddress: 'info@example.org' },
    ],
    ['with a name of any characters', { cn: 'Grün & Söhne' }, { name: 'Grün & Söhne' }],
  ])('may be one %s', (_what, attributes, expected) => {
    const account = accountOf(attributes);
    expect(account).toMatchObject(expected);
    expect(account).not.toHaveProperty('fault');
  });

  it.each<[string, Attributes, string, string]>([
    ['no name', { cn: [] }, 'MandatoryFieldMissing', 'empty, but a functional account needs it: cn'],
    ['no address', { mailPrimaryAddress: ' ' }, 'MandatoryFieldMissing', 'empty, but a functional account needs it: mailPrimaryAddress'],
    [
      'neither',
      { cn: [], mailPrimaryAddress: [] },
      'MandatoryFieldMissing',
      'empty, but a functional account needs it: cn, mailPrimaryAddress',
    ],
    [
      'half an address',
      { mailPrimaryAddress: 'info@' },
      'InvalidMailAddress',
      'mailPrimaryAddress holds "info@", expected a mail address such as anna@example.org',
    ],
  ])('is faulty with %s', (_what, attributes, reason, message) => {
    expect(accountOf(attributes)).toMatchObject({ fault: { reason, message: `cn=Information,dc=example: ${message}` } });
  });

  it('without a name is called by its DN', () => {
    expect(accountOf({ cn: [] })).toMatchObject({ name: 'cn=Information,dc=example' });
  });

  it('does not exist with preset InetOrgPerson', () => {
    const inetOrgPerson = mappingOf({ preset: 'InetOrgPerson' });
    expect(inetOrgPerson.functionalAccounts).toBeUndefined();
    expect(mapFunctionalAccount(entryOf(info), inetOrgPerson)).toEqual({
      type: 'outOfScope',
      why: 'the preset knows no functional accounts',
    });
  });
});

describe('the search for functional accounts', () => {
  it('has filter and attributes of the preset', () => {
    expect(mappingOf().functionalAccounts?.filter).toBe('(objectClass=oxFunctionalAccount)');
    expect(attributesNeeded(mappingOf(), 'functionalAccounts')).toEqual([
      'entryUUID',
      'univentionObjectIdentifier',
      'cn',
      'mailPrimaryAddress',
      'oxPersonal',
      'uniqueMember',
    ]);
    expect(binaryAttributes(mappingOf(), 'functionalAccounts')).toEqual([]);
  });
});
