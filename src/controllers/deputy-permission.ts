import type { CachedObject, Member } from '../cache/index.ts';
import { type Dependency, type ObjectController, type Plan, type Subject, type Unfinished, wakeKey } from '../engine/index.ts';
import type { AppliedRecord } from '../model/index.ts';
import type { ContextAccess, OxGateway } from '../ox/index.ts';
import { accessTo, type CredentialsBook } from './context-access.ts';
import { type Grant, grantedBy, grantsOf, isEmpty, recordOf, toOxGrant } from './deputy-grants.ts';
import { listOf } from './field-changes.ts';
import { lostMembers } from './lost-members.ts';
import { wanted } from './wanted.ts';

export type DeputyOperation =
  | { readonly type: 'grant'; readonly grant: Grant }
  | { readonly type: 'changeGrant'; readonly grant: Grant; readonly deputyId: string }
  | { readonly type: 'revoke'; readonly deputyId: string; readonly userId: number }
  | { readonly type: 'block' | 'unblock' };

interface DeputyControllerOptions {
  readonly gateway: OxGateway;
  readonly credentials: CredentialsBook;
}

/**
 * What one user grants to deputies. Grants are compared and changed one by one; while there are any, the user cannot grant by himself,
 * so that the directory stays right.
 */
export class DeputyPermissionController implements ObjectController<DeputyOperation> {
  readonly kind = 'DeputyPermission';
  private readonly options: DeputyControllerOptions;

  constructor(options: DeputyControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    const context: Dependency = { type: 'context', contextId: placeOf(object) };
    if (object.desired !== undefined) return [context, { type: 'members' }, { type: 'sourceUser' }];
    // What somebody else who led has granted is found by the user's id alone.
    return object.hasOtherLed ? [context, { type: 'sourceUser' }] : [context];
  }

  /** What users granted by themselves before is overwritten. */
  mustObserve({ object, members }: Subject): boolean {
    return placeOf(object) !== object.contextId || baselineOf(object.applied, grantorOf(object, members), object.contextId) === undefined;
  }

  async observe({ object, members }: Subject): Promise<AppliedRecord | undefined> {
    const grantorId = grantorOf(object, members);
    if (grantorId === undefined) return undefined;
    if (placeOf(object) !== object.contextId) return await this.leftBehind(object, grantorId);
    const active = await this.options.gateway.deputies.list(this.access(object));
    const grants = active.filter((permission) => permission.grantorId === grantorId).map(grantedBy);
    const isBlocked = this.mayBeBlocked(object, grantorId);
    return grants.length === 0 && !isBlocked
      ? undefined
      : recordOf({ grantorId, contextId: object.contextId, name: object.name, grants, isBlocked });
  }

  /** OX does not tell. Where nobody is a deputy any more, somebody else who led may have blocked him; to unblock him once more does no harm. */
  private mayBeBlocked(object: CachedObject, grantorId: number): boolean {
    const known = baselineOf(object.applied, grantorId, object.contextId);
    return known === undefined ? object.hasOtherLed && object.desired === undefined : known.fields.isBlocked === true;
  }

  /**
   * What users of known ids grant: one call tells all grants of a context. It names nobody, so nothing can be found by name in it, and does not
   * tell of whom is kept from granting.
   */
  async *survey(contextId: number, grantorIds: readonly number[] = []): AsyncGenerator<readonly AppliedRecord[]> {
    if (grantorIds.length === 0) return;
    const active = await this.options.gateway.deputies.list(accessTo(contextId, this.options.credentials));
    const byGrantor = Map.groupBy(active, ({ grantorId }) => grantorId);
    yield grantorIds.map((grantorId) => {
      const grants = (byGrantor.get(grantorId) ?? []).map(grantedBy);
      return recordOf({ grantorId, contextId, name: '', grants, isBlocked: true });
    });
  }

  /** Whether a grant of the directory is missing or is another one. What else somebody granted is none of ours. */
  differences({ object, members }: Subject, baseline: AppliedRecord): readonly string[] {
    const found = new Map(grantsOf(baseline).map(({ userId, permission }) => [userId, permission]));
    const { grants } = wantedGrants(object, members);
    return grants.every(({ userId, permission }) => found.get(userId) === permission) ? [] : ['grants'];
  }

  /** Grants go with the account of their user, which nobody else's id is ever. */
  private async leftBehind(object: CachedObject, grantorId: number): Promise<AppliedRecord | undefined> {
    const user = await this.options.gateway.users.get(this.access(object), { id: grantorId });
    return user === undefined ? undefined : object.applied;
  }

  async lostMembers({ object, members }: Subject): Promise<readonly number[]> {
    return await lostMembers(this.options.gateway, this.access(object), members);
  }

  plan({ object, members }: Subject, found: AppliedRecord | undefined): Plan<DeputyOperation> {
    const baseline = baselineOf(found, grantorOf(object, members), placeOf(object));
    const { desired } = object;
    if (desired === undefined) return { type: 'operations', operations: planEnd(baseline) };
    const { grants, missing } = wantedGrants(object, members);
    const pending = missing.length === 0 ? undefined : missingDeputies(missing);
    return { type: 'operations', operations: planGrants(grants, baseline), pending };
  }

