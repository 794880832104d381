export { Cache } from './cache.ts';
export type { CachedObject, ObjectState, Progress } from './cached-object.ts';
export type { DirectoryTable, KnownEntry } from './directory-table.ts';
export { fingerprint, fingerprints } from './fingerprint.ts';
export { type Member, type ObjectResult, type ObjectTable, PRIORITY, type Priority } from './object-table.ts';
export type { CensusRow, StateCount, Summary, Trouble } from './summary.ts';
