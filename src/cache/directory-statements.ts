import type Database from 'better-sqlite3';
import type { KnownEntry, ListKey, ResolvedMember, UserPlace } from './member-list.ts';

export type DirectoryStatements = ReturnType<typeof prepareDirectoryStatements>;

/** Every statement over `directories`, `entries`, `group_entries` and `group_members`. */
export function prepareDirectoryStatements(database: Database.Database) {
  return { ...preparePolls(database), ...prepareEntries(database), ...prepareLists(database), ...prepareMembers(database) };
}

function preparePolls(database: Database.Database) {
  return {
    cursor: database.prepare<[string], { cursor: string | null; mapping: string | null }>(
      'SELECT cursor, mapping FROM directories WHERE owner = ?',
    ),
    saveCursor: database.prepare(
      `INSERT INTO directories (owner, cursor, mapping, generation) VALUES (?, ?, ?, 1)
       ON CONFLICT (owner) DO UPDATE SET cursor = excluded.cursor, mapping = excluded.mapping`,
    ),
    dropCursor: database.prepare('UPDATE directories SET cursor = NULL WHERE owner = ?'),
    nextGeneration: database.prepare<[string], { generation: number }>(
      `INSERT INTO directories (owner, generation) VALUES (?, 1)
       ON CONFLICT (owner) DO UPDATE SET generation = generation + 1 RETURNING generation`,
    ),
    forget: ['entries', 'group_entries', 'group_members', 'directories'].map((table) =>
      database.prepare<[string]>(`DELETE FROM ${table} WHERE owner = ?`),
    ),
  };
}

function prepareEntries(database: Database.Database) {
  return {
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
    removeEntries: database.prepare('DELETE FROM entries WHERE owner = ? AND query = ?'),
    unseen: database.prepare<[string, string, number], { source_id: string }>(
      'SELECT source_id FROM entries WHERE owner = ? AND query = ? AND generation < ?',
    ),
    countEntries: database.prepare<[string, string], { count: number }>(
      'SELECT count(*) AS count FROM entries WHERE owner = ? AND query = ?',
    ),
    hasEntries: database.prepare<[string, string], { found: number }>(
      'SELECT 1 AS found FROM entries WHERE owner = ? AND query = ? LIMIT 1',
    ),
    userPlace: database.prepare<[string, string], UserPlace>(
      `SELECT id, context_id AS contextId FROM objects
       WHERE kind = 'User' AND owner = ? AND source_id = ? AND partition = 0 AND desired IS NOT NULL`,
    ),
  };
}

function prepareLists(database: Database.Database) {
  return {
    saveList: database.prepare(
      `INSERT INTO group_entries (owner, kind, source_id, name, content, is_dirty) VALUES (@owner, @kind, @sourceId, @name, @content, 1)
       ON CONFLICT (owner, kind, source_id) DO UPDATE SET name = excluded.name, content = excluded.content, is_dirty = 1
       WHERE name <> excluded.name OR content <> excluded.content`,
    ),
    markDirty: database.prepare<[ListKey]>(
      'UPDATE group_entries SET is_dirty = 1 WHERE owner = @owner AND kind = @kind AND source_id = @sourceId',
    ),
    markClean: database.prepare<[ListKey]>(
      'UPDATE group_entries SET is_dirty = 0 WHERE owner = @owner AND kind = @kind AND source_id = @sourceId',
    ),
    markListsWith: database.prepare(
      `UPDATE group_entries SET is_dirty = 1 WHERE owner = @owner AND is_dirty = 0
         AND (kind, source_id) IN (SELECT kind, source_id FROM group_members WHERE owner = @owner AND dn = @dn)`,
    ),
    // UNION goes through each group once, so that groups which contain each other come to an end.
    markOuterGroups: database.prepare(
      `WITH RECURSIVE outer_groups (source_id) AS (
         SELECT source_id FROM group_entries WHERE owner = @owner AND kind = 'Group' AND is_dirty = 1
         UNION
         SELECT m.source_id FROM outer_groups o
         CROSS JOIN entries e ON e.owner = @owner AND e.query = 'groups' AND e.source_id = o.source_id
         CROSS JOIN group_members m ON m.owner = @owner AND m.dn = e.dn AND m.kind = 'Group'
       )
       UPDATE group_entries SET is_dirty = 1
       WHERE owner = @owner AND kind = 'Group' AND is_dirty = 0 AND source_id IN (SELECT source_id FROM outer_groups)`,
    ),
    dirtyLists: database.prepare<[string], ListKey>(
      'SELECT owner, kind, source_id AS sourceId FROM group_entries WHERE owner = ? AND is_dirty = 1',
    ),
    list: database.prepare<[ListKey], { name: string; content: string }>(
      'SELECT name, content FROM group_entries WHERE owner = @owner AND kind = @kind AND source_id = @sourceId',
    ),
    removeList: database.prepare<[ListKey]>('DELETE FROM group_entries WHERE owner = @owner AND kind = @kind AND source_id = @sourceId'),
    forgetKind: [
      'DELETE FROM group_members WHERE owner = @owner AND kind = @kind',
      'DELETE FROM group_entries WHERE owner = @owner AND kind = @kind',
      'DELETE FROM memberships WHERE group_id IN (SELECT id FROM objects WHERE kind = @kind AND owner = @owner)',
      'DELETE FROM objects WHERE kind = @kind AND owner = @owner',
    ].map((statement) => database.prepare<[Omit<ListKey, 'sourceId'>]>(statement)),
  };
}

