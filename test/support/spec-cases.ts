import type { CustomResourceKind } from '../../src/crds/index.ts';
import { KINDS, USER_RIGHTS } from '../../src/model/index.ts';

/** A spec that somebody applies, and a part of the sentence that refuses it; without one it is taken. */
export interface SpecCase {
  readonly what: string;
  readonly kind: CustomResourceKind;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Said by the API server and by `parseSpec`. */
  readonly refusal?: string;
  /** Where the two word it differently: a part of what the API server says. */
  readonly serverRefusal?: string;
}

const ldap = { urls: ['ldaps://ldap.example.org'], baseDN: 'dc=example,dc=org' };

function context(what: string, spec: SpecCase['spec'], refusal?: string, serverRefusal?: string): SpecCase {
  return caseOf('OXContext', what, spec, refusal, serverRefusal);
}

function directory(what: string, spec: SpecCase['spec'], refusal?: string, serverRefusal?: string): SpecCase {
  return caseOf('OXDirectory', what, spec, refusal, serverRefusal);
}

function caseOf(kind: CustomResourceKind, what: string, spec: SpecCase['spec'], refusal?: string, serverRefusal?: string): SpecCase {
  return { kind, what, spec, ...(refusal === undefined ? {} : { refusal }), ...(serverRefusal === undefined ? {} : { serverRefusal }) };
}

const contextCases: readonly SpecCase[] = [
  context('with nothing but its id', { contextId: 10 }),
  context('with everything', {
    contextId: 2_147_483_647,
    contextName: 'cityhall',
    quotaMB: 1000,
    loginMappings: ['cityhall.example'],
    managementPolicy: 'Manage',
    adminSecretRef: { name: 'x' },
    deletionPolicy: 'Delete',
    suspend: true,
  }),
  context('that is observed', { contextId: 10, managementPolicy: 'Observe', adminSecretRef: { name: 'admin' } }),
  context('without an id', {}, 'spec.contextId: missing, expected a number', 'spec.contextId: Required value'),
  context('with id 0', { contextId: 0 }, 'spec.contextId: found 0, expected a number from 1 to 2147483647', 'greater than or equal to 1'),
  context(
    'with an id that OX has no room for',
    { contextId: 2_147_483_648 },
    'expected a number from 1 to 2147483647',
    'less than or equal to 2147483647',
  ),
  context('with quota 0', { contextId: 10, quotaMB: 0 }, 'leave quotaMB out for a context without a limit'),
  context('with the old sign for no quota', { contextId: 10, quotaMB: -1 }, 'leave quotaMB out for a context without a limit'),
  context('observed without credentials', { contextId: 10, managementPolicy: 'Observe' }, 'an observed context needs adminSecretRef'),
  context(
    'observed and to be deleted',
    { contextId: 10, managementPolicy: 'Observe', adminSecretRef: { name: 'admin' }, deletionPolicy: 'Delete' },
    'an observed context belongs to somebody else and is never deleted',
  ),
  context(
    'with an unknown policy',
    { contextId: 10, managementPolicy: 'Adopt' },
    'expected one of Manage, Observe',
    'supported values: "Manage", "Observe"',
  ),
  context(
    'with a secret that no secret can be called',
    { contextId: 10, adminSecretRef: { name: 'No Good' } },
    'expected the name of an object',
    'should match',
  ),
];

