import { type CachedObject, fingerprints, type Place } from '../cache/index.ts';
import type { Dependency, IsAnothers, ObjectController, Plan, Subject } from '../engine/index.ts';
import type { AppliedRecord, DesiredObject, Random } from '../model/index.ts';
import { type ContextAccess, OxError, type OxGateway, type OxReference, type OxUser, readInChunks } from '../ox/index.ts';
import { accessTo, type CredentialsBook, isKnownContext } from './context-access.ts';
import { idsOfEverybody } from './everybody.ts';
import { isSameName, isSameValue } from './field-changes.ts';
import { contextsOf, deleteUnlessMissing, findByIdOrName, findMoved, homeOf, nobodys, remainsOf, traceOf } from './find-object.ts';
import {
  changesMail,
  foreignAliases,
  planDisabling,
  planMove,
  planUser,
  type UserOperation,
  userDifferences,
  withoutEmpty,
} from './user-plan.ts';
import { wanted } from './wanted.ts';

interface UserControllerOptions {
  readonly gateway: OxGateway;
  readonly credentials: CredentialsBook;
  readonly random: Random;
  /** Rights of an access profile; `undefined` for one that does not exist. */
  readonly rightsOf: (profile: string) => readonly string[] | undefined;
}

const PASSWORD_LENGTH = 32;

/**
 * OX's users: one call to create, one to change, one read and one call to rename or delete. Into another context a user is copied with his
 * data; only when the copy is as it should be is the old one deleted.
 */
export class UserController implements ObjectController<UserOperation> {
  readonly kind = 'User';
  private readonly options: UserControllerOptions;

  constructor(options: UserControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    const contexts = contextsOf(object);
    const profile = object.desired?.accessProfile;
    if (object.desired === undefined) return contexts;
    if (profile === undefined || profile === '') return [...contexts, { type: 'freeName' }];
    return [...contexts, { type: 'accessProfile', name: profile }, { type: 'freeName' }];
  }

  mustObserve({ object: { desired, applied } }: Subject): boolean {
    if (applied === undefined) return false;
    if (desired === undefined || desired.contextId !== applied.contextId) return true;
    // A stale id must not hit a stranger, and the default sender may be the user's own choice.
    return !isSameName(desired.name, applied.name) || changesMail(desired, applied);
  }

  async observe({ object }: Subject, isAnothers: IsAnothers = nobodys): Promise<AppliedRecord | undefined> {
    const copy = await this.findCopy(object);
    if (copy !== undefined) return copy;
    const access = this.access(homeOf(object));
    const get = (reference: OxReference): Promise<OxUser | undefined> => this.options.gateway.users.get(access, reference);
    const user = await findByIdOrName(object, get, (found) => isAnothers(recordOf(found, access.contextId)));
    const home = user && recordOf(user, access.contextId);
    const moved = object.hasOtherLed ? await findMoved(object, home, isAnothers, (place) => this.find(place)) : undefined;
    return moved ?? (await this.observeAtHome(object, user));
  }

  private async observeAtHome(object: CachedObject, user: OxUser | undefined): Promise<AppliedRecord | undefined> {
    const place = homeOf(object);
    const { remains: left } = object.applied ?? {};
    const trace = await traceOf(left, (where, reference) => this.options.gateway.users.get(this.access(where), reference));
    const remains = trace === 'gone' ? undefined : left;
    // The copy cannot be seen, or was deleted: what it was made of is still there.
    if (user === undefined && remains !== undefined && trace === 'seen')
      return { ...wanted(object.applied), ...remains, remains: undefined, movingTo: place };
    return user === undefined ? undefined : { ...toRecord(recordOf(user, place), object), ...(await this.rightsOf(user, object)), remains };
  }

  /** By id, the context's own admin left out. */
  async *survey(contextId: number, ids?: readonly number[]): AsyncGenerator<readonly AppliedRecord[]> {
    const { users } = this.options.gateway;
    const access = this.access(contextId);
    const wanted = ids ?? (await idsOfEverybody(this.options.gateway, access));
    for await (const found of readInChunks(wanted, (some) => users.getMany(access, some))) {
      const people = found.filter(({ name }) => !isSameName(name, access.admin.login));
      yield people.map((user) => recordOf(user, contextId));
    }
  }

  recognise(record: AppliedRecord, { object }: Subject): AppliedRecord {
    return toRecord(record, object);
  }

  /** OX tells the rights of one user a call. Those of one who is about to go, or to be copied, do not matter. */
  async complete({ object }: Subject, baseline: AppliedRecord): Promise<AppliedRecord> {
    const { rights, remains, contextId, oxId } = baseline;
    if (rights !== undefined || remains !== undefined || baseline.hasGuestRights === true) return baseline;
    if (object.desired?.contextId !== contextId) return baseline;
    return { ...baseline, rights: await this.options.gateway.users.rights(this.access(contextId), { id: oxId }) };
  }

  differences({ object: { desired } }: Subject, baseline: AppliedRecord): readonly string[] {
    if (desired === undefined) return [];
    // Rights of a profile that is gone stay as they are.
    return userDifferences(desired, baseline, this.options.rightsOf(desired.accessProfile ?? ''));
  }

