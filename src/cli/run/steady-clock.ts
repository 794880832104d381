import { type Clock, systemClock } from '../../model/index.ts';

/** Milliseconds since the process began, which nobody can set forward or back: for durations. */
export const steadyClock: Clock = { ...systemClock, now: () => performance.now() };
