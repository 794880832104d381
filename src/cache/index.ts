export type { AdoptionName, AdoptionPart, AdoptionReport, AdoptionRow } from './adoption-report.ts';
export { Cache, type Damage } from './cache.ts';
export { blamingCache, type CacheTrouble, cacheTroubleOf, openingTroubleOf } from './cache-trouble.ts';
export type { CachedObject, ContextStanding, ObjectState, Place, Progress } from './cached-object.ts';
export { putAside } from './damaged-file.ts';
export { type Departure, GUARDED_KINDS, type GuardedKind, type LeavingReason, type LetGo, type Verdict } from './departure.ts';
export type { DepartureTable } from './departure-table.ts';
export type { DirectoryTable } from './directory-table.ts';
export type { DriftCheck, DriftedObject, DriftPlace, DriftTable } from './drift-table.ts';
export type { ErrorTable, FaultQuery, FaultyObject } from './error-table.ts';
export { fingerprint, fingerprints } from './fingerprint.ts';
export {
  HISTORY_DAYS,
  type HistoryEntry,
  type HistoryFilter,
  type HistoryPage,
  type HistoryTable,
  type KeptEntry,
} from './history-table.ts';
export type { KnownEntry, ListKey, ListKind, MemberList, ResolvedMember, UserPlace } from './member-list.ts';
export type { ListedObject, ObjectFilter, ObjectList, ObjectPage } from './object-list.ts';
export { type Member, type ObjectResult, type ObjectTable, PRIORITY, type Priority } from './object-table.ts';
export type { CensusRow, ReasonCount, RestingCount, StateCount, Summary, Trouble } from './summary.ts';