  /** A copy that was made by a call without an answer: the name was free before. */
  private async findCopy({ applied, attemptedIn, name, contextId, desired }: CachedObject): Promise<AppliedRecord | undefined> {
    if (applied?.movingTo === undefined || attemptedIn !== applied.movingTo) return undefined;
    const access = this.access(applied.movingTo);
    const user = await this.options.gateway.users.get(access, { name: applied.name });
    if (user === undefined) return undefined;
    if (!isSameValue(user.fields.primaryEmail, applied.fields.primaryEmail)) {
      if (desired?.contextId !== applied.movingTo) return undefined;
      const message = `"${name}" was to be moved to context ${contextId}, where a user of this name with another mail address appeared: nothing was deleted`;
      throw userError('NameTaken', applied.movingTo, 'getData', message);
    }
    const foreign = foreignAliases(desired, applied, user.fields);
    return { ...recordOf(user, access.contextId), foreignAliases: foreign, remains: remainsOf(applied) };
  }

  private async find({ contextId, name }: Place): Promise<AppliedRecord | undefined> {
    if (!isKnownContext(contextId, this.options.credentials)) return undefined;
    const user = await this.options.gateway.users.get(this.access(contextId), { name });
    return user && recordOf(user, contextId);
  }

  /** The rights of a user who is about to go or to be copied do not matter. */
  private async rightsOf(user: OxUser, object: CachedObject): Promise<Pick<AppliedRecord, 'rights'>> {
    const place = homeOf(object);
    const rights = object.applied?.oxId === user.id ? object.applied.rights : undefined;
    if (object.desired?.contextId !== place || (rights !== undefined && !object.lookFirst)) return { rights };
    return { rights: await this.options.gateway.users.rights(this.access(place), { id: user.id }) };
  }

  plan({ object, stage }: Subject, baseline: AppliedRecord | undefined): Plan<UserOperation> {
    const { desired } = object;
    if (this.isContextAdmin(object)) return refuseAdmin(object);
    if (desired === undefined) return { type: 'operations', operations: planEnd(baseline, stage !== undefined) };
    const rights = this.options.rightsOf(desired.accessProfile ?? '') ?? [];
    if (baseline === undefined) {
      const create: UserOperation = { type: 'create', rights };
      // A guest who was made a user has no rights yet.
      return { type: 'operations', operations: [create, ...planPersonalOfNew(desired)], again: true };
    }
    if (baseline.contextId !== desired.contextId) return { type: 'operations', operations: planMove(desired, baseline), again: true };
    const operations = planUser(desired, baseline, rights, lastWritten(object, baseline));
    // He was looked up, perhaps in reads that still show a namesake who is deleted: by the id OX says whether there is such a user.
    const wasSeen = object.lookFirst || object.applied === undefined;
    return { type: 'operations', operations: wasSeen ? operations.map((one) => withId(one, baseline.oxId)) : operations };
  }

  private isContextAdmin(object: CachedObject): boolean {
    const place = object.desired?.contextId ?? homeOf(object);
    const admin = this.options.credentials.credentialsOf(place);
    return admin !== undefined && isSameName(object.name, admin.login);
  }

