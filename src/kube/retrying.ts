import { type Clock, type Random, sleep } from '../model/index.ts';
import { ApiError } from './api-error.ts';
import { Backoff } from './backoff.ts';

interface RetryEnvironment {
  readonly clock: Clock;
  readonly random: Random;
}

const ATTEMPTS = 6;
const BACKOFF = { firstMs: 200, mostMs: 5_000 };

/** Repeats work that the API server could not do just now: about 6 seconds in all, then its error is the caller's. */
export async function retrying<T>(environment: RetryEnvironment, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const backoff = new Backoff(BACKOFF, environment.random);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.isPermanent || attempt === ATTEMPTS || signal.aborted) throw error;
      await sleep(environment.clock, retryDelay(error, backoff), signal);
    }
  }
}

/** Milliseconds until the next attempt: what the API server asked for, or longer. */
export function retryDelay(error: ApiError, backoff: Backoff): number {
  return Math.max(backoff.next(), error.retryAfterMs ?? 0);
}
