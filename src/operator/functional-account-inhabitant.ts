import { type Cache, type CachedObject, fingerprint } from '../cache/index.ts';
import { type FunctionalAccountSpec, type FunctionalAccountStatus, parseSpec } from '../crds/index.ts';
import type { Resource } from '../kube/index.ts';
import type { DesiredObject } from '../model/index.ts';
import type { Inhabitant, Wish } from './inhabitant-reconciler.ts';
import { MemberIndex, nameKey, rowKey } from './member-index.ts';

/** A user or group that a spec names. */
interface Named {
  readonly kind: 'User' | 'Group';
  readonly name: string;
  /** Row that should have this name in the context of the account. */
  readonly id: number | undefined;
}

/** As many missing members as a status tells. */
const MOST_MISSING = 50;

/** OXFunctionalAccount: shared mailboxes. Members are named by login and group name, and looked up in the cache. */
export class FunctionalAccountInhabitant implements Inhabitant<FunctionalAccountSpec> {
  readonly resourceKind = 'OXFunctionalAccount';
  readonly kind = 'FunctionalAccount';
  private readonly cache: Cache;
  private readonly index = new MemberIndex();

  constructor(cache: Cache) {
    this.cache = cache;
  }

  parse(raw: unknown): ReturnType<Inhabitant<FunctionalAccountSpec>['parse']> {
    return parseSpec('OXFunctionalAccount', raw);
  }

  forget(name: string): void {
    this.index.set(name, []);
  }

  /** Accounts whose members may be others after an outcome of this object. */
  concernedBy(object: CachedObject): Iterable<string> {
    return this.index.concernedBy(object);
  }

  statusOf(row: CachedObject | undefined, missing: readonly string[]): Pick<FunctionalAccountStatus, 'users' | 'missing'> {
    const accounts = row?.applied?.fields.accounts;
    return { users: Array.isArray(accounts) ? accounts.length : 0, missing: missing.slice(0, MOST_MISSING) };
  }

  wish({ metadata }: Resource, spec: FunctionalAccountSpec, contextId: number): Wish {
    const { objects } = this.cache;
    const lookUp = (kind: Named['kind'], names: readonly string[]): Named[] =>
      names.map((name) => ({ kind, name, id: objects.wantedUnder(kind, contextId, name) }));
    const users = lookUp('User', spec.users);
    const groups = lookUp('Group', spec.groups);
    const named = [...users, ...groups];
    this.index.set(
      metadata.name,
      named.flatMap(({ kind, name, id }) => [nameKey(kind, contextId, name), ...(id === undefined ? [] : [rowKey(id)])]),
    );
    const ids = [...users.map(({ id }) => id), ...groups.flatMap(({ id }) => (id === undefined ? [] : objects.memberIds(id)))];
    const members = [...new Set(ids.filter((id) => id !== undefined))].sort((one, other) => one - other);
    const { primaryAddress, accountName = primaryAddress, personal, loginTemplate } = spec;
    // The digest makes a change of members a change of the object; ids in OX are looked up when it is written.
    const fields = { accountName, personal, loginTemplate, accountUuid: metadata.uid, members: fingerprint(members.join(',')) };
    const desired: DesiredObject = { kind: this.kind, owner: '', sourceId: metadata.uid, contextId, name: primaryAddress, fields };
    return { desired, members, missing: named.filter((each) => !this.isThere(each, contextId)).map(({ name }) => name) };
  }

  /** Groups are expanded by us: one that is about to be made in OX is there for us. */
  private isThere({ kind, id }: Named, contextId: number): boolean {
    if (id === undefined || kind === 'Group') return id !== undefined;
    return this.cache.objects.load(id)?.applied?.contextId === contextId;
  }
}
