import type { ContextState, StoredUser } from './context-state.ts';
import type { Installation } from './installation.ts';
import { mailServerFields } from './mail-server.ts';
import { checkCharacters, collationKey } from './names.ts';
import type { UserData } from './ox-data.ts';
import { invalidData, storageFailure } from './ox-fault.ts';
import type { OxSettings } from './ox-settings.ts';
import { mergeAttributes } from './user-attributes.ts';
import { nameTaken } from './user-create.ts';
import {
  checkDisplayName,
  checkFolderMode,
  checkLanguage,
  checkMailFree,
  checkMailSyntax,
  checkMechanism,
  checkTimezone,
  cleanAliases,
  copiedFields,
  definedFields,
  sameAddress,
} from './user-rules.ts';

/** Refuses what OX refuses of a change, in its order. */
export function checkUserChange(ox: Installation, context: ContextState, stored: StoredUser, sent: UserData): void {
  const { settings } = ox;
  if (stored.guestCreatedBy !== 0) {
    throw invalidData(
      `User to change (user id ${stored.id} , context id ${context.id}) is a guest user. Guests cannot be changed via provisioning.`,
    );
  }
  checkDisplayName(settings, context, sent, stored.id);
  checkName(settings, context, stored, sent.name);
  checkLanguage(sent.language, 'Language must contain an underscore, e.g. en_US.');
  if (sent.timezone !== stored.data.timezone) checkTimezone(sent.timezone);
  checkFolderMode(sent.drive_user_folder_mode);
  if (settings.primaryMailUnchangeable && sent.primaryEmail !== undefined && !sameAddress(sent.primaryEmail, stored.data.primaryEmail)) {
    throw invalidData('primary mail must not be changed');
  }
  checkMechanism(sent.passwordMech);
  if (sent.passwordMech !== undefined && sent.password === undefined) {
    throw invalidData('When changing password mechanism, the password string must also be supplied');
  }
  if (!context.isAdmin(stored.id)) checkMailChange(context, stored, sent);
  checkStorage(settings, context, stored, sent);
}

function checkName(settings: OxSettings, context: ContextState, stored: StoredUser, name: string | undefined): void {
  if (name === undefined || name === stored.name) return;
  if (!settings.usernameChangeable) throw invalidData('Changing username is disabled!');
  if (settings.userCheckNotAllowedChars) checkCharacters(name, settings.userNameCharacter);
  const owner = context.userNamed(name);
  if (owner !== undefined && owner.id !== stored.id) throw nameTaken(name);
}

function checkMailChange(context: ContextState, stored: StoredUser, sent: UserData): void {
  const { primaryEmail, email1, defaultSenderAddress, aliases } = sent;
  if ([primaryEmail, email1, defaultSenderAddress, aliases].every((value) => value === undefined)) return;
  checkMailSyntax(sent);
  if (primaryEmail !== undefined) checkPrimaryMail(context, stored, primaryEmail, email1);
  checkAllAreAliases({ ...stored.data, ...definedFields({ primaryEmail, email1, defaultSenderAddress, aliases }) });
  if (primaryEmail !== undefined && email1 === undefined) throw invalidData('email1 not sent but required!');
}

function checkPrimaryMail(context: ContextState, stored: StoredUser, primaryEmail: string, email1: string | undefined): void {
  if (email1 !== undefined && !sameAddress(primaryEmail, email1)) throw invalidData('email1 not equal with primarymail!');
  if (!sameAddress(primaryEmail, stored.data.primaryEmail)) checkMailFree(context, primaryEmail);
}

/** As the addresses will be after the change. */
function checkAllAreAliases({ primaryEmail, email1, defaultSenderAddress, aliases }: UserData): void {
  const known = new Set(cleanAliases(aliases ?? []).map(collationKey));
  const isAlias = (address: string | undefined): boolean => known.has(collationKey(address ?? ''));
  if (![primaryEmail, email1, defaultSenderAddress].every(isAlias)) {
    throw invalidData('primaryMail, Email1 and defaultSenderAddress must be present in set of aliases.');
  }
}

function checkStorage(settings: OxSettings, context: ContextState, stored: StoredUser, sent: UserData): void {
  const { filestoreId, maxQuota } = sent;
  if (filestoreId !== undefined) {
    if (!settings.filestoreIds.includes(filestoreId)) throw invalidData(`No such filestore with id ${filestoreId}`);
    if (filestoreId !== stored.data.filestoreId) {
      throw invalidData(
        `Not allowed to change the filestore for user ${stored.id} in context ${context.id}. Please use appropriate method instead.`,
      );
    }
  }
  const hasStorage = (stored.data.filestoreId ?? 0) !== 0;
  if (maxQuota !== undefined && maxQuota !== -1 && !hasStorage && !settings.allowChangingQuotaIfNoFilestoreSet) {
    throw storageFailure(
      `Quota cannot be changed for user ${stored.id} in context ${context.id} since that user has no file storage set. See "ALLOW_CHANGING_QUOTA_IF_NO_FILESTORE_SET".`,
    );
  }
}

/** The user after a checked change: what was not sent stays. */
export function changedUser(stored: StoredUser, sent: UserData, settings: OxSettings): StoredUser {
  const name = renamed(stored, sent.name, settings);
  return {
    ...stored,
    name,
    password: sent.password ?? stored.password,
    data: {
      ...stored.data,
      ...copiedFields(sent),
      ...mailServerFields(sent),
      name,
      aliases: sent.aliases === undefined ? stored.data.aliases : cleanAliases(sent.aliases),
      userAttributes: mergeAttributes(stored.data.userAttributes ?? {}, sent.userAttributes),
    },
  };
}

function renamed(stored: StoredUser, name: string | undefined, settings: OxSettings): string {
  if (name === undefined || name === stored.name) return stored.name;
  return settings.userAutoLowercase ? name.toLowerCase() : name;
}
