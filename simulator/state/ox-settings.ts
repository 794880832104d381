/** Settings of OX that change what it accepts. */
export interface OxSettings {
  readonly usernameChangeable: boolean;
  readonly primaryMailUnchangeable: boolean;
  readonly enforceUniqueDisplayName: boolean;
  readonly userAutoLowercase: boolean;
  readonly groupAutoLowercase: boolean;
  readonly resourceAutoLowercase: boolean;
  readonly userCheckNotAllowedChars: boolean;
  readonly groupCheckNotAllowedChars: boolean;
  readonly resourceCheckNotAllowedChars: boolean;
  /** Each matches one allowed character. */
  readonly userNameCharacter: string;
  readonly groupNameCharacter: string;
  readonly resourceNameCharacter: string;
  readonly loginMappingCharacter: string;
  readonly allowChangingQuotaIfNoFilestoreSet: boolean;
  readonly allowMasterOverride: boolean;
  /** `NOT_DEFINED`, or a name out of `accessCombinations`. */
  readonly newContextAccessCombination: string;
  readonly defaultLanguage: string;
  readonly defaultTimezone: string;
  /** Ids of the file storages; the first one holds new contexts. */
  readonly filestoreIds: readonly number[];
  /** The named module access combinations: ModuleAccessDefinitions.properties. */
  readonly accessCombinations: Readonly<Record<string, readonly string[]>>;
  /** The SOAP layer hands a missing member list over as an empty one. */
  readonly groupChangeWithoutMembersEmpties: boolean;
  /** `create` of a user knows `convertguest`: OX does since 8.36.36. */
  readonly convertGuest: boolean;
  /** OXSecondaryAccountService is there: since 7.10.6. */
  readonly secondaryAccounts: boolean;
  /** OXUserCopyService is there: a package of its own. */
  readonly userCopy: boolean;
  /** OXDeputyPermissionsService is there: the package open-xchange-deputy of a newer OX. */
  readonly deputyPermissions: boolean;
}

/** As OX is delivered. The combinations are a selection of the simulator's own, not those of a delivered file. */
export const OX_DEFAULTS: OxSettings = {
  usernameChangeable: false,
  primaryMailUnchangeable: true,
  enforceUniqueDisplayName: true,
  userAutoLowercase: false,
  groupAutoLowercase: true,
  resourceAutoLowercase: true,
  userCheckNotAllowedChars: true,
  groupCheckNotAllowedChars: true,
  resourceCheckNotAllowedChars: true,
  userNameCharacter: '[$@%\\.+a-zA-Z0-9_-]',
  groupNameCharacter: '[ $@%\\.+a-zA-Z0-9_-]',
  resourceNameCharacter: '[ $@%\\.+a-zA-Z0-9_-]',
  loginMappingCharacter: '[$%\\.+a-zA-Z0-9_-]',
  allowChangingQuotaIfNoFilestoreSet: false,
  allowMasterOverride: false,
  newContextAccessCombination: 'NOT_DEFINED',
  defaultLanguage: 'en_US',
  defaultTimezone: 'Europe/Berlin',
  filestoreIds: [3],
  accessCombinations: {
    webmail: ['webmail', 'contacts', 'collectEmailAddresses', 'editPassword', 'globalAddressBookDisabled'],
    pim: ['webmail', 'contacts', 'calendar', 'tasks', 'collectEmailAddresses', 'editPassword'],
    groupware: [
      'webmail',
      'contacts',
      'calendar',
      'tasks',
      'infostore',
      'collectEmailAddresses',
      'delegateTask',
      'editPassword',
      'editPublicFolders',
      'readCreateSharedFolders',
      'ical',
      'vcard',
      'multipleMailAccounts',
      'subscription',
    ],
  },
  groupChangeWithoutMembersEmpties: true,
  convertGuest: true,
  secondaryAccounts: true,
  userCopy: true,
  deputyPermissions: true,
};

