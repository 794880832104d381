import type { Clock } from '../model/index.ts';
import type { ResourceEvent } from './resource-store.ts';

/** What is to be done with one event that happened. */
export type EventVerdict =
  | { readonly type: 'create'; readonly series: EventSeries }
  | { readonly type: 'repeated'; readonly series: EventSeries }
  | { readonly type: 'tooMany' };

/** The same thing happening to the same object over and over: one Event with a count. */
export interface EventSeries {
  /** Milliseconds since 1970. */
  readonly firstTime: number;
  lastTime: number;
  count: number;
}

interface Allowance {
  left: number;
  filledAt: number;
}

/** Like kubectl's: what was silent for so long is a new story. */
const SERIES_ENDS_AFTER_MS = 360_000;
/** Per object and reason: so many at once, then one every five minutes. A hundred refused users must not hide that OX is away. */
const BURST = 10;
const ONE_MORE_EVERY_MS = 300_000;
/** How many series and allowances are remembered; the ones not heard of for longest are forgotten. */
const MEMORY = 4_096;

/** Decides which events become new Events, which only count up, and which are too many. Pure but for the clock. */
export class EventCorrelator {
  private readonly clock: Clock;
  private readonly series = new Map<string, EventSeries>();
  private readonly allowances = new Map<string, Allowance>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @param object what the event is about */
  judge(object: string, { type, reason, message }: ResourceEvent): EventVerdict {
    const subject = `${object}\n${type} ${reason}`;
    const key = `${subject} ${message}`;
    const now = this.clock.now();
    const known = this.series.get(key);
    if (known !== undefined && now - known.lastTime < SERIES_ENDS_AFTER_MS) {
      known.lastTime = now;
      known.count += 1;
      remember(this.series, key, known);
      return { type: 'repeated', series: known };
    }
    if (!this.isAllowed(subject, now)) return { type: 'tooMany' };
    const series = { firstTime: now, lastTime: now, count: 1 };
    remember(this.series, key, series);
    return { type: 'create', series };
  }

  /** The Event of this series is no longer on the API server: the next one of its kind is created anew. */
  forget(series: EventSeries): void {
    for (const [key, candidate] of this.series) if (candidate === series) this.series.delete(key);
  }

  private isAllowed(subject: string, now: number): boolean {
    const allowance = this.allowances.get(subject) ?? { left: BURST, filledAt: now };
    const earned = Math.floor((now - allowance.filledAt) / ONE_MORE_EVERY_MS);
    allowance.left = Math.min(BURST, allowance.left + earned);
    allowance.filledAt += earned * ONE_MORE_EVERY_MS;
    remember(this.allowances, subject, allowance);
    if (allowance.left === 0) return false;
    allowance.left -= 1;
    return true;
  }
}

/** Puts it last; the first ones fall out when there are too many. */
function remember<V>(memory: Map<string, V>, key: string, value: V): void {
  memory.delete(key);
  memory.set(key, value);
  const oldest = memory.keys().next();
  if (memory.size > MEMORY && oldest.done !== true) memory.delete(oldest.value);
}
