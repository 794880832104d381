import type { CachedObject } from '../cache/index.ts';
import type { Dependency, IsAnothers, ObjectController, Plan, Subject } from '../engine/index.ts';
import type { AppliedRecord } from '../model/index.ts';
import { type ContextAccess, OxError, type OxGateway, type OxSecondaryAccount } from '../ox/index.ts';
import {
  type AccountOperation,
  accountDifferences,
  accountsOf,
  type ChangeAccounts,
  type CreateAccounts,
  isAtHome,
  planAccount,
  recordOf,
  withAccounts,
} from './account-plan.ts';
import { accessTo, type CredentialsBook, isKnownContext } from './context-access.ts';
import { isSameName } from './field-changes.ts';
import { contextsOf, homeOf, nobodys, remainsOf, writtenPlacesOf } from './find-object.ts';
import { lostMembers } from './lost-members.ts';
import { wanted } from './wanted.ts';

interface FunctionalAccountControllerOptions {
  readonly gateway: OxGateway;
  readonly credentials: CredentialsBook;
}

/**
 * A shared mailbox, which OX knows as one account for each of its users. Users are added and removed one by one, so that an account is
 * never made anew for the sake of another.
 */
export class FunctionalAccountController implements ObjectController<AccountOperation> {
  readonly kind = 'FunctionalAccount';
  private readonly options: FunctionalAccountControllerOptions;

  constructor(options: FunctionalAccountControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    const contexts = contextsOf(object);
    return object.desired === undefined ? contexts : [...contexts, { type: 'freeName' }, { type: 'members' }];
  }

  /** Its address is all that a call names: nothing can be hit by mistake. */
  mustObserve(): boolean {
    return false;
  }

  async observe({ object }: Subject, isAnothers: IsAnothers = nobodys): Promise<AppliedRecord | undefined> {
    const created = await this.findCreated(object, isAnothers);
    const { applied } = object;
    if (created !== undefined && isAway(object)) return { ...created, remains: applied && remainsOf(applied) };
    const found = await this.findAtHome(object);
    const remains = created === undefined ? applied?.remains : remainsOf(created);
    if (remains === undefined) return found;
    return found === undefined ? await this.find(remains.name, remains.contextId) : { ...found, remains };
  }

  /** What a call without an answer, or somebody else who led, may have made of it where it was to go. */
  private async findCreated(object: CachedObject, isAnothers: IsAnothers): Promise<AppliedRecord | undefined> {
    const { applied, hasOtherLed } = object;
    if (applied === undefined && !hasOtherLed) return undefined;
    for (const { contextId, name } of writtenPlacesOf(object)) {
      const isHome = applied !== undefined && isAtHome({ contextId, name }, applied);
      if (isHome || !isKnownContext(contextId, this.options.credentials)) continue;
      const found = await this.find(name, contextId);
      if (found !== undefined && !isAnothers(found)) return found;
    }
    return undefined;
  }

  /** Under the address that it had, or that a call without an answer would have given it. */
  private async findAtHome(object: CachedObject): Promise<AppliedRecord | undefined> {
    const { applied, attemptedName, name } = object;
    const place = homeOf(object);
    const found = await this.find(applied?.name ?? attemptedName ?? name, place);
    const mayBeNew = found === undefined && applied === undefined && place === object.contextId;
    return mayBeNew && attemptedName !== undefined ? await this.find(name, place) : found;
  }

  private async find(name: string, contextId: number): Promise<AppliedRecord | undefined> {
    const all = await this.options.gateway.secondaryAccounts.list(this.access(contextId), 'everybody');
    return recordOfMany(
      name,
      contextId,
      all.filter(({ primaryAddress }) => isSameName(primaryAddress, name)),
    );
  }

  async *survey(contextId: number): AsyncGenerator<readonly AppliedRecord[]> {
    const all = await this.options.gateway.secondaryAccounts.list(this.access(contextId), 'everybody').catch(noneWhereUnsupported);
    const byAddress = Map.groupBy(all, ({ primaryAddress }) => primaryAddress.toLowerCase());
    yield [...byAddress.values()].flatMap((ours) => recordOfMany(ours[0]?.primaryAddress ?? '', contextId, ours) ?? []);
  }

  differences(subject: Subject, baseline: AppliedRecord): readonly string[] {
    return accountDifferences(subject, baseline);
  }

