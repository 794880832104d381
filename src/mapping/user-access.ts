import { firstFilled, type Origin, valueAt } from './attribute-source.ts';
import type { UserDraft } from './user-draft.ts';

const followsProfile: Origin = { type: 'fixed', why: 'on for everybody who has an access profile other than none' };
const alwaysOn: Origin = { type: 'fixed', why: 'always on' };

/** The access profile of the user, an empty one for a disabled account; mail goes with it. */
export function putAccess(draft: UserDraft): string {
  const profile = accessProfileOf(draft);
  draft.put('mailenabled', profile !== '' && profile !== 'none', followsProfile);
  draft.put('gui_spam_filter_enabled', true, alwaysOn);
  return profile;
}

function accessProfileOf(draft: UserDraft): string {
  const mark = draft.mapping.disabledMarks.find((one) => one.isSetIn(valueAt(draft.entry, one) ?? ''));
  if (mark !== undefined) {
    draft.trace('accessProfile', { type: 'fixed', why: `the account is disabled (${mark.attribute})` });
    return '';
  }
  const { source, default: fallback } = draft.mapping.accessProfile;
  const filled = source === undefined ? undefined : firstFilled(draft.entry, [source]);
  draft.trace('accessProfile', filled?.origin ?? { type: 'default', setting: 'spec.users.accessProfile.default' });
  return filled === undefined ? fallback : (valueAt(draft.entry, filled)?.trim() ?? fallback);
}
