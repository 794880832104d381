import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cache } from '../../src/cache/index.ts';
import type { OutcomeReport } from '../../src/engine/index.ts';
import { type DirectoryEntry, sleep, systemClock, systemRandom } from '../../src/model/index.ts';
import { Operator } from '../../src/operator/index.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { type Person, personEntry } from '../world/people.ts';
import { ListDirectory } from './list-directory.ts';
import { type Around, type Mood, patientOx } from './patient-ox.ts';

const FIRST_CONTEXT = 10;
const SILENT_LOG = { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined };

interface Crowd {
  readonly users: number;
  readonly contexts: number;
}

/** The operator in this process, with many users in OX already and a cache on the disk. */
export class ResyncStage {
  readonly crowd: Crowd;
  /** By context. */
  readonly moods = new Map<number, Mood>();
  latencyMs = 0;
  around: Around = (_contextId, call) => call();
  onSettled: (sourceId: string, note: unknown) => void = () => undefined;
  private readonly directory = new ListDirectory();
  private readonly store = new MemoryResourceStore({ clock: systemClock });
  private readonly folder = mkdtempSync(join(tmpdir(), 'ox-operator-bench-'));
  private readonly cache = Cache.open(join(this.folder, 'cache.db'), systemClock);
  private readonly operator: Operator;
  private generation = 1;
  /** By context, since the last resync began. */
  private readonly written = new Map<number, Set<string>>();

  private constructor(crowd: Crowd) {
    this.crowd = crowd;
    this.operator = new Operator({
      store: this.store,
      cache: this.cache,
      gateway: patientOx(
        (contextId) => this.moods.get(contextId) ?? { latencyMs: this.latencyMs },
        (contextId, call) => this.around(contextId, call),
      ),
      makeSource: async () => this.directory,
      clock: systemClock,
      random: systemRandom,
      log: SILENT_LOG,
      maxConcurrency: 16,
      maxConcurrencyPerContext: 4,
      onOutcome: (report) => this.outcome(report),
    });
  }

  /** Everybody is in OX, and nothing is to be done. */
  static async set(crowd: Crowd): Promise<ResyncStage> {
    const stage = new ResyncStage(crowd);
    for (let number = 0; number < crowd.users; number += 1) stage.directory.put(stage.entry(number, 1));
    for (const contextId of stage.contextIds()) stage.store.put({ kind: 'OXContext', name: `c${contextId}`, spec: { contextId } });
    stage.putDirectory();
    await stage.operator.start();
    await stage.atRest();
    return stage;
  }

  contextIds(): number[] {
    return Array.from({ length: this.crowd.contexts }, (_, index) => FIRST_CONTEXT + index);
  }

  /** Another default for all: everything is read again, and every user is to be written. */
  resync(): void {
    this.generation += 1;
    this.written.clear();
    this.putDirectory();
  }

  /** The directory is being read again, and not only asked for changes. */
  get isReading(): boolean {
    return this.directory.wholeReads < this.generation;
  }

  /** One person's entry changes; his note holds `version` afterwards. */
  change(number: number, version: number): void {
    this.directory.put(this.entry(number, version));
  }

  /** How many users have not been written since the last resync began. */
  open(contextIds: readonly number[] = this.contextIds()): number {
    return contextIds.reduce(
      (total, contextId) => total + this.crowd.users / this.crowd.contexts - (this.written.get(contextId)?.size ?? 0),
      0,
    );
  }

  async atRest(contextIds: readonly number[] = this.contextIds()): Promise<void> {
    while (this.open(contextIds) > 0) await sleep(systemClock, 50);
  }

  async clear(): Promise<void> {
    await this.operator.stop();
    this.cache.close();
    rmSync(this.folder, { recursive: true });
  }

  private outcome({ object, outcome }: OutcomeReport): void {
    if (object.kind !== 'User' || outcome.type !== 'settled' || outcome.operations.length === 0) return;
    if (String(object.desired?.fields.imapServer).includes(`mail${this.generation}.`))
      this.writtenIn(object.contextId).add(object.sourceId);
    this.onSettled(object.sourceId, object.desired?.fields.note);
  }

  private writtenIn(contextId: number): Set<string> {
    const known = this.written.get(contextId) ?? new Set<string>();
    this.written.set(contextId, known);
    return known;
  }

  private putDirectory(): void {
    const users = { contextId: { attribute: 'oxContextIDNum' } };
    const userDefaults = { imapServer: `imap://mail${this.generation}.example.org:143` };
    this.store.put({
      kind: 'OXDirectory',
      name: 'people',
      spec: { ldif: { configMapRef: { name: 'people' } }, users, userDefaults, pollInterval: '1s' },
    });
  }

  private entry(number: number, version: number): DirectoryEntry {
    const contextId = FIRST_CONTEXT + (number % this.crowd.contexts);
    const uid = `user${number}`;
    const person: Person = {
      ...{ sourceId: uid, uid, rdn: uid, mail: `${uid}@example.org`, contextId, isOxUser: true, access: 'webmail', version },
    };
    return personEntry(person);
  }
}
