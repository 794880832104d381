import type { Cache, GuardedKind, ListKey, ListKind, Priority } from '../cache/index.ts';
import { type CompiledMapping, mapDeputies, mapFunctionalAccount, mapGroup, mapUser } from '../mapping/index.ts';
import { type DesiredObject, type DirectoryEntry, normalizeDn } from '../model/index.ts';
import type { Departures } from './departures.ts';
import { toText } from './list-content.ts';

export interface IntakeOptions {
  readonly cache: Cache;
  readonly mapping: CompiledMapping;
  /** Name of the OXDirectory. */
  readonly owner: string;
  /** Members of groups within a group are its members as well. */
  readonly flattensGroups?: boolean;
  /** Called for what was left out without being a fault. */
  readonly onNote?: (note: string) => void;
}

interface IntakeTools {
  readonly departures: Departures;
  readonly priority: Priority;
  readonly count: (changed: boolean) => void;
}

/** Turns entries into desired users, and into lists of members that are fanned out when all members are known. */
export class EntryIntake {
  private readonly options: IntakeOptions;
  private readonly priority: Priority;
  private readonly departures: Departures;
  private readonly count: (changed: boolean) => void;

  /** `count` is told of each object whether it changed. */
  constructor(options: IntakeOptions, { departures, priority, count }: IntakeTools) {
    this.options = options;
    this.priority = priority;
    this.departures = departures;
    this.count = count;
  }

  /** Answers whether those who name the entry's DN, which is given normalized, may see another member in it now. */
  take(entry: DirectoryEntry, dn: string): boolean {
    if (entry.query === 'users') return this.takeUser(entry, dn);
    if (entry.query === 'groups') this.takeGroup(entry);
    else this.takeAccount(entry);
    return false;
  }

  /** The entry is gone. Answers whether anything in OX is left to decide upon. */
  remove(query: string, sourceId: string): boolean {
    const kind = query === 'users' ? 'User' : query === 'groups' ? 'Group' : 'FunctionalAccount';
    if (kind !== 'User') this.options.cache.directories.removeList(this.key(kind, sourceId));
    const { news, isAny } = this.departures.leave(kind, sourceId, 'gone');
    this.count(news > 0);
    if (kind === 'User' && !isAny) this.removeGrants(sourceId);
    return isAny;
  }

  /** What the mapping does not ask for any more is forgotten; in OX it stays. */
  forgetUnasked(): void {
    const { cache, owner, mapping } = this.options;
    if (mapping.users.deputies === undefined) cache.directories.forgetKind(owner, 'DeputyPermission');
    if (mapping.functionalAccounts !== undefined) return;
    cache.directories.forgetKind(owner, 'FunctionalAccount');
    cache.directories.removeEntries(owner, 'functionalAccounts');
  }

  private takeUser(entry: DirectoryEntry, dn: string): boolean {
    const { cache, owner, mapping, onNote } = this.options;
    const before = cache.directories.userPlace(owner, entry.sourceId);
    const mapped = mapUser(entry, mapping, owner);
    if (mapped.type === 'outOfScope') {
      const { news, isAny } = this.departures.leave('User', entry.sourceId, 'outOfScope');
      this.count(news > 0);
      if (!isAny) this.removeGrants(entry.sourceId);
      return before !== undefined && !isAny;
    }
    for (const note of mapped.notes) onNote?.(note);
    const { id, changed } = this.putUser(mapped.object);
    this.count(changed);
    this.takeDeputies(entry, dn, mapped.object.name);
    return before?.id !== id || before.contextId !== mapped.object.contextId;
  }

  /** Who would have nothing left in OX stays as he is until that is judged. */
  private putUser(object: DesiredObject): { id: number; changed: boolean } {
    return this.departures.wane(object) ?? this.options.cache.objects.put(object, this.priority);
  }

  private takeDeputies(entry: DirectoryEntry, dn: string, name: string): void {
    const { cache, mapping } = this.options;
    if (mapping.users.deputies === undefined) return;
    const { grants, fault } = mapDeputies(entry, mapping);
    if (grants.length === 0 && fault === undefined) {
      this.removeGrants(entry.sourceId);
      return;
    }
    // The user's own DN makes the list dirty when the user moves to another context.
    const memberDns = [dn, ...grants.map((grant) => grant.dn)];
    cache.directories.saveList({ ...this.key('DeputyPermission', entry.sourceId), name, content: toText({ grants, fault }), memberDns });
  }

  private takeGroup(entry: DirectoryEntry): void {
    const { cache, mapping, flattensGroups = false } = this.options;
    const key = this.key('Group', entry.sourceId);
    const mapped = mapGroup(entry, mapping);
    if (mapped.type === 'group') {
      const { name, displayName, memberDns, fault } = mapped;
      const nested = flattensGroups || undefined;
      cache.directories.saveList({ ...key, name, content: toText({ displayName, fault, nested }), memberDns });
      return;
    }
    if (!flattensGroups) {
      this.leaveScope('Group', entry.sourceId);
      return;
    }
    // It may be inside a group that is in scope, and lends it its members.
    cache.directories.saveList({ ...key, name: entry.dn, content: toText({ outOfScope: true }), memberDns: memberDnsOf(entry, mapping) });
  }

  private takeAccount(entry: DirectoryEntry): void {
    const { cache, mapping } = this.options;
    const mapped = mapFunctionalAccount(entry, mapping);
    if (mapped.type === 'outOfScope') {
      this.leaveScope('FunctionalAccount', entry.sourceId);
      return;
    }
    const { name: accountName, primaryAddress, personal, memberDns, fault } = mapped;
    const loginTemplate = mapping.functionalAccounts?.loginTemplate.text ?? '';
    // Without an address, which is its fault then, it still needs something to be called by.
    const name = primaryAddress === '' ? accountName : primaryAddress;
    const content = toText({ accountName, personal, loginTemplate, fault });
    cache.directories.saveList({ ...this.key('FunctionalAccount', entry.sourceId), name, content, memberDns });
  }

  private leaveScope(kind: Extract<ListKind, GuardedKind>, sourceId: string): void {
    this.options.cache.directories.removeList(this.key(kind, sourceId));
    this.count(this.departures.leave(kind, sourceId, 'outOfScope').news > 0);
  }

  private removeGrants(sourceId: string): void {
    const { cache, owner, mapping } = this.options;
    if (mapping.users.deputies === undefined) return;
    cache.directories.removeList(this.key('DeputyPermission', sourceId));
    this.count(cache.objects.retire('DeputyPermission', owner, sourceId));
  }

  private key(kind: ListKind, sourceId: string): ListKey {
    return { owner: this.options.owner, kind, sourceId };
  }
}

function memberDnsOf(entry: DirectoryEntry, mapping: CompiledMapping): string[] {
  const dns = mapping.groups.members.flatMap(({ key }) => entry.attributes.get(key) ?? []);
  return [...new Set(dns.filter((dn) => dn.trim() !== '').map(normalizeDn))];
}
