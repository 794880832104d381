import type { Cache, CachedObject } from '../cache/index.ts';
import { type Clock, errorClassOf, type Random, type Reason } from '../model/index.ts';
import { ATTEMPTS_JUDGED, type AttemptResult, AttemptRing } from './attempt-ring.ts';
import { type BackoffLimits, backoffDelay } from './backoff.ts';
import type { Outcome } from './outcome.ts';
import { AT_WORK, nextQuarantine, type QuarantineEvent, type QuarantineProgress } from './quarantine-machine.ts';

/** A directory most of whose attempts failed for one reason, as admins see it. */
export interface Quarantine {
  readonly reason: Reason;
  /** How many of the last attempts failed for it when it began. */
  readonly failed: number;
  readonly of: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly nextProbeAt: number;
}

export type QuarantineChange =
  | { readonly type: 'began'; readonly quarantine: Quarantine }
  /** `retried`: how many that were parked for `reason` are tried once more. */
  | { readonly type: 'ended'; readonly reason: Reason; readonly retried: number };

interface QuarantinesOptions {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly onChange: (owner: string, change: QuarantineChange) => void;
}

interface Record {
  ring: AttemptRing;
  progress: QuarantineProgress;
  current: Quarantine | undefined;
  /** The object that is tried now. */
  probe: number | undefined;
}

/** Between two probes: as long as OX is left alone with what it refuses. */
const PROBE_PAUSE: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 };

/**
 * Keeps directories from hammering OX: one whose attempts fail by the hundred for one reason tries one object at a time, and waits longer after
 * each that fails, until some in a row succeed. Then those that were parked for that reason are tried once more. Custom resources are few and
 * need none. What it knows after a restart it has from the rows.
 */
export class Quarantines {
  private readonly options: QuarantinesOptions;
  private readonly records = new Map<string, Record>();

  constructor(options: QuarantinesOptions) {
    this.options = options;
  }

  of(owner: string): Quarantine | undefined {
    return this.records.get(owner)?.current;
  }

  /** Directories of which nothing may begin now. */
  blocked(): string[] {
    const now = this.options.clock.now();
    return [...this.records].filter(([, record]) => isBlocked(record, now)).map(([owner]) => owner);
  }

  get isEmpty(): boolean {
    return [...this.records.values()].every(({ current }) => current === undefined);
  }

  /** When the next directory may try again, in milliseconds since 1970. */
  nextProbe(): number | undefined {
    const due = [...this.records.values()].flatMap(({ current, probe }) =>
      current === undefined || probe !== undefined ? [] : [current.nextProbeAt],
    );
    // What is due already waits for an object, which brings itself to mind.
    const later = due.filter((at) => at > this.options.clock.now());
    return later.length === 0 ? undefined : Math.min(...later);
  }

  /** Where a try is due and nothing is to be done, one of the parked ones is tried: else nobody would find out that OX has been mended. */
  bringProbes(): void {
    const now = this.options.clock.now();
    for (const [owner, record] of this.records) {
      if (record.current !== undefined && !isBlocked(record, now)) this.options.cache.objects.probeRefused(owner, record.current.reason);
    }
  }

  /** Whether an object may be worked on with OX now; in quarantine it is the one probe from then on. */
  admits({ id, owner }: CachedObject): boolean {
    if (owner === '') return true;
    const record = this.recordOf(owner);
    if (record.current === undefined) return true;
    if (isBlocked(record, this.options.clock.now())) return false;
    record.probe = id;
    return true;
  }

  /** What came of work with OX. */
  note({ id, owner }: CachedObject, outcome: Outcome): void {
    if (owner === '') return;
    const record = this.recordOf(owner);
    const isProbe = record.probe === id;
    if (isProbe) record.probe = undefined;
    const result = resultOf(outcome);
    if (result === 'none') return;
    if (record.current === undefined) this.judge(owner, record, result.failure);
    else if (isProbe) this.probed(owner, record, result.failure);
  }

  /** Something was mended: the next probe need not wait. */
  hurry(owner: string): void {
    const record = this.records.get(owner);
    if (record?.current !== undefined) record.current = { ...record.current, nextProbeAt: this.options.clock.now() };
  }

  forget(owner: string): void {
    this.records.delete(owner);
  }

  private judge(owner: string, record: Record, result: AttemptResult): void {
    record.ring.add(result);
    const worst = record.ring.outnumberedBy();
    if (worst === undefined) return;
    const now = this.options.clock.now();
    const current = { reason: worst.reason, failed: worst.count, of: ATTEMPTS_JUDGED, since: now, nextProbeAt: now + PROBE_PAUSE.firstMs };
    this.step(owner, record, { type: 'OUTNUMBERED' }, current);
  }

  private probed(owner: string, record: Record, result: AttemptResult): void {
    const { current } = record;
    if (current === undefined) return;
    const { clock, random } = this.options;
    const pause = result === undefined ? 0 : backoffDelay(record.progress.failures + 1, PROBE_PAUSE, random);
    this.step(owner, record, { type: result === undefined ? 'SUCCEEDED' : 'FAILED' }, { ...current, nextProbeAt: clock.now() + pause });
  }

  private step(owner: string, record: Record, event: QuarantineEvent, current: Quarantine): void {
    const before = record.progress.phase;
    const progress = nextQuarantine(record.progress, event);
    if (progress.phase === 'working') this.end(owner, current.reason);
    else {
      Object.assign(record, { progress, current });
      if (before === 'working') this.options.onChange(owner, { type: 'began', quarantine: current });
    }
  }

  private end(owner: string, reason: Reason): void {
    const retried = this.options.cache.objects.retryRefused(owner, reason);
    this.records.set(owner, { ring: new AttemptRing(), progress: AT_WORK, current: undefined, probe: undefined });
    this.options.onChange(owner, { type: 'ended', reason, retried });
  }

  private recordOf(owner: string): Record {
    const known = this.records.get(owner);
    if (known !== undefined) return known;
    const ring = new AttemptRing();
    for (const result of this.options.cache.summary.lastAttempts(owner, ATTEMPTS_JUDGED)) {
      if (result === 'Settled' || isOwnFault(result)) ring.add(result === 'Settled' ? undefined : result);
    }
    const record: Record = { ring, progress: AT_WORK, current: undefined, probe: undefined };
    this.records.set(owner, record);
    return record;
  }
}

function isBlocked({ current, probe }: Record, now: number): boolean {
  return current !== undefined && (probe !== undefined || now < current.nextProbeAt);
}

/** What says nothing of OX's mind about this directory: it was not asked, cannot be reached, or something else must come first. */
function resultOf(outcome: Outcome): { readonly failure: AttemptResult } | 'none' {
  switch (outcome.type) {
    case 'settled':
    case 'gone':
      return { failure: undefined };
    case 'faulty':
    case 'retryAfter':
      return { failure: outcome.reason };
    case 'outage':
    case 'waitingFor':
      return 'none';
  }
}

function isOwnFault(reason: Reason): boolean {
  const errorClass = errorClassOf(reason);
  return errorClass === 'invalid' || errorClass === 'transient';
}
