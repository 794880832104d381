import type Database from 'better-sqlite3';

/** A directory entry as the cache knows it: where it is and when it was last seen. */
export interface KnownEntry {
  readonly sourceId: string;
  readonly entryUuid: string;
  /** Normalized. */
  readonly dn: string;
}

/** What is known of a directory: entries, group members by DN, and where its last poll ended. */
export class DirectoryTable {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  /** Where the last complete poll ended, and under which mapping its entries were taken over. */
  cursor(owner: string): { cursor: string | undefined; mapping: string | undefined } {
    const row = this.statements.cursor.get(owner);
    return { cursor: row?.cursor ?? undefined, mapping: row?.mapping ?? undefined };
  }

  saveCursor(owner: string, cursor: string, mapping: string): void {
    this.statements.saveCursor.run(owner, cursor, mapping);
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

  /** Source ids that an earlier poll knew and this one has not seen. */
  unseen(owner: string, query: string, generation: number): string[] {
    return this.statements.unseen.all(owner, query, generation).map((row) => row.source_id);
  }

  countEntries(owner: string, query: string): number {
    return this.statements.countEntries.get(owner, query)?.count ?? 0;
  }

  /** Takes over a group entry; a change of name, content or members makes it dirty. */
  saveGroup(owner: string, group: { sourceId: string; name: string; content: string; memberDns: readonly string[] }): void {
    const { sourceId, name, content, memberDns } = group;
    this.statements.saveGroup.run(owner, sourceId, name, content);
    const wanted = new Set(memberDns);
    let changed = false;
    for (const { dn } of this.statements.groupMembers.all(owner, sourceId)) {
      if (wanted.delete(dn)) continue;
      this.statements.removeGroupMember.run(owner, sourceId, dn);
      changed = true;
    }
    for (const dn of wanted) this.statements.addGroupMember.run(owner, sourceId, dn);
    if (changed || wanted.size > 0) this.statements.markDirty.run(owner, sourceId);
  }

  /** Groups that must be fanned out again. Kept in the file: a poll that breaks off half-way must not lose them. */
  dirtyGroups(owner: string): string[] {
    return this.statements.dirtyGroups.all(owner).map((row) => row.source_id);
  }

  markGroupsWith(owner: string, dn: string): void {
    this.statements.markGroupsWith.run({ owner, dn });
  }

  markClean(owner: string, sourceId: string): void {
    this.statements.markClean.run(owner, sourceId);
  }

  group(owner: string, sourceId: string): { name: string; content: string } | undefined {
    return this.statements.group.get(owner, sourceId);
  }

  removeGroup(owner: string, sourceId: string): void {
    this.statements.removeGroup.run(owner, sourceId);
    this.statements.removeGroupMembers.run(owner, sourceId);
  }

  /** The members of a group that are wanted in OX, with the context each is wanted in. */
  resolvedMembers(owner: string, sourceId: string): { id: number; contextId: number }[] {
    return this.statements.resolvedMembers.all(owner, sourceId);
  }

  /** Forgets everything of a directory but its objects. */
  forget(owner: string): void {
    for (const statement of this.statements.forget) statement.run(owner);
  }
}

function prepare(database: Database.Database) {
  return {
    cursor: database.prepare<[string], { cursor: string | null; mapping: string | null }>(
      'SELECT cursor, mapping FROM directories WHERE owner = ?',
    ),
    saveCursor: database.prepare(
      `INSERT INTO directories (owner, cursor, mapping, generation) VALUES (?, ?, ?, 1)
       ON CONFLICT (owner) DO UPDATE SET cursor = excluded.cursor, mapping = excluded.mapping`,
    ),
    nextGeneration: database.prepare<[string], { generation: number }>(
      `INSERT INTO directories (owner, generation) VALUES (?, 1)
       ON CONFLICT (owner) DO UPDATE SET generation = generation + 1 RETURNING generation`,
    ),
    entry: database.prepare<[string, string, string], KnownEntry>(
      'SELECT source_id AS sourceId, entry_uuid AS entryUuid, dn FROM entries WHERE owner = ? AND query = ? AND source_id = ?',
    ),
    byUuid: database.prepare<[string, string, string], { sourceId: string }>(
      'SELECT source_id AS sourceId FROM entries WHERE owner = ? AND query = ? AND entry_uuid = ?',
    ),
    saveEntry: database.prepare(
      `INSERT INTO entries (owner, query, source_id, entry_uuid, dn, generation) VALUES (@owner, @query, @sourceId, @entryUuid, @dn, @generation)
       ON CONFLICT (owner, query, source_id) DO UPDATE SET entry_uuid = excluded.entry_uuid, dn = excluded.dn, generation = excluded.generation`,
    ),
    markSeen: database.prepare('UPDATE entries SET generation = ? WHERE owner = ? AND query = ? AND source_id = ?'),
    removeEntry: database.prepare('DELETE FROM entries WHERE owner = ? AND query = ? AND source_id = ?'),
    unseen: database.prepare<[string, string, number], { source_id: string }>(
      'SELECT source_id FROM entries WHERE owner = ? AND query = ? AND generation < ?',
    ),
    countEntries: database.prepare<[string, string], { count: number }>(
      'SELECT count(*) AS count FROM entries WHERE owner = ? AND query = ?',
    ),
    saveGroup: database.prepare(
      `INSERT INTO group_entries (owner, source_id, name, content, is_dirty) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT (owner, source_id) DO UPDATE SET name = excluded.name, content = excluded.content, is_dirty = 1
       WHERE name <> excluded.name OR content <> excluded.content`,
    ),
    markDirty: database.prepare('UPDATE group_entries SET is_dirty = 1 WHERE owner = ? AND source_id = ?'),
    markClean: database.prepare('UPDATE group_entries SET is_dirty = 0 WHERE owner = ? AND source_id = ?'),
    markGroupsWith: database.prepare(
      `UPDATE group_entries SET is_dirty = 1 WHERE owner = @owner AND is_dirty = 0
         AND source_id IN (SELECT source_id FROM group_members WHERE owner = @owner AND dn = @dn)`,
    ),
    dirtyGroups: database.prepare<[string], { source_id: string }>('SELECT source_id FROM group_entries WHERE owner = ? AND is_dirty = 1'),
    group: database.prepare<[string, string], { name: string; content: string }>(
      'SELECT name, content FROM group_entries WHERE owner = ? AND source_id = ?',
    ),
    removeGroup: database.prepare('DELETE FROM group_entries WHERE owner = ? AND source_id = ?'),
    groupMembers: database.prepare<[string, string], { dn: string }>('SELECT dn FROM group_members WHERE owner = ? AND source_id = ?'),
    addGroupMember: database.prepare('INSERT INTO group_members (owner, source_id, dn) VALUES (?, ?, ?)'),
    removeGroupMember: database.prepare('DELETE FROM group_members WHERE owner = ? AND source_id = ? AND dn = ?'),
    removeGroupMembers: database.prepare('DELETE FROM group_members WHERE owner = ? AND source_id = ?'),
    // CROSS JOIN keeps this order: left to itself, SQLite goes through all users of the directory for each group.
    resolvedMembers: database.prepare<[string, string], { id: number; contextId: number }>(
      `SELECT o.id, o.context_id AS contextId FROM group_members m
       CROSS JOIN entries e ON e.owner = m.owner AND e.dn = m.dn AND e.query = 'users'
       CROSS JOIN objects o ON o.kind = 'User' AND o.owner = e.owner AND o.source_id = e.source_id AND o.partition = 0
       WHERE m.owner = ? AND m.source_id = ? AND o.desired IS NOT NULL AND o.context_id <> 0 ORDER BY o.id`,
    ),
    forget: ['entries', 'group_entries', 'group_members', 'directories'].map((table) =>
      database.prepare<[string]>(`DELETE FROM ${table} WHERE owner = ?`),
    ),
  };
}