/** As an OX is set up that a provisioning client works with: names and primary addresses may change, display names need not be unique. */
export const CONNECTOR_READY: OxSettings = {
  ...OX_DEFAULTS,
  usernameChangeable: true,
  primaryMailUnchangeable: false,
  enforceUniqueDisplayName: false,
};

/** An OX before 8.36: it cannot turn guests into users and has no deputies. */
export const OLD_OX: Partial<OxSettings> = { convertGuest: false, deputyPermissions: false };

/** An OX that nobody has set up for a provisioning client. */
export const STUBBORN_OX: Partial<OxSettings> = {
  usernameChangeable: false,
  primaryMailUnchangeable: true,
  enforceUniqueDisplayName: true,
};

type Keys<Value> = { [K in keyof OxSettings]: OxSettings[K] extends Value ? K : never }[keyof OxSettings];

/** The names under which OX knows its settings; the same name in several of its files is told apart by the file. `simulator.` are our own. */
const flags: Readonly<Record<string, Keys<boolean>>> = {
  USERNAME_CHANGEABLE: 'usernameChangeable',
  PRIMARY_MAIL_UNCHANGEABLE: 'primaryMailUnchangeable',
  'com.openexchange.user.enforceUniqueDisplayName': 'enforceUniqueDisplayName',
  'User.AUTO_LOWERCASE': 'userAutoLowercase',
  'Group.AUTO_LOWERCASE': 'groupAutoLowercase',
  'Resource.AUTO_LOWERCASE': 'resourceAutoLowercase',
  'User.CHECK_NOT_ALLOWED_CHARS': 'userCheckNotAllowedChars',
  'Group.CHECK_NOT_ALLOWED_CHARS': 'groupCheckNotAllowedChars',
  'Resource.CHECK_NOT_ALLOWED_CHARS': 'resourceCheckNotAllowedChars',
  ALLOW_CHANGING_QUOTA_IF_NO_FILESTORE_SET: 'allowChangingQuotaIfNoFilestoreSet',
  MASTER_ACCOUNT_OVERRIDE: 'allowMasterOverride',
  'simulator.convertguest': 'convertGuest',
  'simulator.secondaryAccounts': 'secondaryAccounts',
  'simulator.userCopy': 'userCopy',
  'simulator.deputyPermissions': 'deputyPermissions',
};

const texts: Readonly<Record<string, Keys<string>>> = {
  CHECK_USER_UID_REGEXP: 'userNameCharacter',
  CHECK_GROUP_UID_REGEXP: 'groupNameCharacter',
  CHECK_RES_UID_REGEXP: 'resourceNameCharacter',
  CHECK_CONTEXT_LOGIN_MAPPING_REGEXP: 'loginMappingCharacter',
  NEW_CONTEXT_DEFAULT_ACCESS_COMBINATION_NAME: 'newContextAccessCombination',
  'com.openexchange.admin.user.defaultLanguage': 'defaultLanguage',
  'com.openexchange.admin.user.defaultTimezone': 'defaultTimezone',
};

export const SETTING_NAMES: readonly string[] = [...Object.keys(flags), ...Object.keys(texts)];

/** Reads `NAME=VALUE` with a name of OX. Throws an `Error` with one line for the user when it is none. */
export function parseSetting(text: string): Partial<OxSettings> {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0));
  const value = text.slice(equals + 1);
  const flag = flags[name];
  if (flag !== undefined) {
    if (value !== 'true' && value !== 'false') throw new Error(`setting ${name} is "${value}"; expected true or false`);
    return { [flag]: value === 'true' };
  }
  const key = texts[name];
  if (key !== undefined) return { [key]: key.endsWith('Character') ? checkedPattern(name, value) : value };
  throw new Error(`unknown setting "${text}"; expected NAME=VALUE with one of ${SETTING_NAMES.join(', ')}`);
}

function checkedPattern(name: string, value: string): string {
  try {
    new RegExp(value);
    return value;
  } catch {
    throw new Error(`setting ${name} is "${value}"; expected a regular expression for one character, like [a-z0-9_-]`);
  }
}