  async lostMembers({ object, members }: Subject): Promise<readonly number[]> {
    return await lostMembers(this.options.gateway, this.access(object.contextId), members);
  }

  plan(subject: Subject, baseline: AppliedRecord | undefined): Plan<AccountOperation> {
    return planAccount(subject, baseline);
  }

  async apply(operation: AccountOperation, { object }: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined> {
    const { secondaryAccounts } = this.options.gateway;
    switch (operation.type) {
      case 'create':
        return await this.create(operation, object, baseline);
      case 'change':
        return await this.change(operation, wanted(baseline));
      case 'removeUsers': {
        const before = wanted(baseline);
        await secondaryAccounts.delete(this.access(before.contextId), before.name, operation.userIds);
        const left = [...accountsOf(before)].filter(([id]) => !operation.userIds.includes(id));
        return withAccounts(before, new Map(left));
      }
      case 'deleteRemains': {
        const before = wanted(baseline);
        const { contextId, name } = wanted(before.remains);
        await secondaryAccounts.delete(this.access(contextId), name, 'everybody');
        return { ...before, remains: undefined };
      }
      case 'delete':
        await secondaryAccounts.delete(this.access(wanted(baseline).contextId), wanted(baseline).name, 'everybody');
        return undefined;
    }
  }

  private async create(operation: CreateAccounts, object: CachedObject, baseline: AppliedRecord | undefined): Promise<AppliedRecord> {
    const { accountName, personal, login, userIds } = operation;
    const { name, contextId } = object;
    const content = { primaryAddress: name, name: accountName, personal, login };
    await this.options.gateway.secondaryAccounts.create(this.access(contextId), content, userIds);
    const added = userIds.map((id): [number, string] => [id, login]);
    if (baseline !== undefined && isAtHome(object, baseline)) {
      // When nobody of those who had it before has it still, it has these names nowhere but here.
      const named = { ...baseline, fields: { ...baseline.fields, accountName, personal } };
      return withAccounts(named, new Map([...accountsOf(baseline), ...added]));
    }
    const record = recordOf({ contextId, name, accountName, personal, accounts: new Map(added) });
    return baseline === undefined ? record : { ...record, remains: remainsOf(baseline) };
  }

  private async change(operation: ChangeAccounts, before: AppliedRecord): Promise<AppliedRecord> {
    const { accountName, personal, login, userIds } = operation;
    const change = { primaryAddress: before.name, name: accountName, personal, login };
    const isThere = await this.options.gateway.secondaryAccounts.update(this.access(before.contextId), change, userIds);
    if (!isThere) throw vanished(before);
    const accounts = accountsOf(before);
    if (login !== undefined) for (const id of userIds) accounts.set(id, login);
    const fields = {
      ...before.fields,
      ...(accountName === undefined ? {} : { accountName }),
      ...(personal === undefined ? {} : { personal }),
    };
    return withAccounts({ ...before, fields }, accounts);
  }

  private access(contextId: number): ContextAccess {
    return accessTo(contextId, this.options.credentials);
  }
}

/** Where users see one account under several names it has none of them, so that it differs from whatever is wanted. */
function recordOfMany(name: string, contextId: number, ours: readonly OxSecondaryAccount[]): AppliedRecord | undefined {
  if (ours.length === 0) return undefined;
  const accounts = new Map(ours.map(({ userId, login }) => [userId, login]));
  return recordOf({
    contextId,
    name,
    accountName: together(ours.map((account) => account.name)),
    personal: together(ours.map((account) => account.personal)),
    accounts,
  });
}

function together(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}

/** An OX without the service has none of them. */
function noneWhereUnsupported(error: unknown): OxSecondaryAccount[] {
  if (error instanceof OxError && error.reason === 'FeatureUnsupported') return [];
  throw error;
}

/** Somebody deleted it in OX: it is looked at, and made again. */
function vanished({ name, contextId }: AppliedRecord): OxError {
  const message = `the account ${name} in context ${contextId} was not there any more: it is looked for and made again`;
  return new OxError('BackingOff', message, { service: 'OXSecondaryAccountService', operation: 'update', contextId, target: 'context' });
}

/** It is not known to be where it should be. */
function isAway(object: CachedObject): boolean {
  return object.applied === undefined || !isAtHome(object, object.applied);
}
