import { type AppliedRecord, type DesiredObject, type Fields, type FieldValue, isUserField, USER_FIELDS } from '../model/index.ts';
import type { OxReference } from '../ox/index.ts';
import { changedFields, isSameName, isSameValue, listOf } from './field-changes.ts';

export type UserOperation =
  | { readonly type: 'create'; readonly rights: readonly string[] }
  | { readonly type: 'change'; readonly user: OxReference; readonly name?: string | undefined; readonly fields: Fields }
  | { readonly type: 'changeRights'; readonly user: OxReference; readonly rights: readonly string[] }
  | { readonly type: 'changePersonal'; readonly user: OxReference; readonly personal: string }
  | { readonly type: 'delete'; readonly id: number }
  /** Makes sure that the name is free where the user is to go, before anything is copied. */
  | { readonly type: 'reserve' }
  | { readonly type: 'copy' }
  | { readonly type: 'deleteRemains' };

/** Set at creation, then the user's own: language and timezone are changed in OX's settings, the default sender by its rule. */
const CREATE_ONLY: ReadonlySet<string> = new Set(['language', 'timezone', 'defaultSenderAddress']);

/** OX checks the mail fields against each other: a change of one sends them all. */
const MAIL = ['primaryEmail', 'email1', 'aliases'];

/** Fields that OX takes only together. */
const TOGETHER = [
  MAIL,
  ['imapServer', 'imapPort', 'imapSchema'],
  ['smtpServer', 'smtpPort', 'smtpSchema'],
  ['image1', 'image1ContentType'],
];

/**
 * The way from what a user is to what he should be, in the context where he lives already. After a move his rights come first: they prove
 * that the copy is there, so that the old account can go, and nothing that OX refuses later leaves him with two. `written`: what he is by
 * our last write, where that is known for sure; a look may have seen what he was before it.
 */
export function planUser(
  desired: DesiredObject,
  baseline: AppliedRecord,
  rights: readonly string[],
  written: AppliedRecord | undefined,
): UserOperation[] {
  const change = planChange(desired, baseline, written);
  const personal = planPersonal(desired, baseline);
  if (baseline.remains === undefined) return [...change, ...planRights(desired.name, baseline, rights), ...personal];
  return [{ type: 'changeRights', user: { name: baseline.name }, rights }, { type: 'deleteRemains' }, ...change, ...personal];
}

/**
 * The way into another context, as far as it is clear from here. A move that was under way is brought to its end first, wherever the user
 * should go by now.
 */
export function planMove(desired: DesiredObject, baseline: AppliedRecord): UserOperation[] {
  if (baseline.remains !== undefined) return [{ type: 'deleteRemains' }];
  return baseline.movingTo === desired.contextId ? [{ type: 'copy' }] : [{ type: 'reserve' }, { type: 'copy' }];
}

/** He has neither rights nor mail any more; all that is his stays. */
export function planDisabling({ oxId, fields, rights }: AppliedRecord): UserOperation[] {
  const user = { id: oxId };
  const mail: UserOperation[] = fields.mailenabled === false ? [] : [{ type: 'change', user, fields: { mailenabled: false } }];
  return rights?.length === 0 ? mail : [{ type: 'changeRights', user, rights: [] }, ...mail];
}

/** Whether the mail addresses would change. */
export function changesMail(desired: DesiredObject, applied: AppliedRecord): boolean {
  const fields = wantedFields(desired, applied);
  return MAIL.some((name) => !isSameValue(fields[name], applied.fields[name]));
}

/** In what a user in OX is not as he should be, by field; `name` and `rights` among them. What the operator cannot read is no difference. */
export function userDifferences(desired: DesiredObject, baseline: AppliedRecord, rights: readonly string[] | undefined): string[] {
  return [
    ...(isSameName(desired.name, baseline.name) ? [] : ['name']),
    ...changedFields(wantedFields(desired, baseline), baseline.fields, CREATE_ONLY).filter(
      (field) => !isUnclearable(field, desired.fields[field]),
    ),
    ...(baseline.rights === undefined || rights === undefined ? [] : planRights(desired.name, baseline, rights).map(() => 'rights')),
  ];
}

