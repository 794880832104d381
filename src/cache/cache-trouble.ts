import Database from 'better-sqlite3';
import { messageOf, OperatorError } from '../model/index.ts';

/** What can be wrong with the file, by who has to do what about it. */
export type CacheTroubleKind = 'damaged' | 'newer' | 'foreign' | 'inUse' | 'noSpace' | 'readOnly' | 'ioError' | 'broken';

export interface CacheTrouble {
  readonly kind: CacheTroubleKind;
  readonly reason: 'CacheDamaged' | 'CacheUnavailable';
  /** What was found, in one line. */
  readonly message: string;
}

/** The file cannot be used, for a reason that SQLite has no words for. */
export class CacheError extends Error {
  override readonly name = 'CacheError';
  readonly kind: CacheTroubleKind;

  constructor(kind: CacheTroubleKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** By the beginning of a result code of SQLite or a code of the operating system; the first that fits counts. */
const KINDS: readonly (readonly [string, CacheTroubleKind])[] = [
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_IOERR_CORRUPTFS', 'damaged'],
  ['SQLITE_FULL', 'noSpace'],
  ['ENOSPC', 'noSpace'],
  ['EDQUOT', 'noSpace'],
  ['SQLITE_READONLY', 'readOnly'],
  ['EROFS', 'readOnly'],
  ['EACCES', 'readOnly'],
  ['EPERM', 'readOnly'],
  ['SQLITE_BUSY', 'inUse'],
  ['SQLITE_IOERR', 'ioError'],
  ['SQLITE_CANTOPEN', 'broken'],
];

/** What an error tells of the file of the cache; `undefined` for one that has nothing to do with it. */
export function cacheTroubleOf(error: unknown): CacheTrouble | undefined {
  if (error instanceof OperatorError) return cacheTroubleOf(error.cause);
  if (error instanceof CacheError) return trouble(error.kind, error.message);
  if (!(error instanceof Database.SqliteError)) return undefined;
  return fromCode(error.code, error.message);
}

/** The same for one that was met while the file was opened, where calls of the operating system are made as well. */
export function openingTroubleOf(error: unknown): CacheTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return cacheTroubleOf(error) ?? fromCode(code, messageOf(error)) ?? trouble('broken', messageOf(error));
}

function fromCode(code: string, message: string): CacheTrouble | undefined {
  const kind = KINDS.find(([beginning]) => code.startsWith(beginning))?.[1];
  return kind === undefined ? undefined : trouble(kind, message);
}

function trouble(kind: CacheTroubleKind, message: string): CacheTrouble {
  return { kind, reason: kind === 'damaged' ? 'CacheDamaged' : 'CacheUnavailable', message };
}

/** Runs what has to do with the file. @throws OperatorError that blames the file, and nobody else, when that is at fault. */
export function blamingCache<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const found = cacheTroubleOf(error);
    if (found === undefined) throw error;
    throw new OperatorError(found.reason, `the cache file cannot be used: ${found.message}`, { cause: error });
  }
}
