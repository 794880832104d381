import { type CachedObject, fingerprints } from '../cache/index.ts';
import type { Dependency, ObjectController, Plan, Subject } from '../engine/index.ts';
import type { AppliedRecord, DesiredObject, Fields, FieldValue, Random } from '../model/index.ts';
import type { OxGateway, OxReference } from '../ox/index.ts';
import { accessTo, type CredentialsBook } from './context-access.ts';
import { changedFields, isSameName, isSameValue } from './field-changes.ts';
import { findByIdOrName } from './find-object.ts';
import { wanted } from './wanted.ts';

export type UserOperation =
  | { readonly type: 'create'; readonly rights: readonly string[] }
  | { readonly type: 'change'; readonly user: OxReference; readonly name?: string | undefined; readonly fields: Fields }
  | { readonly type: 'changeRights'; readonly user: OxReference; readonly rights: readonly string[] }
  | { readonly type: 'delete'; readonly id: number };

interface UserControllerOptions {
  readonly gateway: OxGateway;
  readonly credentials: CredentialsBook;
  readonly random: Random;
  /** Rights of an access profile; `undefined` for one that does not exist. */
  readonly rightsOf: (profile: string) => readonly string[] | undefined;
}

const PASSWORD_LENGTH = 32;

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

/** OX's users: one call to create, one to change, one read and one call to rename or delete. */
export class UserController implements ObjectController<UserOperation> {
  readonly kind = 'User';
  private readonly options: UserControllerOptions;

  constructor(options: UserControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    const context: Dependency = { type: 'context', contextId: homeOf(object) };
    const profile = object.desired?.accessProfile;
    if (object.desired === undefined) return [context];
    if (profile === undefined || profile === '') return [context, { type: 'freeName' }];
    return [context, { type: 'accessProfile', name: profile }, { type: 'freeName' }];
  }

  mustObserve({ object: { desired, applied } }: Subject): boolean {
    if (applied === undefined) return false;
    if (desired === undefined) return true;
    // A stale id must not hit a stranger, and the default sender may be the user's own choice.
    return !isSameName(desired.name, applied.name) || changesMail(desired.fields, applied.fields);
  }

  async observe({ object }: Subject): Promise<AppliedRecord | undefined> {
    const access = accessTo(homeOf(object), this.options.credentials);
    const user = await findByIdOrName(object, (reference) => this.options.gateway.users.get(access, reference));
    if (user === undefined) return undefined;
    const rights = object.applied?.oxId === user.id ? object.applied.rights : undefined;
    const record = { oxId: user.id, contextId: homeOf(object), name: user.name, fields: fingerprints(user.fields) };
    // The rights of a user who is about to go do not matter.
    if (object.desired === undefined || (rights !== undefined && !object.lookFirst)) return { ...record, rights };
    return { ...record, rights: await this.options.gateway.users.rights(access, { id: user.id }) };
  }

  plan({ object }: Subject, baseline: AppliedRecord | undefined): Plan<UserOperation> {
    const { desired } = object;
    if (this.isContextAdmin(object.name, homeOf(object))) return refuseAdmin(object);
    if (desired === undefined) {
      return { type: 'operations', operations: baseline === undefined ? [] : [{ type: 'delete', id: baseline.oxId }] };
    }
    const rights = this.options.rightsOf(desired.accessProfile ?? '') ?? [];
    if (baseline === undefined) return { type: 'operations', operations: [{ type: 'create', rights }] };
    return { type: 'operations', operations: [...planChange(desired, baseline), ...planRights(desired, baseline, rights)] };
  }

  private isContextAdmin(name: string, contextId: number): boolean {
    const admin = this.options.credentials.credentialsOf(contextId);
    return admin !== undefined && isSameName(name, admin.login);
  }

  async apply(operation: UserOperation, { object }: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined> {
    const { users } = this.options.gateway;
    const access = accessTo(homeOf(object), this.options.credentials);
    switch (operation.type) {
      case 'create': {
        const { name, fields } = wanted(object.desired);
        const password = this.options.random.secret(PASSWORD_LENGTH);
        const oxId = await users.create(access, { name, password, fields: withoutEmpty(fields), rights: operation.rights });
        return { oxId, contextId: object.contextId, name, fields: fingerprints(fields), rights: operation.rights };
      }
      case 'change': {
        await users.change(access, operation.user, { name: operation.name, fields: operation.fields });
        const before = wanted(baseline);
        return { ...before, name: operation.name ?? before.name, fields: { ...before.fields, ...fingerprints(operation.fields) } };
      }
      case 'changeRights':
        await users.changeRights(access, operation.user, operation.rights);
        return { ...wanted(baseline), rights: operation.rights };
      case 'delete':
        await users.delete(access, operation.id);
        return undefined;
    }
  }
}

/** The context to work in: for a user who is to go, the one where it was written. */
function homeOf({ desired, applied, contextId }: CachedObject): number {
  return desired === undefined ? (applied?.contextId ?? contextId) : contextId;
}

/** The context's own admin is never touched: an entry of that name is put aside, and its end ends nothing in OX. */
function refuseAdmin({ desired, name, contextId }: CachedObject): Plan<UserOperation> {
  if (desired === undefined) return { type: 'operations', operations: [] };
  return { type: 'refused', reason: 'ContextAdminProtected', message: `"${name}" is the admin of context ${contextId}` };
}

function planChange(desired: DesiredObject, baseline: AppliedRecord): UserOperation[] {
  const names = new Set(changedFields(desired.fields, baseline.fields, CREATE_ONLY));
  for (const group of TOGETHER) {
    if (group.some((name) => names.has(name))) for (const name of group) names.add(name);
  }
  const fields = Object.fromEntries(
    [...names].flatMap((name) => (desired.fields[name] === undefined ? [] : [[name, desired.fields[name]]])),
  );
  const sender = names.has('aliases') ? newDefaultSender(desired.fields, baseline.fields) : undefined;
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

function planRights(desired: DesiredObject, baseline: AppliedRecord, rights: readonly string[]): UserOperation[] {
  if (baseline.rights !== undefined && isSameValue([...rights], [...baseline.rights])) return [];
  return [{ type: 'changeRights', user: { name: desired.name }, rights }];
}

/** The default sender follows the primary address when it was the old one, and when it would leave the aliases, which OX refuses. */
function newDefaultSender(desired: Fields, baseline: Fields): string | undefined {
  const primary = desired.primaryEmail;
  const before = baseline.defaultSenderAddress;
  if (typeof primary !== 'string' || typeof before !== 'string') return undefined;
  const aliases = listOf(desired.aliases).map((alias) => alias.toLowerCase());
  const follows = before.toLowerCase() === String(baseline.primaryEmail).toLowerCase();
  return follows || !aliases.includes(before.toLowerCase()) ? primary : undefined;
}

function listOf(value: FieldValue | undefined): readonly string[] {
  return typeof value === 'object' ? value : [];
}

function changesMail(desired: Fields, applied: Fields): boolean {
  return MAIL.some((name) => !isSameValue(desired[name], applied[name]));
}

/** A new user has nothing to clear. */
function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
