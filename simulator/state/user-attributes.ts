import type { AttributeMap, StringMap } from './ox-data.ts';

/** What every new user has; getData returns it. */
export const initialAttributes: AttributeMap = {
  entries: [{ key: 'config', value: { entries: [{ key: 'com.openexchange.mail.specialuse.check', value: 'true' }] } }],
};

/** Sets what is named, removes what is named without a value, and leaves the rest. */
export function mergeAttributes(stored: AttributeMap, sent: AttributeMap | undefined): AttributeMap {
  if (sent === undefined) return stored;
  const merged = new Map((stored.entries ?? []).map(({ key, value }) => [key ?? '', value]));
  for (const { key, value } of sent.entries ?? []) merged.set(key ?? '', mergeStrings(merged.get(key ?? ''), value));
  const entries = [...merged].map(([key, value]) => ({ key, value })).filter(({ value }) => (value?.entries ?? []).length > 0);
  return { entries };
}

function mergeStrings(stored: StringMap | undefined, sent: StringMap | undefined): StringMap {
  const merged = new Map((stored?.entries ?? []).map(({ key, value }) => [key ?? '', value]));
  for (const { key, value } of sent?.entries ?? []) merged.set(key ?? '', value);
  return { entries: [...merged].map(([key, value]) => ({ key, value })).filter(({ value }) => value !== undefined) };
}
