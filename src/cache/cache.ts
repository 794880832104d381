import type Database from 'better-sqlite3';
import type { Clock } from '../model/index.ts';
import { AdoptionReport } from './adoption-report.ts';
import { openingTroubleOf } from './cache-trouble.ts';
import { copyDatabase, copyFile, refuseUsed } from './copy-database.ts';
import { putAside, removeFile } from './damaged-file.ts';
import { DepartureTable } from './departure-table.ts';
import { DirectoryTable } from './directory-table.ts';
import { DriftTable } from './drift-table.ts';
import { ErrorTable } from './error-table.ts';
import { HistoryTable } from './history-table.ts';
import { KnownNames } from './known-names.ts';
import { LeaderTermRecord } from './leader-term.ts';
import { ObjectList } from './object-list.ts';
import { ObjectTable } from './object-table.ts';
import { openDatabase } from './open-database.ts';
import { ProfileTable } from './profile-table.ts';
import { SightingTable } from './sighting-table.ts';
import { Summary } from './summary.ts';

/** A batch of changes of a directory takes less. */
const ROOM_BYTES = 4_194_304;

export interface Damage {
  /** What was found. */
  readonly message: string;
  /** Where the damaged file lies now. */
  readonly aside: string;
}

/**
 * The desired-state cache: one SQLite file. Everything in it can be rebuilt from the sources and from OX; it holds no password.
 * All calls are synchronous; one that writes several rows is one transaction.
 */
export class Cache {
  readonly objects: ObjectTable;
  readonly directories: DirectoryTable;
  readonly departures: DepartureTable;
  readonly profiles: ProfileTable;
  readonly term: LeaderTermRecord;
  readonly summary: Summary;
  readonly errors: ErrorTable;
  readonly list: ObjectList;
  readonly sightings: SightingTable;
  readonly drift: DriftTable;
  readonly adoption: AdoptionReport;
  readonly history: HistoryTable;
  readonly names: KnownNames;
  private readonly database: Database.Database;
  private readonly inTransaction: Database.Transaction<(work: () => unknown) => unknown>;

  private constructor(database: Database.Database, clock: Clock) {
    this.database = database;
    this.inTransaction = database.transaction((work: () => unknown) => work());
    this.objects = new ObjectTable(database, clock);
    this.directories = new DirectoryTable(database);
    this.departures = new DepartureTable(database, clock);
    this.profiles = new ProfileTable(database);
    this.term = new LeaderTermRecord(database);
    this.summary = new Summary(database);
    this.errors = new ErrorTable(database);
    this.list = new ObjectList(database);
    this.sightings = new SightingTable(database, clock);
    this.drift = new DriftTable(database);
    this.adoption = new AdoptionReport(database);
    this.history = new HistoryTable(database, clock);
    this.names = new KnownNames(database);
  }

  /**
   * `path` of the file, or `:memory:`. A damaged file is put aside and made anew: it is a cache. `onDamage` is told where the old one lies now.
   * @throws CacheError or an error of SQLite or the operating system: `openingTroubleOf` tells what it means.
   */
  static open(path: string, clock: Clock, onDamage: (damage: Damage) => void = () => undefined): Cache {
    try {
      return Cache.over(openDatabase(path), clock);
    } catch (error) {
      const { kind, message } = openingTroubleOf(error);
      if (kind !== 'damaged') throw error;
      onDamage({ message, aside: putAside(path) });
      return Cache.over(openDatabase(path), clock);
    }
  }

  /**
   * A copy of a file that nobody has open, or an empty cache where there is none; the file itself is not touched.
   * @throws CacheError or an error of SQLite or the operating system: `openingTroubleOf` tells what it means.
   */
  static openCopy(from: string, to: string, clock: Clock): Cache {
    return Cache.over(copyFile(from, to), clock);
  }

  /** As `openCopy`, of a file that is there. @throws also when another process has it open. */
  static openCopyOfUnused(from: string, to: string, clock: Clock): Cache {
    refuseUsed(from);
    return Cache.openCopy(from, to, clock);
  }

  /** A database that `openDatabase` has opened. */
  static over(database: Database.Database, clock: Clock): Cache {
    return new Cache(database, clock);
  }

  /**
   * A copy of everything as it is now, which is its owner's alone. `path` of its file, which is written anew, or `:memory:` for a cache that is
   * in memory itself. It is not meant to outlive its owner: nothing is made sure of.
   */
  async copy(path: string, clock: Clock): Promise<Cache> {
    return Cache.over(await copyDatabase(this.database, path), clock);
  }

  /** Runs `work` as one transaction; an exception rolls everything back. */
  transaction<T>(work: () => T): T {
    return this.inTransaction(work) as T;
  }

  /** Writes as much as a large transaction does, and takes it back. Throws as that would. */
  proveWritable(): void {
    const { database } = this;
    database.exec('DROP TABLE IF EXISTS room');
    database.exec(`CREATE TABLE room AS SELECT zeroblob(${ROOM_BYTES}) AS room`);
    database.exec('DROP TABLE room');
  }

  close(): void {
    this.database.close();
  }

  /** Closes a copy and removes its file. */
  discard(): void {
    const { name, memory } = this.database;
    this.close();
    if (!memory) removeFile(name);
  }
}