const directoryCases: readonly SpecCase[] = [
  directory('with an LDAP server', { ldap }),
  directory('with LDIF', { ldif: { configMapRef: { name: 'people' } } }),
  directory('with everything', {
    ldap: {
      ...ldap,
      urls: ['ldap://one', 'ldap://two:1389'],
      bindSecretRef: { name: 'b' },
      caConfigMapRef: { name: 'ca' },
      startTLS: true,
    },
    preset: 'InetOrgPerson',
    changeDetection: 'ContentSync',
    pollInterval: '1m30s',
    users: {
      base: 'ou=people,dc=example,dc=org',
      filter: '(objectClass=person)',
      identifier: 'entryUUID',
      contextId: { attribute: 'departmentNumber', default: 10 },
      accessProfile: { attribute: '', default: 'premium' },
      deputies: { attribute: 'manager' },
      aliases: 'Merge',
      mode: 'CreateOnly',
    },
    groups: { base: 'ou=groups,dc=example,dc=org', filter: '(cn=*)', identifier: 'cn', nested: 'Flatten', mode: 'Observe' },
    functionalAccounts: { mode: 'Enforce', loginTemplate: '{{username}}' },
    mapping: {
      set: { userfield01: 'description', imap_server: 'mailHost' },
      unset: ['userfield02'],
      alternatives: { email1: ['mailAlternativeAddress'] },
    },
    userDefaults: {
      language: 'de_DE',
      timezone: 'Europe/Berlin',
      imapServer: 'imap://mail.example.org:143',
      smtpServer: 'smtps://mail.example.org',
      imapLogin: '{}*master',
      mailPersonal: 'Enabled',
    },
    deputyPermissions: 'Enabled',
    errorPolicy: 'Halt',
    driftPolicy: 'Correct',
    driftInterval: '12h',
    deletionGuard: { users: { maxCount: 0, maxPercent: 100 }, groups: { maxCount: 10, maxPercent: 50 } },
    userDeletion: { policy: 'Delete', graceDays: 30 },
    deletionPolicy: 'Delete',
    suspend: false,
  }),
  directory('without a source', {}, 'name exactly one source: either ldap or ldif'),
  directory('with two sources', { ldap, ldif: { configMapRef: { name: 'people' } } }, 'name exactly one source: either ldap or ldif'),
  directory('with LDIF from nowhere', { ldif: {} }, 'name the ConfigMap that holds the entries'),
  directory(
    'with two places for its CA',
    { ldap: { ...ldap, caConfigMapRef: { name: 'a' }, caSecretRef: { name: 'b' } } },
    'caConfigMapRef and caSecretRef say the same',
  ),
  directory('that encrypts twice', { ldap: { ...ldap, startTLS: true } }, 'startTLS needs addresses that begin with ldap://'),
  directory('without servers', { ldap: { ...ldap, urls: [] } }, 'expected a list of 1 to 10 items', 'at least 1 items'),
  directory('with a web address', { ldap: { ...ldap, urls: ['http://ldap'] } }, 'expected an address such as ldaps://', 'should match'),
  directory('polled all the time', { ldap, pollInterval: '0s' }, 'shorter than a second'),
  directory('polled ten times a second', { ldap, pollInterval: '100ms' }, 'shorter than a second'),
  directory('with an interval in words', { ldap, pollInterval: 'often' }, 'expected a duration such as 5s', 'should match'),
  directory('with a filter without brackets', { ldap, users: { filter: 'uid=*' } }, 'expected an LDAP filter in brackets', 'should match'),
  directory(
    'with context 0',
    { ldap, users: { contextId: { default: 0 } } },
    'expected a number from 1 to 2147483647',
    'greater than or equal to 1',
  ),
  directory(
    'with a mode of its own',
    { ldap, groups: { mode: 'Maybe' } },
    'expected one of Enforce, CreateOnly, Observe',
    'supported values',
  ),
  directory(
    'that sets and unsets a field',
    { ldap, mapping: { set: { note: 'description' }, unset: ['note'] } },
    'a field stands in unset and in set or alternatives as well',
  ),
  directory(
    'with an impossible attribute',
    { ldap, mapping: { set: { note: 'two words' } } },
    'expected the name of an attribute',
    'should match',
  ),
  directory(
    'with grace before nothing',
    { ldap, userDeletion: { policy: 'Disable', graceDays: 3 } },
    'graceDays is the time before a deletion',
  ),
  directory(
    'with half a language',
    { ldap, userDefaults: { language: 'de' } },
    'expected a language and a country such as de_DE',
    'should match',
  ),
  directory(
    'with a mail server without scheme',
    { ldap, userDefaults: { imapServer: 'mail' } },
    'expected an address such as imap://',
    'should match',
  ),
  directory(
    'with a typo in the login template',
    { ldap, functionalAccounts: { loginTemplate: '{{username}' } },
    'double braces',
    'should match',
  ),
  directory(
    'with a percentage above 100',
    { ldap, deletionGuard: { users: { maxPercent: 101 } } },
    'expected a number from 0 to 100',
    'less than or equal to 100',
  ),
];

const addressBookConflict = 'Global address book can not be disabled for non-PIM users. Take globalAddressBookDisabled out, or else';

