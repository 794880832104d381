import type Database from 'better-sqlite3';
import { OTHER_LED } from './cached-object.ts';

/** One leadership over OX: which Lease it was won on, and how often that had changed hands by then. */
export interface LeaderTerm {
  readonly lease: string;
  readonly transitions: number;
}

/**
 * Whether this file tells what was last written to OX: it does when its process led last. If somebody else led meanwhile, OX is looked at
 * before anything is written to what the file knows of: what it holds as written, and what it only heard of while standing by, which the
 * other may have written, too.
 */
export class LeaderTermRecord {
  private readonly statements: ReturnType<typeof prepare>;
  private readonly database: Database.Database;

  constructor(database: Database.Database) {
    this.database = database;
    this.statements = prepare(database);
  }

  /** Begins a term. Answers whether sources have to be read before anything is written, for something was marked as doubtful. */
  begin(term: LeaderTerm): boolean {
    return this.database.transaction(() => {
      const last = this.statements.last.get();
      const doubted = isNext(last, term) ? 0 : this.doubtAll();
      const isUnread = doubted > 0 || last?.isUnread === 1;
      this.statements.save.run(term.lease, term.transitions, isUnread ? 1 : 0);
      return isUnread;
    })();
  }

  /** Every source was read since the term began. */
  noteRead(): void {
    this.statements.noteRead.run();
  }

  /** Of the few contexts each is looked at now: everybody in one waits for that. Of others only who is to be written. */
  private doubtAll(): number {
    const doubted = this.statements.doubtAll.run().changes;
    this.statements.lookAtContexts.run();
    this.statements.forgetSightings.run();
    this.statements.forgetSurveys.run();
    return doubted;
  }
}

/** A Lease that was never in other hands had no leader before. */
function isNext(last: LeaderTerm | undefined, { lease, transitions }: LeaderTerm): boolean {
  return last === undefined ? transitions === 0 : last.lease === lease && last.transitions >= transitions - 1;
}

function prepare(database: Database.Database) {
  return {
    last: database.prepare<[], LeaderTerm & { readonly isUnread: number }>('SELECT lease, transitions, is_unread AS isUnread FROM term'),
    save: database.prepare('INSERT OR REPLACE INTO term (only_one, lease, transitions, is_unread) VALUES (1, ?, ?, ?)'),
    noteRead: database.prepare('UPDATE term SET is_unread = 0'),
    doubtAll: database.prepare(`UPDATE objects SET look_first = ${OTHER_LED} WHERE look_first < ${OTHER_LED}`),
    // Contexts are looked at as a whole again before much is written there.
    forgetSightings: database.prepare('DELETE FROM sightings'),
    forgetSurveys: database.prepare('DELETE FROM surveys'),
    lookAtContexts: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1
       WHERE kind = 'Context'`,
    ),
  };
}
