import { isUserField, USER_FIELDS, type UserField } from '../model/index.ts';

/** The old connector wrote every field in snake_case: `imap_server`, `used_quota`, `employee_type`. */
const fieldByOldName: ReadonlyMap<string, UserField> = new Map(
  Object.keys(USER_FIELDS)
    .filter(isUserField)
    .map((field) => [oldNameOf(field), field]),
);

/** What the old connector's mapping files call the field. */
export function oldNameOf(field: UserField): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The OX field that a SOAP element name or an old connector's name means. */
export function findField(name: string): UserField | undefined {
  return isUserField(name) ? name : fieldByOldName.get(name);
}

/** OX refuses to create a user without these. */
export const MANDATORY_FIELDS: ReadonlySet<UserField> = new Set<UserField>(['display_name', 'given_name', 'sur_name', 'email1']);

/** Given to a new user and then left alone: they belong to the user, or follow a rule of their own. */
export const CREATE_ONLY_USER_FIELDS = ['language', 'timezone', 'defaultSenderAddress'] as const satisfies readonly UserField[];

/** Fields that follow from something else, and what to set instead. */
export const DERIVED_FIELDS: Readonly<Partial<Record<UserField, string>>> = {
  name: 'set spec.users.identifier instead',
  primaryEmail: 'set email1 instead, OX wants both to be equal',
  defaultSenderAddress: 'it is the primary mail address',
  image1ContentType: 'it follows from the picture',
  imapPort: 'set spec.userDefaults.imapServer instead',
  imapSchema: 'set spec.userDefaults.imapServer instead',
  smtpPort: 'set spec.userDefaults.smtpServer instead',
  smtpSchema: 'set spec.userDefaults.smtpServer instead',
  mailenabled: 'it follows from the access profile',
  gui_spam_filter_enabled: 'it is always on',
};

/** Said of an empty value in `explain`: a date, a number or a picture without value never reaches the database of OX. */
export const KEPT_IN_OX = 'left as it is, for OX cannot clear it';

/** Fields of which something is computed; each has a step of its own in `map-user.ts`. */
const computedFields: ReadonlySet<UserField> = new Set<UserField>(['aliases', 'image1', 'imapServer', 'smtpServer', 'imapLogin']);

/** The field is simply read from its attribute and converted. */
export function isReadAsItIs(field: UserField): boolean {
  return !computedFields.has(field);
}

/** Text fields for which OX knows no empty value: they are left out instead. */
export const NEVER_EMPTY_FIELDS: ReadonlySet<UserField> = new Set<UserField>([
  'drive_folder_mode',
  'drive_user_folder_mode',
  'imapLogin',
  'language',
  'mail_folder_archive_full_name',
  'mail_folder_confirmed_ham_name',
  'mail_folder_confirmed_spam_name',
  'mail_folder_drafts_name',
  'mail_folder_sent_name',
  'mail_folder_spam_name',
  'mail_folder_trash_name',
  'timezone',
]);
