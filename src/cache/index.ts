export { Cache } from './cache.ts';
export type { CachedObject, ObjectState, Progress } from './cached-object.ts';
export type { DirectoryTable } from './directory-table.ts';
export type { ErrorTable, FaultQuery, FaultyObject } from './error-table.ts';
export { fingerprint, fingerprints } from './fingerprint.ts';
export type { KnownEntry, ListKey, ListKind, MemberList, ResolvedMember, UserPlace } from './member-list.ts';
export type { ListedObject, ObjectFilter, ObjectList, ObjectPage } from './object-list.ts';
export { type Member, type ObjectResult, type ObjectTable, PRIORITY, type Priority } from './object-table.ts';
export type { CensusRow, StateCount, Summary, Trouble } from './summary.ts';
