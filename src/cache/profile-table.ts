import type Database from 'better-sqlite3';

/** The rights of access profiles as users were last given them, so that a change is noticed that was made while nobody looked. */
export class ProfileTable {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  /** `undefined` for a profile that was never in force. */
  rightsOf(name: string): readonly string[] | undefined {
    const row = this.statements.get.get(name);
    return row === undefined ? undefined : row.rights.split(' ').filter((right) => right !== '');
  }

  names(): string[] {
    return this.statements.names.all().map((row) => row.name);
  }

  /** Rights are a set. Answers whether the profile is new or its rights are others than before. */
  put(name: string, rights: readonly string[]): boolean {
    return this.statements.put.run(name, [...new Set(rights)].sort().join(' ')).changes > 0;
  }

  forget(name: string): void {
    this.statements.forget.run(name);
  }
}

function prepare(database: Database.Database) {
  return {
    get: database.prepare<[string], { rights: string }>('SELECT rights FROM profiles WHERE name = ?'),
    names: database.prepare<[], { name: string }>('SELECT name FROM profiles ORDER BY name'),
    put: database.prepare(
      `INSERT INTO profiles (name, rights) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET rights = excluded.rights WHERE rights <> excluded.rights`,
    ),
    forget: database.prepare('DELETE FROM profiles WHERE name = ?'),
  };
}
