import { isDeepStrictEqual } from 'node:util';
import type { Cache, FaultyObject } from '../cache/index.ts';
import type { SyncErrorAction, SyncErrorStatus } from '../crds/index.ts';
import type { Engine } from '../engine/index.ts';
import type { ResourceStore, SyncErrorReport, SyncErrorResource } from '../kube/index.ts';
import { lastingMessage } from './lasting-message.ts';
import { chooseErrors, faultQuery, MOST_ERRORS, TELLING_WAIT_MS } from './sync-error-choice.ts';
import { syncErrorName, syncErrorReport } from './sync-error-report.ts';

interface SyncErrorReconcilerOptions {
  readonly store: Pick<ResourceStore, 'listSyncErrors' | 'applySyncError' | 'clearSyncErrorAction' | 'deleteSyncError'>;
  readonly cache: Cache;
  readonly engine: Pick<Engine, 'retry' | 'putAside' | 'discard'>;
  readonly now: () => number;
  /** Reads a directory as a whole; calls when that is done. */
  readonly readWhole: (directory: string, whenRead: () => void) => void;
  /** Has the status of a directory told again. */
  readonly retell: (directory: string) => void;
  /** Has a directory looked at again, at once or after a time. */
  readonly requeue: (directory: string, delayMs?: number) => void;
}

/** That something was tried once more is told at most this often, unless an admin asked for it. */
const TRIED_AGAIN_STEP_MS = 60_000;

/** Level-triggered: the OXSyncErrors of a directory are those of its faulty objects, and do what an admin writes into them. */
export class SyncErrorReconciler {
  private readonly options: SyncErrorReconcilerOptions;
  /** OXSyncErrors whose object is tried because an admin asked for it: what comes of it is told in any case. */
  private readonly asked = new Set<string>();
  /** OXSyncErrors that had their directory read, and whether that is done. */
  private readonly reads = new Map<string, 'open' | 'done'>();
  /** Since when there is no outage, whose victims are no errors. */
  private calmSince: number;

  constructor(options: SyncErrorReconcilerOptions) {
    this.options = options;
    this.calmSince = options.now();
  }

  /** OX is not to be had, or is there again. */
  outageChanged(isOut: boolean): void {
    this.calmSince = isOut ? Number.POSITIVE_INFINITY : this.options.now();
  }

  /** Directories that have OXSyncErrors, there or not. */
  directories(): string[] {
    return [...new Set(this.options.store.listSyncErrors().map(({ spec }) => spec.objectRef.directory))];
  }

  async reconcile(directory: string): Promise<void> {
    const held = this.heldBy(directory);
    for (const error of held.values()) await this.act(error, directory);
    const wanted = new Map(this.choose(directory, held).map((object) => [syncErrorName(object), object]));
    for (const [name, object] of wanted) await this.tell(object, held.get(name));
    for (const name of held.keys()) if (!wanted.has(name)) await this.remove(name);
    this.planNextLook(directory);
  }

  private heldBy(directory: string): Map<string, SyncErrorResource> {
    const errors = this.options.store.listSyncErrors().filter(({ spec }) => spec.objectRef.directory === directory);
    return new Map(errors.map((error) => [error.name, error]));
  }

  private choose(directory: string, held: ReadonlyMap<string, SyncErrorResource>): FaultyObject[] {
    if (directory === '') return [];
    const found = this.options.cache.errors.faulty(faultQuery(directory, this.times(), MOST_ERRORS + held.size));
    const told = [...held.values()].map((error) => this.objectOf(error)).filter((object) => object !== undefined);
    return chooseErrors(found, told);
  }

  private objectOf({ name, spec: { objectRef } }: SyncErrorResource): FaultyObject | undefined {
    const { kind, directory, sourceId } = objectRef;
    return this.options.cache.errors.parts(kind, directory, sourceId).find((object) => syncErrorName(object) === name);
  }

  /** One that is being tried says what it said until that has come to something. */
  private async tell(object: FaultyObject, held: SyncErrorResource | undefined): Promise<void> {
    if (object.state === 'pending') return;
    const report = syncErrorReport(object);
    if (held !== undefined && !this.asked.has(held.name) && this.canWait(report, held)) return;
    await this.options.store.applySyncError(report);
    this.asked.delete(report.name);
  }

  /** What stands in the way of many may be tried again with each change of others: that alone is no reason to write. */
  private canWait(report: SyncErrorReport, { spec, status }: SyncErrorResource): boolean {
    const { objectRef } = report.spec;
    const { lastTriedTime } = status;
    if (lastTriedTime === undefined || lastTriedTime === report.status.lastTriedTime) return false;
    if (!isDeepStrictEqual(spec.objectRef, objectRef) || !isDeepStrictEqual(lastingPart(status), lastingPart(report.status))) return false;
    const leftMs = Date.parse(lastTriedTime) + TRIED_AGAIN_STEP_MS - this.options.now();
    if (leftMs <= 0) return false;
    this.options.requeue(objectRef.directory, leftMs);
    return true;
  }

  private async remove(name: string): Promise<void> {
    this.asked.delete(name);
    this.reads.delete(name);
    await this.options.store.deleteSyncError(name);
  }

  /** What an admin wants is emptied when it has begun, or when what has to come first is done. */
  private async act(error: SyncErrorResource, directory: string): Promise<void> {
    const { action } = error.spec;
    const object = action === '' ? undefined : this.objectOf(error);
    if (action === '' || (object !== undefined && !this.begin(action, object, directory))) return;
    await this.options.store.clearSyncErrorAction(error.name);
    this.options.retell(directory);
  }

  private begin(action: Exclude<SyncErrorAction, ''>, object: FaultyObject, directory: string): boolean {
    const { engine } = this.options;
    switch (action) {
      case 'Retry':
        this.retry(object, false);
        return true;
      case 'Resync':
        return this.resync(object, directory);
      case 'Discard':
        return engine.discard(object.id);
      case 'Park':
        return engine.putAside(object.id);
    }
  }

  private resync(object: FaultyObject, directory: string): boolean {
    const name = syncErrorName(object);
    const read = this.reads.get(name);
    if (read === 'done') {
      this.reads.delete(name);
      this.retry(object, true);
      return true;
    }
    if (read === undefined) {
      this.reads.set(name, 'open');
      this.options.readWhole(directory, () => {
        if (this.reads.has(name)) this.reads.set(name, 'done');
        this.options.requeue(directory);
      });
    }
    return false;
  }

  private retry(object: FaultyObject, lookFirst: boolean): void {
    this.asked.add(syncErrorName(object));
    this.options.engine.retry(object.id, lookFirst);
  }

  /** Those that wait or fail for a while become worth telling of by time alone. */
  private planNextLook(directory: string): void {
    const times = this.times();
    if (times.calmSince === Number.POSITIVE_INFINITY) return;
    const untilCalm = times.calmSince + TELLING_WAIT_MS - times.now;
    const { owner, waitingSince, waitingFor } = faultQuery(directory, times, 0);
    const next = this.options.cache.errors.nextWaiting({ owner, waitingSince, waitingFor });
    if (next === undefined && untilCalm <= 0) return;
    this.options.requeue(directory, Math.max(untilCalm, next === undefined ? 0 : next + TELLING_WAIT_MS - times.now));
  }

  private times(): { now: number; calmSince: number } {
    return { now: this.options.now(), calmSince: this.calmSince };
  }
}

/** What another attempt that fails in the same way does not change. */
function lastingPart({ reason, message = '', remedy, state, firstSeenTime }: SyncErrorStatus): object {
  return { reason, message: lastingMessage(message), remedy, state, firstSeenTime };
}