function prepareMembers(database: Database.Database) {
  return {
    memberDns: database.prepare<[ListKey], { dn: string }>(
      'SELECT dn FROM group_members WHERE owner = @owner AND kind = @kind AND source_id = @sourceId',
    ),
    addMember: database.prepare<[ListKey & { dn: string }]>(
      'INSERT INTO group_members (owner, kind, source_id, dn) VALUES (@owner, @kind, @sourceId, @dn)',
    ),
    removeMember: database.prepare<[ListKey & { dn: string }]>(
      'DELETE FROM group_members WHERE owner = @owner AND kind = @kind AND source_id = @sourceId AND dn = @dn',
    ),
    removeMembers: database.prepare<[ListKey]>('DELETE FROM group_members WHERE owner = @owner AND kind = @kind AND source_id = @sourceId'),
    // CROSS JOIN keeps this order: left to itself, SQLite goes through all users of the directory for each group.
    resolvedMembers: database.prepare<[ListKey], ResolvedMember>(
      `SELECT o.id, o.source_id AS sourceId, o.context_id AS contextId, e.dn FROM group_members m
       CROSS JOIN entries e ON e.owner = m.owner AND e.dn = m.dn AND e.query = 'users'
       CROSS JOIN objects o ON o.kind = 'User' AND o.owner = e.owner AND o.source_id = e.source_id AND o.partition = 0
       WHERE m.owner = @owner AND m.kind = @kind AND m.source_id = @sourceId AND o.desired IS NOT NULL AND o.context_id <> 0 ORDER BY o.id`,
    ),
    // UNION and DISTINCT: each group and each user once, however many ways lead there.
    flattenedMembers: database.prepare<[ListKey], ResolvedMember>(
      `WITH RECURSIVE inner_groups (source_id) AS (
         SELECT @sourceId
         UNION
         SELECT e.source_id FROM inner_groups g
         CROSS JOIN group_members m ON m.owner = @owner AND m.kind = @kind AND m.source_id = g.source_id
         CROSS JOIN entries e ON e.owner = @owner AND e.dn = m.dn AND e.query = 'groups'
       )
       SELECT DISTINCT o.id, o.source_id AS sourceId, o.context_id AS contextId, e.dn FROM inner_groups g
       CROSS JOIN group_members m ON m.owner = @owner AND m.kind = @kind AND m.source_id = g.source_id
       CROSS JOIN entries e ON e.owner = @owner AND e.dn = m.dn AND e.query = 'users'
       CROSS JOIN objects o ON o.kind = 'User' AND o.owner = @owner AND o.source_id = e.source_id AND o.partition = 0
       WHERE o.desired IS NOT NULL AND o.context_id <> 0 ORDER BY o.id`,
    ),
  };
}
