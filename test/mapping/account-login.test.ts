import { describe, expect, it } from 'vitest';
import { type AccountLoginFacts, attributesNeeded, expandAccountLogin, parseAccountLoginTemplate } from '../../src/mapping/index.ts';
import { type Attributes, mapAnna, mappingOf } from '../support/mapping-of.ts';

const account = { uuid: 'account-1', address: 'info@example.org' };

/** The login of Anna as a directory with this template feeds her. */
function loginOf(loginTemplate: string, attributes: Attributes = {}): unknown {
  const { loginTemplate: template } = mappingOf({ functionalAccounts: { loginTemplate } }).functionalAccounts ?? {};
  if (template === undefined) throw new Error('no functional accounts');
  return expandAccountLogin(template, { account, user: mapAnna(attributes, { functionalAccounts: { loginTemplate } }) });
}

/** The same with a template that the directory did not know when it fed Anna. */
function loginByResource(template: string, user: Partial<AccountLoginFacts['user']> = {}): unknown {
  const attributes = { employeeNumber: '007', telephoneNumber: ['1', '2'], oxUserQuota: '500', univentionMailHomeServer: 'home' };
  return expandAccountLogin(parseAccountLoginTemplate(template), { account, user: { ...mapAnna(attributes), ...user } });
}

describe('the login template of functional accounts', () => {
  it.each([
    ['', 'account-1anna'],
    ['{{fa_entry_uuid}}{{username}}', 'account-1anna'],
    ['{{fa_entry_uuid}}', 'account-1'],
    ['{{fa_entry_uuid}}::{{entry_uuid}}', 'account-1::source-1'],
    ['{{username}}+{{fa_entry_uuid}}+{{dn}}', 'anna+account-1+uid=anna,cn=users,dc=example,dc=org'],
    ['{{fa_email_address}}*dovecotadmin', 'info@example.org*dovecotadmin'],
    ['everybody', 'everybody'],
    ['{username}', '{username}'],
    ['{{{username}}}', '{anna}'],
    ['{{username}}{{username}}', 'annaanna'],
    ['{{ username }}', 'anna'],
    ['{{mailPrimaryAddress}}', 'anna@example.org'],
    ['{{firstname}}.{{lastname}}', 'Anna.Alster'],
    ['{{givenName}}.{{sn}}', 'Anna.Alster'],
    ['{{description}}', 'first words'],
    ['{{uid}}', 'anna'],
    ['{{e-mail}}', 'private@example.org'],
    ['{{oxContext}}', '10'],
    ['{{mailAlternativeAddress}}', 'alias@example.org'],
    ['{{univentionObjectIdentifier}}', 'object-1'],
  ])('%j gives %s', (template, login) => {
    const attributes = {
      description: ['first words', 'second words'],
      mail: 'private@example.org',
      mailAlternativeAddress: 'alias@example.org',
      univentionObjectIdentifier: 'object-1',
    };
    expect(loginOf(template, attributes)).toEqual({ type: 'login', login });
  });

  it('takes values as they are, whatever is in them', () => {
    expect(loginOf('{{description}}-{{username}}', { description: '{{username}} $& \\1' })).toEqual({
      type: 'login',
      login: '{{username}} $& \\1-anna',
    });
  });

  it.each(['roomNumber', 'description', 'phone'])('misses %s when the user has none', (placeholder) => {
    expect(loginOf(`{{fa_entry_uuid}}{{${placeholder}}}`, { [placeholder]: ' ' })).toEqual({ type: 'missing', placeholder });
  });

  it('misses the user name of an entry without one', () => {
    expect(loginOf('', { uid: [] })).toEqual({ type: 'missing', placeholder: 'username' });
  });

  it.each(['{{two words}}', '{{}}', '{{username', 'username}}', '{{{{username}}', '{{1st}}', '{{__proto__}}'])(
    '%s is refused before anything is written',
    (loginTemplate) => {
      expect(() => mappingOf({ functionalAccounts: { loginTemplate } })).toThrow(
        `spec.functionalAccounts.loginTemplate: found "${loginTemplate}", expected text with placeholders such as {{fa_entry_uuid}}{{username}}`,
      );
    },
  );
});

describe('the template of a resource', () => {
  it.each([
    ['{{username}}', 'anna'],
    ['{{uid}}', 'anna'],
    ['{{dn}}', 'uid=anna,cn=users,dc=example,dc=org'],
    ['{{mailPrimaryAddress}}', 'anna@example.org'],
    ['{{firstname}} {{sn}}', 'Anna Alster'],
    ['{{employeeNumber}}', '007'],
    ['{{phone}}', '1'],
    ['{{oxUserQuota}}', '500'],
    ['{{OXUSERQUOTA}}', '500'],
  ])('%s takes what OX is fed with: %s', (template, login) => {
    expect(loginByResource(template)).toEqual({ type: 'login', login });
  });

  it.each(['description', 'title', 'jpegPhoto', 'mailAlternativeAddress', 'mailHomeServer', 'two words', '', 'constructor', 'toString'])(
    'misses %s, which nobody knows of this user',
    (placeholder) => {
      expect(loginByResource(`{{${placeholder}}}`)).toEqual({ type: 'missing', placeholder });
    },
  );

  it('misses what a user without properties would need', () => {
    expect(loginByResource('{{dn}}', { properties: undefined })).toEqual({ type: 'missing', placeholder: 'dn' });
  });
});

describe('the properties of a user', () => {
  it('are DN and user name, always', () => {
    expect(mapAnna().properties).toEqual({ dn: 'uid=anna,cn=users,dc=example,dc=org', username: 'anna' });
    expect(mapAnna({}, { preset: 'InetOrgPerson', users: { identifier: 'mail' } }).properties).toMatchObject({ username: 'anna' });
  });

  it('are what the template asks for besides, by its words, where the entry has it', () => {
    const functionalAccounts = { loginTemplate: '{{fa_entry_uuid}}{{firstname}}{{roomNumber}}{{entry_uuid}}{{dn}}' };
    expect(mapAnna({}, { functionalAccounts }).properties).toStrictEqual({
      dn: 'uid=anna,cn=users,dc=example,dc=org',
      username: 'anna',
      firstname: 'Anna',
    });
  });

  it('are asked of the directory', () => {
    const settings = { functionalAccounts: { loginTemplate: '{{gidNumber}}' }, users: { identifier: 'mailPrimaryAddress' } };
    expect(attributesNeeded(mappingOf(settings), 'users')).toEqual(expect.arrayContaining(['gidNumber', 'uid']));
    expect(attributesNeeded(mappingOf(), 'users')).not.toContain('gidNumber');
  });
});
