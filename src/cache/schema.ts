import type Database from 'better-sqlite3';
import { CacheError } from './cache-trouble.ts';

/**
 * One row of `objects` is one desired object with what was last written to OX for it and where its machine stands.
 * `lane` is the context whose admin writes it; 0 for contexts themselves, which the master admin writes.
 * `partition` tells the parts of one source entry apart: a group is written once per context of its members.
 */
const VERSION_1 = `
CREATE TABLE objects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  rank INTEGER NOT NULL,
  owner TEXT NOT NULL,
  source_id TEXT NOT NULL,
  partition INTEGER NOT NULL,
  context_id INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  desired TEXT,
  applied TEXT,
  applied_key TEXT,
  ox_id INTEGER,
  look_first INTEGER NOT NULL DEFAULT 0,
  attempted TEXT,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  message TEXT,
  waiting_for TEXT,
  priority INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  changed_at INTEGER NOT NULL,
  tried_at INTEGER,
  failed_since INTEGER,
  UNIQUE (kind, owner, source_id, partition)
);
CREATE INDEX objects_pending ON objects (lane, priority, rank, id) WHERE state = 'pending';
CREATE INDEX objects_timer ON objects (next_at) WHERE state = 'backingOff';
CREATE INDEX objects_waiting ON objects (waiting_for) WHERE state = 'waiting';
CREATE INDEX objects_name ON objects (kind, context_id, name_key);
CREATE INDEX objects_holder ON objects (kind, context_id, applied_key) WHERE applied_key IS NOT NULL;
CREATE INDEX objects_attempted ON objects (kind, context_id, attempted) WHERE attempted IS NOT NULL;
CREATE INDEX objects_ox_id ON objects (kind, context_id, ox_id) WHERE ox_id IS NOT NULL;
CREATE INDEX objects_halted ON objects (owner) WHERE state = 'halted';
CREATE INDEX objects_parked ON objects (context_id, reason) WHERE state = 'parked';
CREATE INDEX objects_context ON objects (context_id, kind, state);
CREATE INDEX objects_state ON objects (owner, kind, state);

CREATE TABLE memberships (
  group_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE entries (
  owner TEXT NOT NULL,
  query TEXT NOT NULL,
  source_id TEXT NOT NULL,
  entry_uuid TEXT NOT NULL,
  dn TEXT NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (owner, query, source_id)
) WITHOUT ROWID;
CREATE INDEX entries_dn ON entries (owner, dn);
CREATE INDEX entries_uuid ON entries (owner, query, entry_uuid);

CREATE TABLE group_entries (
  owner TEXT NOT NULL,
  source_id TEXT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  is_dirty INTEGER NOT NULL,
  PRIMARY KEY (owner, source_id)
) WITHOUT ROWID;

CREATE INDEX group_entries_dirty ON group_entries (owner) WHERE is_dirty = 1;

CREATE TABLE group_members (
  owner TEXT NOT NULL,
  source_id TEXT NOT NULL,
  dn TEXT NOT NULL,
  PRIMARY KEY (owner, source_id, dn)
) WITHOUT ROWID;
CREATE INDEX group_members_dn ON group_members (owner, dn);

CREATE TABLE directories (
  owner TEXT PRIMARY KEY,
  cursor TEXT,
  mapping TEXT,
  generation INTEGER NOT NULL
) WITHOUT ROWID;
`;

/**
 * Moves: `home_id` is the context that an object lives in, while `context_id` is the one it should live in; `remains_in` that where a move
 * left something to delete; `attempted_in` that of a write of unknown outcome. `profile` leads from an access profile to its users.
 */
const VERSION_2 = `
ALTER TABLE objects ADD COLUMN home_id INTEGER;
ALTER TABLE objects ADD COLUMN remains_in INTEGER;
ALTER TABLE objects ADD COLUMN attempted_in INTEGER;
ALTER TABLE objects ADD COLUMN profile TEXT;
UPDATE objects SET home_id = json_extract(applied, '$.contextId'), profile = json_extract(desired, '$.accessProfile'),
  attempted_in = CASE WHEN attempted IS NOT NULL THEN context_id END;
DROP INDEX objects_holder;
DROP INDEX objects_attempted;
DROP INDEX objects_ox_id;
CREATE INDEX objects_holder ON objects (kind, home_id, applied_key) WHERE applied_key IS NOT NULL;
CREATE INDEX objects_attempted ON objects (kind, attempted_in, attempted) WHERE attempted IS NOT NULL;
CREATE INDEX objects_ox_id ON objects (kind, home_id, ox_id) WHERE ox_id IS NOT NULL;
CREATE INDEX objects_home ON objects (home_id, kind) WHERE home_id IS NOT NULL;
CREATE INDEX objects_remains ON objects (remains_in) WHERE remains_in IS NOT NULL;
CREATE INDEX objects_profile ON objects (profile, state) WHERE profile IS NOT NULL AND desired IS NOT NULL;

CREATE TABLE term (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  lease TEXT NOT NULL,
  transitions INTEGER NOT NULL
);

CREATE TABLE profiles (
  name TEXT PRIMARY KEY,
  rights TEXT NOT NULL
) WITHOUT ROWID;

DROP INDEX group_members_dn;
DROP INDEX group_entries_dirty;
ALTER TABLE group_entries RENAME TO group_entries_1;
ALTER TABLE group_members RENAME TO group_members_1;
CREATE TABLE group_entries (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  is_dirty INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, source_id)
) WITHOUT ROWID;
CREATE INDEX group_entries_dirty ON group_entries (owner) WHERE is_dirty = 1;
CREATE TABLE group_members (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  dn TEXT NOT NULL,
  PRIMARY KEY (owner, kind, source_id, dn)
) WITHOUT ROWID;
CREATE INDEX group_members_dn ON group_members (owner, dn);
INSERT INTO group_entries SELECT owner, 'Group', source_id, name, content, is_dirty FROM group_entries_1;
INSERT INTO group_members SELECT owner, 'Group', source_id, dn FROM group_members_1;
DROP TABLE group_entries_1;
DROP TABLE group_members_1;
`;

