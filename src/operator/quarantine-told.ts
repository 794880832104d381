import type { Quarantine } from '../engine/index.ts';
import type { Fault } from '../model/index.ts';

/** A quarantine in words of an admin. It names no time: a message that changes every minute is news every minute. */
export function quarantineFault({ reason, failed, of }: Quarantine): Fault {
  const what = `${failed} of the last ${of} attempts failed: ${reason}`;
  return { reason: 'Quarantined', message: `${what}. One object after the other is tried, with pauses, until three in a row succeed` };
}
