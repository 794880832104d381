import { fingerprint } from '../cache/index.ts';
import {
  type Dependency,
  type IsAnothers,
  type ObjectController,
  type Plan,
  type Subject,
  type Unfinished,
  wakeKey,
} from '../engine/index.ts';
import type { AppliedRecord, DesiredObject, FieldValue } from '../model/index.ts';
import type { OxGateway, OxGroup, OxGroupContent, OxReference } from '../ox/index.ts';
import { accessTo, type CredentialsBook } from './context-access.ts';
import { isSameName } from './field-changes.ts';
import { findByIdOrName, nobodys } from './find-object.ts';
import { lostMembers } from './lost-members.ts';
import { wanted } from './wanted.ts';

export type GroupOperation =
  | { readonly type: 'create'; readonly group: OxGroupContent }
  | { readonly type: 'change'; readonly id: number; readonly group: OxGroupContent }
  | { readonly type: 'delete'; readonly id: number };

interface GroupControllerOptions {
  readonly gateway: OxGateway;
  readonly credentials: CredentialsBook;
}

/** "All users" and the default group of a context. */
const OWN_IDS: ReadonlySet<number> = new Set([0, 1]);

/** Guests, in newer versions of OX. */
const GUESTS_ID = 2_147_483_647;

/** OX's groups, one per context of the members: one call with all members, after them; removed when the last one leaves. */
export class GroupController implements ObjectController<GroupOperation> {
  readonly kind = 'Group';
  private readonly options: GroupControllerOptions;

  constructor(options: GroupControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    const context: Dependency = { type: 'context', contextId: object.contextId };
    return object.desired === undefined ? [context] : [context, { type: 'freeName' }, { type: 'members' }];
  }

  mustObserve({ object: { desired, applied }, members }: Subject): boolean {
    if (applied === undefined) return false;
    // A stale id must not hit a stranger.
    return desired === undefined || idsOf(members).length === 0 || !isSameName(desired.name, applied.name);
  }

  async observe({ object }: Subject, isAnothers: IsAnothers = nobodys): Promise<AppliedRecord | undefined> {
    const access = accessTo(object.contextId, this.options.credentials);
    const get = (reference: OxReference): Promise<OxGroup | undefined> => this.options.gateway.groups.get(access, reference);
    const group = await findByIdOrName(object, get, (found) => isAnothers(toRecord(found, object.contextId)));
    return group === undefined ? undefined : toRecord(group, object.contextId);
  }

  async *survey(contextId: number): AsyncGenerator<readonly AppliedRecord[]> {
    const groups = await this.options.gateway.groups.list(accessTo(contextId, this.options.credentials));
    yield groups.filter(({ id }) => !isReserved(id)).map((group) => toRecord(group, contextId));
  }

  differences({ object: { desired }, members }: Subject, baseline: AppliedRecord): readonly string[] {
    if (desired === undefined) return [];
    const group = wantedGroup(desired, members);
    return [
      ...(isSameName(group.name, baseline.name) ? [] : ['name']),
      ...(group.displayName === baseline.fields.displayname ? [] : ['displayname']),
      ...(membersDigest(group.members) === baseline.fields.members ? [] : ['members']),
    ];
  }

  async lostMembers({ object, members }: Subject): Promise<readonly number[]> {
    return await lostMembers(this.options.gateway, accessTo(object.contextId, this.options.credentials), members);
  }

  plan({ object, members }: Subject, baseline: AppliedRecord | undefined): Plan<GroupOperation> {
    const { desired } = object;
    if (baseline !== undefined && OWN_IDS.has(baseline.oxId)) {
      const message = `"${baseline.name}" is a group of OX itself (id ${baseline.oxId}), which is never touched`;
      return desired === undefined ? { type: 'operations', operations: [] } : { type: 'refused', reason: 'NameTaken', message };
    }
    const ids = idsOf(members);
    if (desired === undefined || ids.length === 0) {
      const operations: GroupOperation[] = baseline === undefined ? [] : [{ type: 'delete', id: baseline.oxId }];
      return { type: 'operations', operations, pending: desired === undefined ? undefined : missingMembers(members) };
    }
    const group = wantedGroup(desired, members);
    return {
      type: 'operations',
      operations: planWrite(group, baseline),
      pending: ids.length === members.length ? undefined : missingMembers(members),
    };
  }

  async apply(operation: GroupOperation, { object }: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined> {
    const access = accessTo(object.contextId, this.options.credentials);
    const { groups } = this.options.gateway;
    switch (operation.type) {
      case 'create': {
        const id = await groups.create(access, operation.group);
        return toRecord({ id, ...operation.group }, object.contextId);
      }
      case 'change':
        await groups.change(access, operation.id, operation.group);
        return { ...wanted(baseline), ...toRecord({ id: operation.id, ...operation.group }, object.contextId) };
      case 'delete':
        await groups.delete(access, operation.id);
        return undefined;
    }
  }
}

function wantedGroup({ name, fields }: DesiredObject, members: Subject['members']): OxGroupContent {
  return { name, displayName: String(fields.displayname ?? name), members: idsOf(members) };
}

function isReserved(id: number): boolean {
  return OWN_IDS.has(id) || id === GUESTS_ID;
}

function planWrite(group: OxGroupContent, baseline: AppliedRecord | undefined): GroupOperation[] {
  if (baseline === undefined) return [{ type: 'create', group }];
  const isSame =
    isSameName(group.name, baseline.name) &&
    group.displayName === baseline.fields.displayname &&
    membersDigest(group.members) === baseline.fields.members;
  return isSame ? [] : [{ type: 'change', id: baseline.oxId, group }];
}

function toRecord(group: OxGroup, contextId: number): AppliedRecord {
  const fields = { displayname: group.displayName, members: membersDigest(group.members) };
  return { oxId: group.id, contextId, name: group.name, fields };
}

function membersDigest(members: readonly number[]): FieldValue {
  return fingerprint([...members].sort((a, b) => a - b).join(','));
}

function idsOf(members: Subject['members']): number[] {
  return members.flatMap(({ oxId }) => oxId ?? []).sort((a, b) => a - b);
}

function missingMembers(members: Subject['members']): Unfinished {
  const there = idsOf(members).length;
  const message = `written with the ${there} members that exist in OX; ${members.length - there} do not exist there yet`;
  return { reason: 'WaitingForMember', message, waitingFor: wakeKey.members };
}
