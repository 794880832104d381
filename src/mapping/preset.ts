import type { FieldRow } from './field-row.ts';
import { INET_ORG_PERSON_TABLE } from './inet-org-person-table.ts';
import type { Preset } from './mapping-settings.ts';
import { UNIVENTION_TABLE } from './univention-table.ts';

/** The queries that feed users and groups. */
export type EntryKind = 'users' | 'groups';

/** Every query; that for functional accounts has no base or filter of its own in an OXDirectory. */
export type QueryKind = EntryKind | 'functionalAccounts';

export interface DisabledMark {
  readonly attribute: string;
  readonly isSetIn: (value: string) => boolean;
}

/** The attributes of a functional account, and what such entries are searched with. */
interface FunctionalAccountNames {
  readonly filter: string;
  readonly name: string;
  readonly primaryAddress: string;
  readonly personal: string;
  readonly members: string;
}

/** What is known of a family of directories. */
export interface PresetFacts {
  readonly table: readonly FieldRow[];
  readonly filters: Readonly<Record<EntryKind, string>>;
  readonly identifiers: Readonly<Record<EntryKind, string>>;
  /** The attribute that must hold OK or true; `undefined`: every entry counts. */
  readonly gates: Readonly<Record<EntryKind, string | undefined>>;
  readonly contextAttribute: string | undefined;
  readonly accessAttribute: string | undefined;
  readonly defaultAccessProfile: string;
  readonly memberAttributes: readonly string[];
  /** Any one of them tells that the account is switched off. Univention keeps one for each of its login systems. */
  readonly disabledMarks: readonly DisabledMark[];
  /** Where a user names deputies; `undefined`: nowhere. */
  readonly deputyAttribute: string | undefined;
  /** Shared mailboxes; `undefined`: there are none. */
  readonly functionalAccounts: FunctionalAccountNames | undefined;
  /** UDM property names are understood beside LDAP names. */
  readonly speaksUdm: boolean;
}

/**
 * The filters leave the gates out, so that an entry that is switched off is seen as such. They also leave out univentionObjectType,
 * which hand-made entries lack; `uid` keeps user templates away, which carry oxUserObject too.
 */
export const PRESETS: Readonly<Record<Preset, PresetFacts>> = {
  Univention: {
    table: UNIVENTION_TABLE,
    filters: { users: '(&(objectClass=oxUserObject)(uid=*))', groups: '(objectClass=oxGroup)' },
    identifiers: { users: 'uid', groups: 'cn' },
    gates: { users: 'isOxUser', groups: 'isOxGroup' },
    contextAttribute: 'oxContextIDNum',
    accessAttribute: 'oxAccess',
    defaultAccessProfile: '',
    memberAttributes: ['uniqueMember'],
    disabledMarks: [
      { attribute: 'shadowExpire', isSetIn: (value) => value === '1' },
      { attribute: 'sambaAcctFlags', isSetIn: (value) => value.includes('D') },
      { attribute: 'krb5KDCFlags', isSetIn: (value) => value === '254' },
    ],
    deputyAttribute: 'oxDeputyPermissionGivenTo',
    functionalAccounts: {
      filter: '(objectClass=oxFunctionalAccount)',
      name: 'cn',
      primaryAddress: 'mailPrimaryAddress',
      personal: 'oxPersonal',
      members: 'uniqueMember',
    },
    speaksUdm: true,
  },
  InetOrgPerson: {
    table: INET_ORG_PERSON_TABLE,
    filters: { users: '(&(objectClass=inetOrgPerson)(uid=*))', groups: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))' },
    identifiers: { users: 'uid', groups: 'cn' },
    gates: { users: undefined, groups: undefined },
    contextAttribute: undefined,
    accessAttribute: undefined,
    defaultAccessProfile: 'premium',
    memberAttributes: ['member', 'uniqueMember'],
    disabledMarks: [],
    deputyAttribute: undefined,
    functionalAccounts: undefined,
    speaksUdm: false,
  },
};

/** The search filter (RFC 4515) that is used where an OXDirectory gives none. */
export function defaultFilter(kind: EntryKind, preset: Preset): string {
  return PRESETS[preset].filters[kind];
}