  async apply(
    operation: DeputyOperation,
    { object, members }: Subject,
    found: AppliedRecord | undefined,
  ): Promise<AppliedRecord | undefined> {
    const { deputies } = this.options.gateway;
    const access = this.access(object);
    const grantorId = wanted(grantorOf(object, members));
    const contextId = placeOf(object);
    const before = baselineOf(found, grantorId, contextId);
    const kept = grantsOf(before);
    const isBlocked = before?.fields.isBlocked === true;
    const record = (grants: readonly Grant[], blocked = isBlocked): AppliedRecord =>
      recordOf({ grantorId, contextId, name: object.name, grants, isBlocked: blocked });
    switch (operation.type) {
      case 'grant': {
        const deputyId = await deputies.grant(access, grantorId, toOxGrant(operation.grant));
        return record([...kept, { ...operation.grant, deputyId }]);
      }
      case 'changeGrant':
        await deputies.update(access, grantorId, operation.deputyId, toOxGrant(operation.grant));
        return record([...without(kept, operation.grant.userId), { ...operation.grant, deputyId: operation.deputyId }]);
      case 'revoke':
        await deputies.revoke(access, grantorId, operation.deputyId);
        return record(without(kept, operation.userId));
      case 'block':
        await deputies.blockManual(access, grantorId);
        return record(kept, true);
      case 'unblock':
        await deputies.unblockManual(access, grantorId);
        return record(kept, false);
    }
  }

  private access(object: CachedObject): ContextAccess {
    return accessTo(placeOf(object), this.options.credentials);
  }
}

/** What is to end is where it was written, although its user was to move: perhaps he never could. */
function placeOf({ desired, applied, contextId }: CachedObject): number {
  return desired === undefined ? (applied?.contextId ?? contextId) : contextId;
}

/** The user's own id in OX. */
function grantorOf(object: CachedObject, members: readonly Member[]): number | undefined {
  if (placeOf(object) !== object.contextId) return object.applied?.oxId;
  return members.find((member) => member.sourceId === object.sourceId)?.oxId;
}

/** What we knew of a user counts as long as he is the same account in OX. */
function baselineOf(record: AppliedRecord | undefined, grantorId: number | undefined, contextId: number): AppliedRecord | undefined {
  return record?.oxId === grantorId && record?.contextId === contextId ? record : undefined;
}

function planEnd(baseline: AppliedRecord | undefined): DeputyOperation[] {
  if (baseline === undefined) return [];
  const revokes = grantsOf(baseline).map(({ deputyId, userId }): DeputyOperation => ({ type: 'revoke', deputyId, userId }));
  return baseline.fields.isBlocked === true ? [...revokes, { type: 'unblock' }] : revokes;
}

function planGrants(grants: readonly Grant[], baseline: AppliedRecord | undefined): DeputyOperation[] {
  const known = new Map(grantsOf(baseline).map((grant) => [grant.userId, grant]));
  const wantedIds = new Set(grants.map(({ userId }) => userId));
  const revokes = [...known.values()]
    .filter(({ userId }) => !wantedIds.has(userId))
    .map(({ userId, deputyId }): DeputyOperation => ({ type: 'revoke', userId, deputyId }));
  const writes = grants.flatMap((grant): DeputyOperation[] => {
    const before = known.get(grant.userId);
    if (before === undefined) return [{ type: 'grant', grant }];
    return before.permission === grant.permission ? [] : [{ type: 'changeGrant', grant, deputyId: before.deputyId }];
  });
  const block: DeputyOperation[] = baseline?.fields.isBlocked === true ? [] : [{ type: 'block' }];
  return [...revokes, ...writes, ...block];
}

interface WantedGrants {
  readonly grants: readonly Grant[];
  readonly missing: readonly string[];
}

/** Desired grants name source ids; OX wants the ids that these users have there. */
function wantedGrants({ desired }: CachedObject, members: readonly Member[]): WantedGrants {
  const ids = new Map(members.map(({ sourceId, oxId }) => [sourceId, oxId]));
  const grants: Grant[] = [];
  const missing = [...listOf(desired?.fields.unresolved)];
  for (const text of listOf(desired?.fields.grants)) {
    const [sourceId = '', ...permission] = text.split(' ');
    const userId = ids.get(sourceId);
    const grant = { userId: userId ?? 0, permission: permission.join(' '), deputyId: '' };
    if (isEmpty(grant)) continue;
    if (userId === undefined) missing.push(sourceId);
    else grants.push(grant);
  }
  return { grants, missing };
}

function without(grants: readonly Grant[], userId: number): Grant[] {
  return grants.filter((grant) => grant.userId !== userId);
}

function missingDeputies(missing: readonly string[]): Unfinished {
  const message = `granted to the deputies that exist in OX; not there (yet): ${missing.slice(0, 5).join('; ')}${missing.length > 5 ? ' …' : ''}`;
  return { reason: 'WaitingForMember', message, waitingFor: wakeKey.members };
}