/** Aliases in OX that are neither asked for nor of our writing. */
export function foreignAliases(
  desired: DesiredObject | undefined,
  applied: AppliedRecord | undefined,
  found: Fields,
): readonly string[] | undefined {
  if (desired?.aliasPolicy !== 'Merge') return undefined;
  const foreign = lowered(applied?.foreignAliases);
  const ours = [...lowered(applied?.fields.aliases)].filter((alias) => !foreign.has(alias));
  const known = new Set([...ours, ...lowered(desired.fields.aliases)]);
  return listOf(found.aliases).filter((alias) => !known.has(alias.toLowerCase()));
}

/** A new user has nothing to clear. */
export function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** What OX has no way to clear is not written, whatever it is there. */
function isUnclearable(field: string, value: FieldValue | undefined): boolean {
  return value === '' && isUserField(field) && USER_FIELDS[field] !== 'text';
}

function planChange(desired: DesiredObject, baseline: AppliedRecord, written: AppliedRecord | undefined): UserOperation[] {
  const wanted = wantedFields(desired, baseline);
  const names = changedNames(wanted, baseline, written !== undefined && changesMail(desired, written));
  const fields = Object.fromEntries([...names].flatMap((name) => (wanted[name] === undefined ? [] : [[name, wanted[name]]])));
  const sender = names.has('aliases') ? newDefaultSender(wanted, baseline.fields) : undefined;
  const isRename = !isSameName(desired.name, baseline.name);
  if (names.size === 0 && !isRename) return [];
  return [
    {
      type: 'change',
      user: isRename ? { id: baseline.oxId } : { name: baseline.name },
      name: isRename ? desired.name : undefined,
      fields: sender === undefined ? fields : { ...fields, defaultSenderAddress: sender },
    },
  ];
}

function changedNames(wanted: Fields, baseline: AppliedRecord, withMail: boolean): Set<string> {
  const names = new Set([...changedFields(wanted, baseline.fields, CREATE_ONLY), ...(withMail ? MAIL : [])]);
  for (const group of TOGETHER) {
    if (group.some((name) => names.has(name))) for (const name of group) names.add(name);
  }
  return names;
}

function planRights(name: string, baseline: AppliedRecord, rights: readonly string[]): UserOperation[] {
  const isKnown = baseline.rights !== undefined && baseline.hasGuestRights !== true;
  if (isKnown && isSameValue([...rights], [...baseline.rights])) return [];
  return [{ type: 'changeRights', user: { name }, rights }];
}

function planPersonal({ name, personal }: DesiredObject, baseline: AppliedRecord): UserOperation[] {
  return personal === undefined || personal === baseline.personal ? [] : [{ type: 'changePersonal', user: { name }, personal }];
}

function wantedFields(desired: DesiredObject, baseline: AppliedRecord): Fields {
  const { aliases } = desired.fields;
  if (desired.aliasPolicy !== 'Merge' || aliases === undefined) return desired.fields;
  return { ...desired.fields, aliases: [...listOf(aliases), ...(baseline.foreignAliases ?? [])] };
}

/** The default sender follows the primary address when it was the old one, and when it would leave the aliases, which OX refuses. */
function newDefaultSender(desired: Fields, baseline: Fields): string | undefined {
  const primary = desired.primaryEmail;
  const before = baseline.defaultSenderAddress;
  if (typeof primary !== 'string' || typeof before !== 'string') return undefined;
  const follows = before.toLowerCase() === String(baseline.primaryEmail).toLowerCase();
  return follows || !lowered(desired.aliases).has(before.toLowerCase()) ? primary : undefined;
}

function lowered(value: FieldValue | undefined): Set<string> {
  return new Set(listOf(value).map((alias) => alias.toLowerCase()));
}