/** `put_aside` is the revision at which an admin put aside what would halt its directory. */
const VERSION_3 = 'ALTER TABLE objects ADD COLUMN put_aside INTEGER';

/**
 * Bulk looks: `surveys` holds the contexts that were looked at as a whole, or that we made ourselves; `sightings` what was seen there.
 * `record` is what answers the look of one object, and gone when it did; `differences` are the fields that were not as they should be.
 */
const VERSION_4 = `
CREATE TABLE surveys (
  context_id INTEGER PRIMARY KEY,
  seen_at INTEGER NOT NULL
);
CREATE TABLE sightings (
  kind TEXT NOT NULL,
  context_id INTEGER NOT NULL,
  name_key TEXT NOT NULL,
  name TEXT NOT NULL,
  ox_id INTEGER NOT NULL,
  record TEXT,
  object_id INTEGER,
  differences TEXT,
  UNIQUE (context_id, kind, name_key)
);
CREATE INDEX sightings_object ON sightings (object_id) WHERE object_id IS NOT NULL;
`;

/** `is_ours`: a context that we made, in which there was nothing to take over. `owner` of the object that a sighting turned out to be. */
const VERSION_5 = `
ALTER TABLE surveys ADD COLUMN is_ours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sightings ADD COLUMN owner TEXT;
`;

/**
 * `leaving`: why an object is to leave OX, while it stays as it was last wanted; `becoming` what it would be instead, NULL for nothing at
 * all; `verdict` what the deletion guard said. `departures`: what was let go, by the time; `populations`: how many there were; `approvals`: the
 * token that was approved last.
 */
const VERSION_6 = `
ALTER TABLE objects ADD COLUMN leaving TEXT;
ALTER TABLE objects ADD COLUMN becoming TEXT;
ALTER TABLE objects ADD COLUMN verdict TEXT;
ALTER TABLE objects ADD COLUMN leaving_since INTEGER;
CREATE INDEX objects_leaving ON objects (owner, kind) WHERE leaving IS NOT NULL;
CREATE TABLE departures (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, at)
) WITHOUT ROWID;
CREATE TABLE populations (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, at)
) WITHOUT ROWID;
CREATE TABLE approvals (
  owner TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
`;

/** What was written to OX. Wide rows in the order of time, which needs no index: each one costs every write to OX. */
const VERSION_7 = `
CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  source_id TEXT NOT NULL,
  partition INTEGER NOT NULL,
  context_id INTEGER NOT NULL,
  ox_id INTEGER,
  name TEXT NOT NULL,
  verb TEXT NOT NULL,
  operation TEXT NOT NULL,
  outcome TEXT NOT NULL,
  message TEXT,
  duration_ms INTEGER NOT NULL,
  changes TEXT NOT NULL
);
CREATE INDEX history_source ON history (source_id);
CREATE INDEX history_context ON history (context_id, kind);
`;

/**
 * Drift: when the objects of an owner were last compared with OX (`checks`: how often so far), and what was found. `revision` is that of the
 * object as it was compared.
 */
const VERSION_8 = `
CREATE TABLE drift_checks (
  owner TEXT PRIMARY KEY,
  checked_at INTEGER NOT NULL,
  checks INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE drifts (
  object_id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  fields TEXT NOT NULL,
  is_gone INTEGER NOT NULL,
  found_at INTEGER NOT NULL
);
`;

/** Objects that wait for a time: `next_at`. */
const VERSION_9 = "CREATE INDEX objects_until ON objects (next_at) WHERE state = 'waiting' AND next_at > 0";

/** `tried_again` is the revision at which a parked object was tried once more because the quarantine of its directory ended. */
const VERSION_10 = 'ALTER TABLE objects ADD COLUMN tried_again INTEGER';

/** Of tens of thousands of objects some dozens have failed, and are asked for after each failure. */
const VERSION_11 = 'CREATE INDEX objects_failed ON objects (owner, state, failed_since) WHERE failed_since IS NOT NULL';

/** `is_unread`: whoever led before may have written what this file has not heard of yet. */
const VERSION_12 = 'ALTER TABLE term ADD COLUMN is_unread INTEGER NOT NULL DEFAULT 0';

/**
 * `former`: as a list in JSON, where else it was to be, and by somebody else who led may be. `last_desired`: what it was to be, of one that is
 * wanted no more.
 */
const VERSION_13 = `
ALTER TABLE objects ADD COLUMN former TEXT;
ALTER TABLE objects ADD COLUMN last_desired TEXT;
CREATE INDEX objects_former ON objects (kind) WHERE former IS NOT NULL;
`;

const MIGRATIONS: readonly string[] = [
  VERSION_1,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
  VERSION_7,
  VERSION_8,
  VERSION_9,
  VERSION_10,
  VERSION_11,
  VERSION_12,
  VERSION_13,
];

/** Brings the file to the newest layout. @throws CacheError for a file that a newer version wrote. */
export function migrate(database: Database.Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new CacheError('newer', `it has layout ${version}, and this version knows ${MIGRATIONS.length}`);
  }
  const run = database.transaction(() => {
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  run();
}
