import type Database from 'better-sqlite3';
import { type DirectoryStatements, prepareDirectoryStatements } from './directory-statements.ts';
import type { KnownEntry, ListKey, ListKind, MemberList, ResolvedMember, UserPlace } from './member-list.ts';

/** What is known of a directory: entries, lists of members by DN, and where its last poll ended. */
export class DirectoryTable {
  private readonly statements: DirectoryStatements;

  constructor(database: Database.Database) {
    this.statements = prepareDirectoryStatements(database);
  }

  /** Where the last complete poll ended, and under which mapping its entries were taken over. */
  cursor(owner: string): { cursor: string | undefined; mapping: string | undefined } {
    const row = this.statements.cursor.get(owner);
    return { cursor: row?.cursor ?? undefined, mapping: row?.mapping ?? undefined };
  }

  saveCursor(owner: string, cursor: string, mapping: string): void {
    this.statements.saveCursor.run(owner, cursor, mapping);
  }

  /** The next poll reads everything. */
  dropCursor(owner: string): void {
    this.statements.dropCursor.run(owner);
  }

  /** Begins a poll; entries that are seen carry its number. */
  nextGeneration(owner: string): number {
    return this.statements.nextGeneration.get(owner)?.generation ?? 1;
  }

  entry(owner: string, query: string, sourceId: string): KnownEntry | undefined {
    return this.statements.entry.get(owner, query, sourceId);
  }

  sourceIdOf(owner: string, query: string, entryUuid: string): string | undefined {
    return this.statements.byUuid.get(owner, query, entryUuid)?.sourceId;
  }

  saveEntry(owner: string, query: string, entry: KnownEntry, generation: number): void {
    this.statements.saveEntry.run({ owner, query, ...entry, generation });
  }

  markSeen(owner: string, query: string, sourceId: string, generation: number): void {
    this.statements.markSeen.run(generation, owner, query, sourceId);
  }

  removeEntry(owner: string, query: string, sourceId: string): void {
    this.statements.removeEntry.run(owner, query, sourceId);
  }

  /** The query is asked no more. */
  removeEntries(owner: string, query: string): void {
    this.statements.removeEntries.run(owner, query);
  }

  /** Source ids that an earlier poll knew and this one has not seen. */
  unseen(owner: string, query: string, generation: number): string[] {
    return this.statements.unseen.all(owner, query, generation).map((row) => row.source_id);
  }

  hasEntries(owner: string, query: string): boolean {
    return this.statements.hasEntries.get(owner, query) !== undefined;
  }

  countEntries(owner: string, query: string): number {
    return this.statements.countEntries.get(owner, query)?.count ?? 0;
  }

  /** `undefined` for a user who is not wanted in OX. */
  userPlace(owner: string, sourceId: string): UserPlace | undefined {
    return this.statements.userPlace.get(owner, sourceId);
  }

  /** Takes over a member list; a change of name, content or members makes it dirty. */
  saveList({ memberDns, ...list }: MemberList): void {
    const { owner, kind, sourceId } = list;
    this.statements.saveList.run(list);
    const wanted = new Set(memberDns);
    let changed = false;
    for (const { dn } of this.statements.memberDns.all({ owner, kind, sourceId })) {
      if (wanted.delete(dn)) continue;
      this.statements.removeMember.run({ owner, kind, sourceId, dn });
      changed = true;
    }
    for (const dn of wanted) this.statements.addMember.run({ owner, kind, sourceId, dn });
    if (changed || wanted.size > 0) this.statements.markDirty.run({ owner, kind, sourceId });
  }

  /** Lists that must be fanned out again. Kept in the file: a poll that breaks off half-way must not lose them. */
  dirtyLists(owner: string): ListKey[] {
    return this.statements.dirtyLists.all(owner);
  }

  /** The lists of every kind that name this DN are dirty. */
  markListsWith(owner: string, dn: string): void {
    this.statements.markListsWith.run({ owner, dn });
  }

  /** Groups that contain a dirty group, through any number of levels, are dirty as well. */
  markOuterGroups(owner: string): void {
    this.statements.markOuterGroups.run({ owner });
  }

  markClean(key: ListKey): void {
    this.statements.markClean.run(key);
  }

  list(key: ListKey): { name: string; content: string } | undefined {
    return this.statements.list.get(key);
  }

  removeList(key: ListKey): void {
    this.statements.removeList.run(key);
    this.statements.removeMembers.run(key);
  }

  /**
   * The members of a list, each once, by row id. A DN of the list that is not among them belongs to nobody who is wanted in OX.
   * Flattened: the members of groups within it, through any number of levels, count as well.
   */
  resolvedMembers(key: ListKey, flattened = false): ResolvedMember[] {
    return flattened ? this.statements.flattenedMembers.all(key) : this.statements.resolvedMembers.all(key);
  }

  /** Forgets all lists of a kind and the objects that were made of them, without touching OX. */
  forgetKind(owner: string, kind: ListKind): void {
    for (const statement of this.statements.forgetKind) statement.run({ owner, kind });
  }

  /** Forgets everything of a directory but its objects. */
  forget(owner: string): void {
    for (const statement of this.statements.forget) statement.run(owner);
  }
}
