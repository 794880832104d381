import type { Cache, ListKey, ListKind, Priority } from '../cache/index.ts';
import { type CompiledMapping, mapDeputies, mapFunctionalAccount, mapGroup, mapUser } from '../mapping/index.ts';
import { type DirectoryEntry, normalizeDn } from '../model/index.ts';
import { retireList } from './fan-out.ts';
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

/** Turns entries into desired users, and into lists of members that are fanned out when all members are known. */
export class EntryIntake {
  private readonly options: IntakeOptions;
  private readonly priority: Priority;
  private readonly count: (changed: boolean) => void;

  /** `count` is told of each object whether it changed. */
  constructor(options: IntakeOptions, priority: Priority, count: (changed: boolean) => void) {
    this.options = options;
    this.priority = priority;
    this.count = count;
  }

  /** Answers whether those who name the entry's DN, which is given normalized, may see another member in it now. */
  take(entry: DirectoryEntry, dn: string): boolean {
    if (entry.query === 'users') return this.takeUser(entry, dn);
    if (entry.query === 'groups') this.takeGroup(entry);
    else this.takeAccount(entry);
    return false;
  }

  /** The entry is gone. */
  remove(query: string, sourceId: string): void {
    if (query === 'users') this.removeUser(sourceId);
    else this.removeList(query === 'groups' ? 'Group' : 'FunctionalAccount', sourceId);
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
      this.removeUser(entry.sourceId);
      return before !== undefined;
    }
    for (const note of mapped.notes) onNote?.(note);
    const { id, changed } = cache.objects.put(mapped.object, this.priority);
    this.count(changed);
    this.takeDeputies(entry, dn, mapped.object.name);
    return before?.id !== id || before.contextId !== mapped.object.contextId;
  }

  private removeUser(sourceId: string): void {
    const { cache, owner, mapping } = this.options;
    this.count(cache.objects.retire('User', owner, sourceId));
    if (mapping.users.deputies !== undefined) this.removeList('DeputyPermission', sourceId);
  }

  private takeDeputies(entry: DirectoryEntry, dn: string, name: string): void {
    const { cache, mapping } = this.options;
    if (mapping.users.deputies === undefined) return;
    const { grants, fault } = mapDeputies(entry, mapping);
    if (grants.length === 0 && fault === undefined) {
      this.removeList('DeputyPermission', entry.sourceId);
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
      this.removeList('Group', entry.sourceId);
      return;
    }
    // It may be inside a group that is in scope, and lends it its members.
    cache.directories.saveList({ ...key, name: entry.dn, content: toText({ outOfScope: true }), memberDns: memberDnsOf(entry, mapping) });
  }

  private takeAccount(entry: DirectoryEntry): void {
    const { cache, mapping } = this.options;
    const mapped = mapFunctionalAccount(entry, mapping);
    if (mapped.type === 'outOfScope') {
      this.removeList('FunctionalAccount', entry.sourceId);
      return;
    }
    const { name: accountName, primaryAddress, personal, memberDns, fault } = mapped;
    const loginTemplate = mapping.functionalAccounts?.loginTemplate.text ?? '';
    // Without an address, which is its fault then, it still needs something to be called by.
    const name = primaryAddress === '' ? accountName : primaryAddress;
    const content = toText({ accountName, personal, loginTemplate, fault });
    cache.directories.saveList({ ...this.key('FunctionalAccount', entry.sourceId), name, content, memberDns });
  }

  private removeList(kind: ListKind, sourceId: string): void {
    const key = this.key(kind, sourceId);
    this.options.cache.directories.removeList(key);
    this.count(retireList(this.options.cache, key));
  }

  private key(kind: ListKind, sourceId: string): ListKey {
    return { owner: this.options.owner, kind, sourceId };
  }
}

function memberDnsOf(entry: DirectoryEntry, mapping: CompiledMapping): string[] {
  const dns = mapping.groups.members.flatMap(({ key }) => entry.attributes.get(key) ?? []);
  return [...new Set(dns.filter((dn) => dn.trim() !== '').map(normalizeDn))];
}