const profileCases: readonly SpecCase[] = [
  caseOf('OXAccessProfile', 'without any right', { rights: [] }),
  caseOf('OXAccessProfile', 'with everything', {
    profileName: 'Premium & more: äöü "7"',
    displayName: 'Premium',
    rights: USER_RIGHTS.filter((right) => right !== 'globalAddressBookDisabled'),
    suspend: true,
  }),
  caseOf('OXAccessProfile', 'without the address book', { rights: ['globalAddressBookDisabled', 'webmail', 'calendar'] }),
  caseOf('OXAccessProfile', 'that says nothing of rights', {}, 'spec.rights: missing, expected a list', 'spec.rights: Required value'),
  caseOf('OXAccessProfile', 'with an empty name', { profileName: '', rights: [] }, 'expected a text of 1 to 253', 'at least 1 chars long'),
  caseOf(
    'OXAccessProfile',
    'with a right that is the admin’s alone',
    { rights: ['publicFolderEditable'] },
    'spec.rights.0: found "publicFolderEditable", expected one of OLOX20, USM',
    'supported values: "OLOX20", "USM"',
  ),
  caseOf(
    'OXAccessProfile',
    'with a right that stands twice',
    { rights: ['webmail', 'webmail'] },
    '"webmail" stands there twice',
    'Duplicate value: "webmail"',
  ),
  ...['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'].map((right) =>
    caseOf(
      'OXAccessProfile',
      `without the address book but with ${right}`,
      { rights: ['webmail', right, 'globalAddressBookDisabled'] },
      addressBookConflict,
    ),
  ),
];

const room = { contextRef: { name: 'city-hall' }, email: 'room-1@example.org' };

const resourceCases: readonly SpecCase[] = [
  caseOf('OXResource', 'with nothing but context and address', room),
  caseOf('OXResource', 'with everything', {
    ...room,
    resourceName: 'room-1',
    displayName: 'Room 1',
    description: '12 seats',
    deletionPolicy: 'Orphan',
    suspend: true,
  }),
  caseOf('OXResource', 'nowhere', { email: room.email }, 'spec.contextRef: missing', 'spec.contextRef: Required value'),
  caseOf(
    'OXResource',
    'without an address',
    { contextRef: room.contextRef },
    'spec.email: missing, expected a mail',
    'spec.email: Required',
  ),
  caseOf('OXResource', 'with an address that is none', { ...room, email: 'room 1' }, 'expected a mail address such as', 'should match'),
  caseOf('OXResource', 'with an empty name', { ...room, resourceName: '' }, 'expected a text of 1 to 128', 'at least 1 chars long'),
];

const info = { contextRef: { name: 'city-hall' }, primaryAddress: 'info@example.org' };

const accountCases: readonly SpecCase[] = [
  caseOf('OXFunctionalAccount', 'with nothing but context and address', info),
  caseOf('OXFunctionalAccount', 'with everything', {
    ...info,
    accountName: 'Information',
    personal: 'City Hall',
    users: ['anna', 'bob'],
    groups: ['front-desk'],
    loginTemplate: '{{fa_email_address}}*{{username}}',
    deletionPolicy: 'Orphan',
    suspend: true,
  }),
  caseOf('OXFunctionalAccount', 'with as many users as fit', { ...info, users: Array.from({ length: 5_000 }, (_, id) => `user-${id}`) }),
  caseOf(
    'OXFunctionalAccount',
    'with too many users',
    { ...info, users: Array.from({ length: 5_001 }, (_, id) => `user-${id}`) },
    'expected a list of 0 to 5000 items',
    'must have at most 5000 items',
  ),
  caseOf('OXFunctionalAccount', 'with a user who stands twice', { ...info, users: ['anna', 'anna'] }, 'twice', 'Duplicate value: "anna"'),
  caseOf(
    'OXFunctionalAccount',
    'without an address',
    { contextRef: info.contextRef },
    'spec.primaryAddress: missing',
    'spec.primaryAddress: Required value',
  ),
  ...['{{username}', '{username}', '{{two words}}', 'a}}b', '{{{username}}}'].map((loginTemplate) =>
    caseOf(
      'OXFunctionalAccount',
      `with the login template ${loginTemplate}`,
      { ...info, loginTemplate },
      'expected text with placeholders in double braces such as {{username}}, and no other braces',
      'should match',
    ),
  ),
];

const anna = { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' };

const errorCases: readonly SpecCase[] = [
  ...['', 'Retry', 'Resync', 'Discard', 'Park'].map((action) =>
    caseOf('OXSyncError', `with the action "${action}"`, { objectRef: anna, action }),
  ),
  ...KINDS.map((kind) => caseOf('OXSyncError', `about a ${kind} of no context`, { objectRef: { ...anna, kind, contextId: 0 } })),
  caseOf('OXSyncError', 'about nothing', { action: 'Retry' }, 'spec.objectRef: missing', 'spec.objectRef: Required value'),
  caseOf(
    'OXSyncError',
    'with an action that nobody knows',
    { objectRef: anna, action: 'Delete' },
    'spec.action: found "Delete", expected one of nothing, Retry, Resync, Discard, Park',
    'supported values: "", "Retry", "Resync", "Discard", "Park"',
  ),
];

export const SPEC_CASES: readonly SpecCase[] = [
  ...contextCases,
  ...profileCases,
  ...resourceCases,
  ...accountCases,
  ...directoryCases,
  ...errorCases,
];
