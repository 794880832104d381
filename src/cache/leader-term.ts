import type Database from 'better-sqlite3';

/** One leadership over OX: which Lease it was won on, and how often that had changed hands by then. */
export interface LeaderTerm {
  readonly lease: string;
  readonly transitions: number;
}

/**
 * Whether this file tells what was last written to OX: it does when its process led last. If somebody else led meanwhile, OX is looked at
 * before anything is written to what the file knows of.
 */
export class LeaderTermRecord {
  private readonly statements: ReturnType<typeof prepare>;
  private readonly database: Database.Database;

  constructor(database: Database.Database) {
    this.database = database;
    this.statements = prepare(database);
  }

  /** Begins a term. Answers whether records of an older one were marked as doubtful. */
  begin(term: LeaderTerm): boolean {
    return this.database.transaction(() => {
      const last = this.statements.last.get();
      const isNext = last?.lease === term.lease && last.transitions >= term.transitions - 1;
      const doubted = isNext ? 0 : this.statements.doubtAll.run().changes;
      this.statements.save.run(term.lease, term.transitions);
      return doubted > 0;
    })();
  }
}

function prepare(database: Database.Database) {
  return {
    last: database.prepare<[], LeaderTerm>('SELECT lease, transitions FROM term'),
    save: database.prepare('INSERT OR REPLACE INTO term (only_one, lease, transitions) VALUES (1, ?, ?)'),
    doubtAll: database.prepare('UPDATE objects SET look_first = 1 WHERE applied IS NOT NULL'),
  };
}
