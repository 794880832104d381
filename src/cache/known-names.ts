import type Database from 'better-sqlite3';

interface FieldsRow {
  readonly displayName: string | null;
  readonly givenName: string | null;
  readonly surName: string | null;
}

/** Messages tell of those in trouble; more of them than this hardly say anything new. */
const MOST_IN_TROUBLE = 10_000;

/** Who is called how, for whoever has to leave names out. Reads only. */
export class KnownNames {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  /** Those of `words`, in lower case, that are the login of a user, or stand in the name of one of whom a message tells. */
  among(words: ReadonlySet<string>): string[] {
    const logins = this.statements.logins.all(JSON.stringify([...words])).map(({ name }) => name);
    const names = this.statements.inTrouble
      .all(MOST_IN_TROUBLE)
      .flatMap(({ displayName, givenName, surName }) => [displayName, givenName, surName])
      .flatMap((name) => name?.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])
      .filter((word) => words.has(word));
    return [...new Set([...logins, ...names])];
  }
}

function prepare(database: Database.Database) {
  return {
    logins: database.prepare<[string], { name: string }>(
      "SELECT DISTINCT name_key AS name FROM objects WHERE kind = 'User' AND name_key IN (SELECT value FROM json_each(?))",
    ),
    inTrouble: database.prepare<[number], FieldsRow>(
      `SELECT desired ->> '$.fields.display_name' AS displayName, desired ->> '$.fields.given_name' AS givenName,
         desired ->> '$.fields.sur_name' AS surName
       FROM objects WHERE kind = 'User' AND message IS NOT NULL AND desired IS NOT NULL LIMIT ?`,
    ),
  };
}
