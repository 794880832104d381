import type { DesiredObject, DirectoryEntry } from '../model/index.ts';
import { firstFilled, type Origin, valueAt } from './attribute-source.ts';
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
  const object = { kind: 'User', owner, sourceId: draft.entry.sourceId, contextId, name, fields: draft.fields, accessProfile } as const;
  const fault = draft.fault();
  return fault === undefined ? object : { ...object, fault };
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
