import { type Fields, type FieldValue, isUserField, USER_FIELDS, USER_RIGHTS, type UserField, type UserFieldType } from '../model/index.ts';
import type { OxUser } from './ox-gateway.ts';
import type { WireValue } from './service-port.ts';
import { idOf, isRecord, listOf, nameOf, textOf, UnreadableAnswer } from './wire-read.ts';

const fieldTypes = Object.entries(USER_FIELDS) as [UserField, UserFieldType][];

/** The fields that OX has no element for. */
export function unknownFields(fields: Fields): string[] {
  return Object.keys(fields).filter((name) => !isUserField(name));
}

/** Only a text can be cleared: OX refuses a message with an empty date, and an empty list is no list at all. */
export function fieldsToWire(fields: Fields): Record<string, WireValue> {
  const sent = Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== '' || isText(name)));
  return { ...sent, ...mailServerToWire('imap', fields), ...mailServerToWire('smtp', fields) };
}

/** OX ignores the element of the scheme: it takes a scheme from the server's name alone, and answers both taken apart. */
function mailServerToWire(protocol: 'imap' | 'smtp', fields: Fields): Record<string, WireValue> {
  const host = fields[`${protocol}Server`];
  const schema = fields[`${protocol}Schema`];
  if (typeof host !== 'string' || host === '' || typeof schema !== 'string' || schema === `${protocol}://`) return {};
  return { [`${protocol}Server`]: `${schema}${host}` };
}

function isText(name: string): boolean {
  return isUserField(name) && USER_FIELDS[name] === 'text';
}

/** All flags one by one: OX takes an absent flag for false. publicFolderEditable is for context admins. */
export function rightsToWire(rights: readonly string[]): Record<string, WireValue> {
  const on = new Set(rights);
  return { ...Object.fromEntries(USER_RIGHTS.map((right) => [right, on.has(right)])), publicFolderEditable: false };
}

export function readRights(access: Readonly<Record<string, unknown>>): string[] {
  return USER_RIGHTS.filter((right) => access[right] === true);
}

export function readUser(value: unknown): OxUser {
  if (!isRecord(value)) throw new UnreadableAnswer('with a user that has no fields');
  return { id: idOf(value), name: nameOf(value), fields: readFields(value) };
}

function readFields(record: Readonly<Record<string, unknown>>): Fields {
  const fields: Record<string, FieldValue> = {};
  for (const [name, type] of fieldTypes) {
    const value = readField(record[name], type);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

function readField(value: unknown, type: UserFieldType): FieldValue | undefined {
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'texts':
      return readTexts(value);
    case 'text':
    case 'date':
    case 'picture':
      return textOf(value);
  }
}

function readTexts(value: unknown): string[] | undefined {
  const texts = listOf(value).flatMap((item) => textOf(item) ?? []);
  return texts.length === 0 ? undefined : texts;
}
