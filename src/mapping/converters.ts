import { type FieldValue, type Reason, USER_FIELDS, type UserField } from '../model/index.ts';
import { parseCalendarDate } from './calendar-date.ts';
import { isMailAddress, MAIL_ADDRESS_EXPECTED } from './mail-address.ts';

/** Why a value cannot be sent. */
export interface Refusal {
  readonly reason: Reason;
  readonly expected: string;
}

/** Text of the directory into the value of an OX field. */
export type Converter = (text: string) => Exclude<FieldValue, readonly string[]> | Refusal;

const mailFields: ReadonlySet<UserField> = new Set<UserField>(['email1', 'email2', 'email3']);

export function converterFor(field: UserField): Converter {
  if (mailFields.has(field)) return toMailAddress;
  if (field === 'maxQuota' || field === 'usedQuota') return toQuota;
  switch (USER_FIELDS[field]) {
    case 'date':
      return toDate;
    case 'number':
      return toNumber;
    case 'flag':
      return toFlag;
    case 'text':
    case 'texts':
    case 'picture':
      return (text) => text;
  }
}

function toMailAddress(text: string): string | Refusal {
  const address = text.trim();
  return isMailAddress(address) ? address : { reason: 'InvalidMailAddress', expected: MAIL_ADDRESS_EXPECTED };
}

function toDate(text: string): string | Refusal {
  return parseCalendarDate(text.trim()) ?? { reason: 'InvalidDate', expected: 'a date such as 1990-12-31 or 31.12.1990, from 1900 on' };
}

/** OX counts user quota in megabytes and takes -1 for unlimited. */
function toQuota(text: string): number | Refusal {
  const quota = toWholeNumber(text);
  return quota !== undefined && quota >= -1
    ? quota
    : { reason: 'InvalidMapping', expected: 'a whole number of megabytes, or -1 for unlimited' };
}

function toNumber(text: string): number | Refusal {
  return toWholeNumber(text) ?? { reason: 'InvalidMapping', expected: 'a whole number' };
}

function toWholeNumber(text: string): number | undefined {
  // Adding 0 makes a plain 0 of -0, which would compare as a change for ever.
  return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) + 0 : undefined;
}

function toFlag(text: string): boolean | Refusal {
  const word = text.trim().toLowerCase();
  if (['true', 'ok', '1', 'yes'].includes(word)) return true;
  if (['false', 'not', '0', 'no'].includes(word)) return false;
  return { reason: 'InvalidMapping', expected: 'TRUE or FALSE' };
}
