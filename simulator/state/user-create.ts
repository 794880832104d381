import type { ContextState } from './context-state.ts';
import type { Installation } from './installation.ts';
import { defaultMailServerFields, mailServerFields } from './mail-server.ts';
import { checkCharacters, javaList } from './names.ts';
import type { ModuleAccess, UserData } from './ox-data.ts';
import { invalidData, type Refusal } from './ox-fault.ts';
import { initialAttributes, mergeAttributes } from './user-attributes.ts';
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
  defaultMechanism,
} from './user-rules.ts';

const mandatory = ['name', 'display_name', 'password', 'given_name', 'sur_name', 'primaryEmail', 'email1'] as const;

/** The text of the mandatory fields that are not set, or `undefined`. Empty is not set. */
export function missingUserFields(sent: UserData): string | undefined {
  const missing = mandatory.filter((field) => (sent[field] ?? '') === '');
  return missing.length === 0 ? undefined : javaList(missing);
}

interface CreateOptions {
  /** A guest with the same address becomes the user. */
  readonly convertGuest?: boolean;
  /** The admin of a context that is just being made. */
  readonly isContextAdmin?: boolean;
}

interface StoreOptions extends CreateOptions {
  readonly access: ModuleAccess;
}

/** Refuses what OX refuses of a new user, in its order. `context` is `undefined` for the admin of a new context. */
export function checkNewUser(ox: Installation, context: ContextState | undefined, sent: UserData, options: CreateOptions = {}): void {
  const { settings } = ox;
  checkLanguage(sent.language, 'language must contain an underscore, e.g. en_US');
  checkTimezone(sent.timezone);
  checkFolderMode(sent.drive_user_folder_mode);
  checkMechanism(sent.passwordMech);
  if ((sent.password ?? '').trim() === '') throw invalidData('Empty password is not allowed.');
  const missing = missingUserFields(sent);
  if (missing !== undefined) throw invalidData(`Mandatory fields not set: ${missing}`);
  if (context !== undefined) checkDisplayName(settings, context, sent);
  if (settings.userCheckNotAllowedChars) checkCharacters(sent.name ?? '', settings.userNameCharacter);
  checkMailSyntax(sent);
  if (sent.primaryEmail !== sent.email1) throw invalidData('primarymail must have the same value as email1');
  if (context !== undefined) checkNotTaken(context, sent, options);
}

function checkNotTaken(context: ContextState, sent: UserData, { convertGuest = false }: CreateOptions): void {
  if (context.userNamed(sent.name ?? '') !== undefined) throw nameTaken(sent.name ?? '');
  const owner = context.userWithMail(sent.primaryEmail ?? '');
  const converts = convertGuest && owner !== undefined && owner.guestCreatedBy !== 0;
  if (!converts) checkMailFree(context, sent.primaryEmail ?? '');
}

export function nameTaken(name: string): Refusal {
  return invalidData(`User ${name} already exists in this context`);
}

/** Stores a checked user and gives what create answers: the request, completed, with the password as it was sent. */
export function storeNewUser(ox: Installation, context: ContextState, sent: UserData, options: StoreOptions): UserData {
  const id = takePlaceOfGuest(context, sent, options) ?? context.takeId();
  const name = storedName(ox, sent.name ?? '');
  const answer = completedUser(sent, id, name, ox);
  const data = { ...answer, ...readOnlyFields, contextadmin: options.isContextAdmin ?? false };
  const dataOf = `${context.id}/${id}`;
  context.putUser({ id, name, password: sent.password ?? '', access: options.access, data, dataOf, ...nothingElse });
  return { ...answer, password: sent.password };
}

const nothingElse = { capabilities: [], personal: '', guestCreatedBy: 0 } as const;

function storedName({ settings }: Installation, name: string): string {
  return settings.userAutoLowercase ? name.toLowerCase() : name;
}

/** The id of the guest who goes. */
function takePlaceOfGuest(context: ContextState, sent: UserData, { convertGuest = false }: CreateOptions): number | undefined {
  const guest = convertGuest ? context.userWithMail(sent.primaryEmail ?? '') : undefined;
  if (guest !== undefined) context.removeUser(guest);
  return guest?.id;
}

const readOnlyFields: UserData = { filestoreId: 0, usedQuota: 0, password_expired: false };

function completedUser(sent: UserData, id: number, name: string, { settings }: Installation): UserData {
  const defaultSenderAddress = sent.defaultSenderAddress ?? sent.primaryEmail;
  return {
    drive_user_folder_mode: 'default',
    drive_folder_mode: 'default',
    language: settings.defaultLanguage,
    timezone: settings.defaultTimezone,
    passwordMech: defaultMechanism,
    mailenabled: true,
    contextadmin: false,
    convert_drive_user_folders: false,
    ...defaultMailServerFields,
    ...copiedFields(sent),
    ...mailServerFields(sent),
    id,
    name,
    aliases: cleanAliases([...(sent.aliases ?? []), sent.primaryEmail, defaultSenderAddress]),
    defaultSenderAddress,
    userAttributes: mergeAttributes(initialAttributes, sent.userAttributes),
  };
}
