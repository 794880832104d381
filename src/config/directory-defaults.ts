import { z } from 'zod';
import type { Setting, SettingsReader } from './setting.ts';
import { mailServer, text, truth, wholeNumber } from './value-schemas.ts';

/** Values for fields that an OXDirectory leaves out, shaped like its spec: for `parseSpec('OXDirectory', raw, { defaults })`. */
export type DirectoryDefaults = Readonly<Record<string, unknown>>;

/** A setting of the old connector. It stands in for a field that an OXDirectory leaves out. */
interface OldSetting extends Setting<string | number> {
  /** Path of the field in the spec. */
  readonly field: string;
}

function old(field: string, expected: string, schema: OldSetting['schema']): OldSetting {
  return { field, description: `Default of spec.${field} of every OXDirectory.`, expected, schema };
}

/** The old connector told an empty value from none for these. */
function oldTemplate(field: string, example: string): OldSetting {
  return { ...old(field, `a template such as ${example}`, z.string()), emptyCounts: true };
}

function oldSwitch(field: string, on: string, off: string): OldSetting {
  const schema = truth.transform((isOn) => (isOn ? on : off));
  return {
    ...old(field, 'True or False', schema),
    description: `Default of spec.${field} of every OXDirectory: True = ${on}, False = ${off}.`,
  };
}

/** The old connector's settings by environment variable. The resource wins over them. */
export const OLD_SETTINGS: Readonly<Record<string, OldSetting>> = {
  DEFAULT_CONTEXT: old('users.contextId.default', 'a whole number from 1 to 2147483647', wholeNumber(1, 2_147_483_647)),
  OX_USER_IDENTIFIER: old('users.identifier', 'the name of an attribute or UDM property', text),
  OX_GROUP_IDENTIFIER: old('groups.identifier', 'the name of an attribute or UDM property', text),
  OX_LANGUAGE: old('userDefaults.language', 'a language and a country such as de_DE', z.string().regex(/^[A-Za-z]+_[A-Za-z]+$/)),
  LOCAL_TIMEZONE: old('userDefaults.timezone', 'a time zone such as Europe/Berlin', z.string().regex(/^[A-Za-z0-9_+/-]+$/)),
  OX_IMAP_SERVER: old('userDefaults.imapServer', 'an address such as imap://mail.example.org:143', mailServer('imap')),
  OX_SMTP_SERVER: old('userDefaults.smtpServer', 'an address such as smtp://mail.example.org:587', mailServer('smtp')),
  OX_IMAP_LOGIN: oldTemplate('userDefaults.imapLogin', '{}*master'),
  OX_FUNCTIONAL_ACCOUNT_LOGIN_TEMPLATE: oldTemplate('functionalAccounts.loginTemplate', '{{fa_entry_uuid}}{{username}}'),
  OX_ENABLE_DEPUTY_PERMISSIONS: oldSwitch('deputyPermissions', 'Enabled', 'Disabled'),
  OX_CONNECTOR_STOP_ON_ERROR: oldSwitch('errorPolicy', 'Halt', 'Park'),
};

export function readDirectoryDefaults(reader: SettingsReader): DirectoryDefaults {
  let defaults: DirectoryDefaults = {};
  for (const [name, setting] of Object.entries(OLD_SETTINGS)) {
    const value = reader.read(name, setting);
    if (value !== undefined) defaults = withValue(defaults, setting.field.split('.'), value);
  }
  return defaults;
}

function withValue(object: DirectoryDefaults, [step = '', ...rest]: readonly string[], value: unknown): DirectoryDefaults {
  if (rest.length === 0) return { ...object, [step]: value };
  const below = object[step];
  return { ...object, [step]: withValue(typeof below === 'object' ? { ...below } : {}, rest, value) };
}
