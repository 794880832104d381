import { OperatorError } from '../model/index.ts';
import { type LeaderClocks, type LeaderMoment, momentOf } from './leader-term.ts';
import type { KeptLease, LeasePort, LeaseRecord } from './lease.ts';
import { LeaseObservation } from './lease-observation.ts';

export interface LeaseClaimOptions {
  readonly lease: LeasePort;
  /** Of this process alone: not even a successor of the same name may take the Lease for its own. */
  readonly identity: string;
  readonly durationMs: number;
  readonly clocks: LeaderClocks;
}

/** The Lease is ours, by a write that was sent at that moment. */
export interface GrantedLease {
  readonly lease: KeptLease;
  readonly sentAt: LeaderMoment;
}

/** What a released Lease says, as client-go writes it: the API server takes no 0. */
const RELEASED_DURATION_MS = 1_000;

/** Reads and writes one Lease in the name of one holder. Every write says which version it replaces, so of two only one succeeds. */
export class LeaseClaim {
  private readonly options: LeaseClaimOptions;
  private readonly observation = new LeaseObservation();

  constructor(options: LeaseClaimOptions) {
    this.options = options;
  }

  /** Who had it when we last looked; empty: nobody. */
  get holder(): string {
    return this.observation.record?.holder ?? '';
  }

  /** Milliseconds until another's Lease may be taken, unless it is renewed; 0: now. */
  get waitMs(): number {
    return this.observation.remainingMs(this.now());
  }

  /** Takes the Lease if nobody has it, or if its holder was silent for its duration; `undefined`: it is another's. */
  async acquire(signal: AbortSignal): Promise<GrantedLease | undefined> {
    const found = await this.look(signal);
    if (found?.record.holder !== this.options.identity && this.waitMs > 0) return undefined;
    return await this.write(found, signal);
  }

  /** `undefined`: it is ours no more. */
  async renew(signal: AbortSignal): Promise<GrantedLease | undefined> {
    const known = this.observation.lease;
    const granted = known === undefined ? undefined : await this.write(known, signal);
    if (granted !== undefined) return granted;
    // A renewal may have been taken without an answer; then the version is another, but the holder is not.
    const found = await this.look(signal);
    if (found !== undefined && found.record.holder !== this.options.identity) return undefined;
    const second = await this.write(found, signal);
    if (second === undefined) throw new OperatorError('BackingOff', 'somebody else writes it as well');
    return second;
  }

  /** Lets the next one in at once, if it is ours. */
  async release(signal: AbortSignal): Promise<void> {
    const found = await this.look(signal);
    if (found?.record.holder !== this.options.identity) return;
    const record = { ...found.record, holder: '', durationMs: RELEASED_DURATION_MS, renewedAt: this.options.clocks.wall.now() };
    await this.options.lease.replace(found, record, signal);
  }

  private async look(signal: AbortSignal): Promise<KeptLease | undefined> {
    const found = await this.options.lease.read(signal);
    this.observation.take(found, this.now());
    return found;
  }

  /** `undefined`: overtaken. */
  private async write(base: KeptLease | undefined, signal: AbortSignal): Promise<GrantedLease | undefined> {
    const { lease, clocks } = this.options;
    const record = this.nextRecord();
    const sentAt = momentOf(clocks);
    const kept = base === undefined ? await lease.create(record, signal) : await lease.replace(base, record, signal);
    if (kept === 'overtaken') return undefined;
    this.observation.take(kept, this.now());
    return { lease: kept, sentAt };
  }

  private nextRecord(): LeaseRecord {
    const { identity, durationMs, clocks } = this.options;
    const now = clocks.wall.now();
    const before = this.observation.record;
    const common = { holder: identity, durationMs, renewedAt: now };
    if (before === undefined) return { ...common, acquiredAt: now, transitions: 0 };
    if (before.holder === identity) return { ...common, acquiredAt: before.acquiredAt, transitions: before.transitions };
    return { ...common, acquiredAt: now, transitions: before.transitions + 1 };
  }

  private now(): number {
    return this.options.clocks.steady.now();
  }
}
