import { type DesiredObject, type DirectoryEntry, normalizeDn } from '../model/index.ts';
import { firstFilled, type Origin, valueAt, valuesOf } from './attribute-source.ts';
import type { CompiledField, CompiledMapping } from './compiled-mapping.ts';
import { MANDATORY_FIELDS } from './field-names.ts';
import { whyOutOfScope } from './gate.ts';
import { putAccess } from './user-access.ts';
import { type TracedName, UserDraft } from './user-draft.ts';
import { contextIdOf, loginOf } from './user-identity.ts';
import { putLogin, putMailAddresses, putMailServers } from './user-mail.ts';
import { putPicture } from './user-picture.ts';

export type MappedUser =
  /** Not an OX user: whoever exists for it in OX is removed. */
  | { readonly type: 'outOfScope'; readonly why: string }
  /** `notes` tell an admin what was left out without being a fault. */
  | { readonly type: 'object'; readonly object: DesiredObject; readonly notes: readonly string[] };

/** Where everything that was decided about a user came from. */
export type Origins = Map<TracedName, Origin>;

/**
 * What an entry should be in OX. Never throws: what cannot be sent becomes the object's fault. `owner` is the name of the
 * OXDirectory; `origins`, when given, is filled.
 */
export function mapUser(entry: DirectoryEntry, mapping: CompiledMapping, owner: string, origins?: Origins): MappedUser {
  const why = whyOutOfScope(entry, mapping.users.gate);
  if (why !== undefined) return { type: 'outOfScope', why };
  const draft = new UserDraft(entry, mapping.users, origins);
  return { type: 'object', object: toObject(draft, owner), notes: draft.notes };
}

function toObject(draft: UserDraft, owner: string): DesiredObject {
  const name = loginOf(draft);
  const contextId = contextIdOf(draft);
  for (const field of draft.mapping.fields) putField(draft, field);
  reportMissing(draft);
  putMailAddresses(draft);
  putMailServers(draft);
  putLogin(draft);
  putPicture(draft);
  const accessProfile = putAccess(draft);
  const { sourceId } = draft.entry;
  const object = { kind: 'User', owner, sourceId, contextId, name, fields: draft.fields, accessProfile, ...extrasOf(draft) } as const;
  const fault = draft.fault();
  return fault === undefined ? object : { ...object, fault };
}

/** What a user needs beside the fields; absent where the OXDirectory does not ask for it. */
function extrasOf(draft: UserDraft): Pick<DesiredObject, 'personal' | 'aliasPolicy' | 'properties'> {
  const { aliasPolicy } = draft.mapping;
  const personal = personalOf(draft);
  return {
    ...(personal === undefined ? {} : { personal }),
    ...(aliasPolicy === undefined ? {} : { aliasPolicy }),
    properties: propertiesOf(draft),
  };
}

/** Left to itself OX puts first and last name before the address in mails. */
function personalOf(draft: UserDraft): string | undefined {
  const displayName = draft.fields.display_name;
  if (!draft.mapping.mailPersonal || typeof displayName !== 'string' || displayName === '') return undefined;
  draft.trace('personal', { type: 'fixed', why: 'the display name (spec.userDefaults.mailPersonal)' });
  return displayName;
}

function propertiesOf({ entry, mapping }: UserDraft): Readonly<Record<string, string>> {
  const filled = [...mapping.properties].flatMap(([placeholder, source]) => {
    const value = valuesOf(entry, source)[0]?.trim();
    return value === undefined ? [] : [[placeholder, value] as const];
  });
  return { dn: normalizeDn(entry.dn), ...Object.fromEntries(filled) };
}

function putField(draft: UserDraft, { field, sources, convert, whenEmpty, emptyOrigin }: CompiledField): void {
  const source = firstFilled(draft.entry, sources);
  const text = source === undefined ? undefined : valueAt(draft.entry, source);
  if (source === undefined || text === undefined) {
    if (whenEmpty !== undefined) draft.put(field, whenEmpty, emptyOrigin);
    else draft.trace(field, emptyOrigin);
    return;
  }
  const value = convert(text);
  if (typeof value === 'object') draft.reportValue(value.reason, source.attribute, text, value.expected);
  else draft.put(field, value, source.origin);
}

/** OX refuses to create a user without these, and names its own fields, not the attributes that an admin can fill in. */
function reportMissing(draft: UserDraft): void {
  const missing = draft.mapping.fields.filter(({ field }) => MANDATORY_FIELDS.has(field) && draft.fields[field] === '');
  if (missing.length === 0) return;
  const attributes = missing.map(({ field, sources }) => `${sources.map(({ attribute }) => attribute).join(' and ')} (${field})`);
  draft.report('MandatoryFieldMissing', `empty, but OX needs it: ${attributes.join(', ')}`);
}
