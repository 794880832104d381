import type { AppliedRecord, Reason } from '../model/index.ts';

/** Who is out of order: all of OX, only what the master admin does, our own cache, or one context. */
export type OutageTarget =
  | { readonly scope: 'everything' | 'masterAdmin' | 'cache' }
  | { readonly scope: 'context'; readonly contextId: number };

interface Said {
  readonly reason: Reason;
  /** One line for an admin. */
  readonly message: string;
  /** The baseline from now on. */
  readonly applied: AppliedRecord | undefined;
}

export interface Waiting extends Said {
  readonly type: 'waitingFor';
  readonly waitingFor: string;
  /** It goes on at this time at the latest, in milliseconds since 1970; 0 or missing: it does not by itself. */
  readonly until?: number | undefined;
  readonly operations: readonly string[];
  readonly lookFirst: boolean;
}

interface Failed extends Said {
  readonly lookFirst: boolean;
  /** Something was written before it failed. */
  readonly hasWritten?: boolean;
}

/** What one reconcile came to. */
export type Outcome =
  | { readonly type: 'settled'; readonly applied: AppliedRecord | undefined; readonly operations: readonly string[] }
  | { readonly type: 'gone'; readonly operations: readonly string[] }
  | Waiting
  | (Failed & { readonly type: 'retryAfter' })
  | (Failed & { readonly type: 'outage'; readonly target: OutageTarget })
  | (Failed & { readonly type: 'faulty' });
