import type Database from 'better-sqlite3';

interface Definition {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
}

/** Everything in a database as SQL that makes it again, one statement a line where it is a row. */
export function sqlTextOf(database: Database.Database): string {
  const definitions = database
    .prepare<[], Definition>("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    .all();
  const tables = definitions.filter(({ type }) => type === 'table');
  const others = definitions.filter(({ type }) => type !== 'table');
  const lines = [
    `PRAGMA user_version = ${String(database.pragma('user_version', { simple: true }))};`,
    ...tables.map(({ sql }) => `${sql};`),
    ...tables.flatMap(({ name }) => rowsOf(database, name)),
    ...others.map(({ sql }) => `${sql};`),
  ];
  return `${lines.join('\n')}\n`;
}

function rowsOf(database: Database.Database, table: string): string[] {
  const columns = database.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)').all(table);
  const names = columns.map(({ name }) => `"${name}"`);
  const values = names.map((name) => `quote(${name})`).join(" || ', ' || ");
  const rows = database.prepare<[], { row: string }>(`SELECT ${values} AS row FROM "${table}"`).all();
  return rows.map(({ row }) => `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${row});`);
}
