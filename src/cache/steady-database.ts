import Database from 'better-sqlite3';

/**
 * A database whose statements are planned once. SQLite plans one that sorts, groups or joins anew for each value that is bound, which
 * takes ten times as long as to carry it out; a value behind a plus is an expression to the planner, and stays the same value.
 */
export class SteadyDatabase extends Database {
  override prepare<Bound extends unknown[] | object = unknown[], Result = unknown>(source: string) {
    return super.prepare<Bound, Result>(behindPlus(source));
  }
}

/** With a plus before every `?` and `@name` that is not in quotes. */
export function behindPlus(source: string): string {
  return source.replace(/'[^']*'|[?@]\w*/g, (found) => (found.startsWith("'") ? found : `+${found}`));
}