  async apply(operation: UserOperation, { object }: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined> {
    const { users } = this.options.gateway;
    if (operation.type === 'create') return await this.create(wanted(object.desired), operation.rights);
    const before = wanted(baseline);
    switch (operation.type) {
      case 'change': {
        await users.change(this.access(before.contextId), operation.user, { name: operation.name, fields: operation.fields });
        return { ...before, name: operation.name ?? before.name, fields: { ...before.fields, ...fingerprints(operation.fields) } };
      }
      case 'changeRights':
        await users.changeRights(this.access(before.contextId), operation.user, operation.rights);
        return { ...before, rights: operation.rights, hasGuestRights: undefined };
      case 'changePersonal':
        await users.changePersonal(this.access(before.contextId), operation.user, operation.personal);
        return { ...before, personal: operation.personal };
      case 'reserve':
        return await this.reserve(before, object.contextId);
      case 'copy':
        return await this.copy(before, object);
      case 'deleteRemains': {
        const { contextId, oxId } = wanted(before.remains);
        await deleteUnlessMissing(users.delete(this.access(contextId), oxId));
        return { ...before, remains: undefined };
      }
      case 'delete':
        await users.delete(this.access(before.contextId), operation.id);
        return undefined;
    }
  }

  private async create(desired: DesiredObject, rights: readonly string[]): Promise<AppliedRecord> {
    const { users } = this.options.gateway;
    const access = this.access(desired.contextId);
    const { name, fields } = desired;
    const user = { name, password: this.options.random.secret(PASSWORD_LENGTH), fields: withoutEmpty(fields), rights };
    const record = { contextId: desired.contextId, name, fields: fingerprints(fields), rights, ...personalOfNew(desired) };
    try {
      return { oxId: await users.create(access, user), ...record };
    } catch (error) {
      if (!(error instanceof OxError) || error.reason !== 'MailAddressTaken') throw error;
      // Perhaps by a guest, whom OX can turn into this user.
      const oxId = await users.createFromGuest(access, user).catch(async (second: unknown) => {
        throw second instanceof OxError && second.reason === 'FeatureUnsupported' ? await this.whoHoldsTheAddress(error, access) : second;
      });
      return { oxId, ...record, rights: undefined, hasGuestRights: true };
    }
  }

  /** OX names only the id of the account; whether it is a guest's is not in it. */
  private async whoHoldsTheAddress(taken: OxError, access: ContextAccess): Promise<OxError> {
    const holder = Number(/already assigned to user (\d+)/i.exec(taken.message)?.[1]);
    if (Number.isNaN(holder)) return taken;
    const guests = await this.options.gateway.users.guests(access);
    if (!guests.includes(holder)) return taken;
    return userError(
      'GuestHoldsMailAddress',
      access.contextId,
      'create',
      `${taken.message}: a guest, whom this OX cannot turn into a user`,
    );
  }

  private async reserve(before: AppliedRecord, target: number): Promise<AppliedRecord> {
    const isTaken = await this.options.gateway.users.exists(this.access(target), { name: before.name });
    if (!isTaken) return { ...before, movingTo: target };
    const message = `"${before.name}" cannot move from context ${before.contextId} to ${target}, which has a user of this name: nothing was changed or deleted`;
    throw userError('NameTaken', target, 'exists', message);
  }

  private async copy(before: AppliedRecord, { contextId, applied }: CachedObject): Promise<AppliedRecord> {
    const { oxId, name, contextId: from } = before;
    try {
      const copyId = await this.options.gateway.userCopy.copy({ id: oxId, name }, from, contextId);
      return {
        ...before,
        oxId: copyId,
        contextId,
        rights: undefined,
        personal: undefined,
        movingTo: undefined,
        remains: remainsOf(before),
      };
    } catch (error) {
      // The name was free when the move began: it is the copy of an earlier call, which cannot be seen yet.
      const isOwnCopy = error instanceof OxError && error.reason === 'NameTaken' && applied?.movingTo === contextId;
      throw isOwnCopy ? notVisibleYet(error, contextId) : error;
    }
  }

  private access(contextId: number): ContextAccess {
    return accessTo(contextId, this.options.credentials);
  }
}

function userError(reason: 'NameTaken' | 'GuestHoldsMailAddress', contextId: number, operation: string, message: string): OxError {
  return new OxError(reason, message, { service: 'OXUserService', operation, contextId, target: 'context' });
}

function notVisibleYet({ reason, message }: OxError, contextId: number): OxError {
  return new OxError(reason, message, {
    service: 'OXUserCopyService',
    operation: 'copyUser',
    contextId,
    target: 'context',
    errorClass: 'transient',
  });
}

function recordOf(user: OxUser, contextId: number): AppliedRecord {
  return { oxId: user.id, contextId, name: user.name, fields: fingerprints(user.fields) };
}

/** What OX does not tell of a user is as we wrote it, as long as it is the same user. */
function toRecord(found: AppliedRecord, { applied, desired }: CachedObject): AppliedRecord {
  const isSame = applied?.oxId === found.oxId && applied.contextId === found.contextId;
  return {
    ...found,
    personal: isSame ? applied.personal : undefined,
    hasGuestRights: isSame ? applied.hasGuestRights : undefined,
    movingTo: isSame ? applied.movingTo : undefined,
    foreignAliases: foreignAliases(desired, isSame ? applied : undefined, found.fields),
  };
}

/** The end of a user, or with `isStaged` what comes before it. He was looked for, so that the id is his. */
function planEnd(baseline: AppliedRecord | undefined, isStaged: boolean): UserOperation[] {
  if (baseline === undefined) return [];
  const remains: UserOperation[] = baseline.remains === undefined ? [] : [{ type: 'deleteRemains' }];
  return [...remains, ...(isStaged ? planDisabling(baseline) : [{ type: 'delete', id: baseline.oxId } as const])];
}

/** What we know for sure of the user that a look has found. */
function lastWritten({ applied, attemptedIn }: CachedObject, { oxId, contextId }: AppliedRecord): AppliedRecord | undefined {
  return attemptedIn === undefined && applied?.oxId === oxId && applied.contextId === contextId ? applied : undefined;
}

function withId(operation: UserOperation, id: number): UserOperation {
  return 'user' in operation ? { ...operation, user: { id } } : operation;
}

/** A new user has none. */
function personalOfNew({ personal }: DesiredObject): Pick<AppliedRecord, 'personal'> {
  return personal === '' ? { personal } : {};
}

function planPersonalOfNew({ name, personal }: DesiredObject): UserOperation[] {
  return personal === undefined || personal === '' ? [] : [{ type: 'changePersonal', user: { name }, personal }];
}

/** The context's own admin is never touched: an entry of that name is put aside, and its end ends nothing in OX. */
function refuseAdmin({ desired, name, contextId }: CachedObject): Plan<UserOperation> {
  if (desired === undefined) return { type: 'operations', operations: [] };
  return { type: 'refused', reason: 'ContextAdminProtected', message: `"${name}" is the admin of context ${contextId}` };
}
