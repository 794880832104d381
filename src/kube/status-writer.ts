import { messageOf, sleep } from '../model/index.ts';
import { ApiError } from './api-error.ts';
import { Backoff } from './backoff.ts';
import { Places } from './places.ts';
import type { ApiEnvironment } from './reflector.ts';
import { retryDelay } from './retrying.ts';

export type Status = Readonly<Record<string, unknown>>;

/** One object's road to the API server: what is to be written next, and who waits for it. */
interface Lane {
  readonly label: string;
  readonly write: (status: Status) => Promise<void>;
  next: Status | undefined;
  waiters: PromiseWithResolvers<void>[];
}

const BACKOFF = { firstMs: 500, mostMs: 30_000 };
/** Thousands of statuses must not hold up what the work in OX needs: Secrets, finalizers. */
const AT_ONCE = 4;

/**
 * Writes the newest status of each object: one write at a time per object, and what was overtaken while it waited is never written.
 * So nothing queues up, however long the API server is away. Failures are retried until `signal` is aborted; a refusal that will not
 * change is the caller's.
 */
export class StatusWriter {
  private readonly environment: Omit<ApiEnvironment, 'client'>;
  private readonly signal: AbortSignal;
  private readonly lanes = new Map<string, Lane>();
  private readonly places = new Places(AT_ONCE);

  constructor(environment: Omit<ApiEnvironment, 'client'>, signal: AbortSignal) {
    this.environment = environment;
    this.signal = signal;
  }

  /** Resolves when `status`, or a newer one of the object, is written. */
  apply(label: string, status: Status, write: (status: Status) => Promise<void>): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    const lane = this.lanes.get(label);
    if (lane === undefined) this.open({ label, write, next: status, waiters: [waiter] });
    else {
      lane.next = status;
      lane.waiters.push(waiter);
    }
    return waiter.promise;
  }

  private open(lane: Lane): void {
    this.lanes.set(lane.label, lane);
    void this.drain(lane);
  }

  /** Never rejects: every outcome goes to those who wait. */
  private async drain(lane: Lane): Promise<void> {
    const { clock, random, log } = this.environment;
    const backoff = new Backoff(BACKOFF, random);
    let isFailing = false;
    while (lane.next !== undefined) {
      const failure = await this.places.run(() => this.writeNext(lane));
      if (failure === undefined) continue;
      if (!isFailing) log.warn(`${lane.label}: the status cannot be written: ${messageOf(failure)}; trying again`);
      isFailing = true;
      await sleep(clock, retryDelay(failure, backoff), this.signal);
    }
    this.lanes.delete(lane.label);
  }

  /** Gives the failure after which it is worth trying again; the status, or a newer one, is then still to be written. */
  private async writeNext(lane: Lane): Promise<ApiError | undefined> {
    const { waiters, next: status } = lane;
    if (status === undefined) return undefined;
    lane.next = undefined;
    lane.waiters = [];
    try {
      await lane.write(status);
      for (const waiter of waiters) waiter.resolve();
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && !error.isPermanent && !this.signal.aborted) {
        lane.next ??= status;
        lane.waiters.unshift(...waiters);
        return error;
      }
      for (const waiter of waiters) waiter.reject(error);
      return undefined;
    }
  }
}
