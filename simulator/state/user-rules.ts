import type { ContextState } from './context-state.ts';
import { checkMailAddress, collationKey } from './names.ts';
import type { UserData } from './ox-data.ts';
import { invalidData } from './ox-fault.ts';
import type { OxSettings } from './ox-settings.ts';

/** Checks that create and change have in common. */

export function checkLanguage(language: string | undefined, text: string): void {
  if (language !== undefined && language.split('_').length !== 2) throw invalidData(text);
}

const knownTimezones = new Map<string, boolean>();

export function checkTimezone(timezone: string | undefined): void {
  if (timezone !== undefined && !isTimezone(timezone)) throw invalidData('The given timezone is invalid');
}

function isTimezone(name: string): boolean {
  const known = knownTimezones.get(name);
  if (known !== undefined) return known;
  let valid = /^[A-Z]/.test(name);
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    valid = false;
  }
  knownTimezones.set(name, valid);
  return valid;
}

/** OX refuses other values; its exact text is not known. */
export function checkFolderMode(mode: string | undefined): void {
  if (mode !== undefined && !['default', 'normal', 'none'].includes(mode)) throw invalidData(`Invalid drive user folder mode: ${mode}`);
}

const mechanisms = ['{CRYPT}', '{SHA}', '{BCRYPT}', '{SHA-256}', '{SHA-512}'];
export const defaultMechanism = '{SHA-256}';

export function checkMechanism(mechanism: string | undefined): void {
  if (mechanism === undefined) return;
  const known = mechanisms.some((name) => name === mechanism || name === `{${mechanism}}`);
  if (!known) throw invalidData(`Invalid PasswordMech: ${mechanism}. Use one of the following: ${mechanisms.join(', ')}`);
}

export function checkMailSyntax({ primaryEmail, email1, email2, email3, defaultSenderAddress, aliases }: UserData): void {
  for (const address of [primaryEmail, email1, email2, email3, defaultSenderAddress, ...(aliases ?? [])]) checkMailAddress(address);
}

/** Only primary addresses are compared: two users may have the same alias. */
export function checkMailFree(context: ContextState, address: string): void {
  const owner = address === '' ? undefined : context.userWithMail(address);
  if (owner === undefined) return;
  throw invalidData(`Primary mail address "${address}" already exists in context ${context.id} (Already assigned to user ${owner.id}).`);
}

/** Display names are compared to the letter. */
export function checkDisplayName(settings: OxSettings, context: ContextState, sent: UserData, ownId?: number): void {
  const displayName = sent.display_name;
  if (!settings.enforceUniqueDisplayName || displayName === undefined) return;
  const taken = context
    .usersDisplayedAs(displayName)
    .some((user) => user.id !== ownId && user.guestCreatedBy === 0 && user.data.display_name === displayName);
  if (taken) throw invalidData('The displayname is already used');
}

/** Trimmed, without blanks and without the same address twice. */
export function cleanAliases(aliases: readonly (string | undefined)[]): readonly string[] {
  const byKey = new Map<string, string>();
  for (const alias of aliases) {
    const text = (alias ?? '').trim();
    const key = collationKey(text);
    if (text !== '' && !byKey.has(key)) byKey.set(key, text);
  }
  return [...byKey.values()];
}

export const sameAddress = (left: string | undefined, right: string | undefined): boolean =>
  collationKey(left ?? '') === collationKey(right ?? '');

const notCopied: readonly (keyof UserData)[] = [
  'contextadmin',
  'default_group',
  'guiPreferencesForSoap',
  'password_expired',
  'imapSchema',
  'imapServerString',
  'imapPort',
  'imapServer',
  'smtpSchema',
  'smtpServerString',
  'smtpPort',
  'smtpServer',
  'id',
  'password',
  'userAttributes',
  'usedQuota',
  'filestore_name',
];

/** The fields that are stored as they were sent: OX copies what is there and not nil, and never the rest. */
export function copiedFields(sent: UserData): UserData {
  return definedFields(sent, (field) => !notCopiedSet.has(field));
}

export function definedFields<Shape extends object>(sent: Shape, isWanted: (field: string) => boolean = () => true): Partial<Shape> {
  const defined: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(sent)) {
    if (value !== undefined && isWanted(field)) defined[field] = value;
  }
  return defined as Partial<Shape>;
}

const notCopiedSet: ReadonlySet<string> = new Set(notCopied);
