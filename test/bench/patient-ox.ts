import { sleep, systemClock } from '../../src/model/index.ts';
import { OxError, type OxGateway } from '../../src/ox/index.ts';
import { instantOx } from './instant-ox.ts';

/** How OX takes a write to a user of a context. */
export interface Mood {
  readonly latencyMs: number;
  readonly refuses?: boolean;
}

/** Runs a call when it may run. */
export type Around = <T>(contextId: number, call: () => Promise<T>) => Promise<T>;

/** An OX that takes its time over users, by context, and remembers nothing. */
export function patientOx(moodIn: (contextId: number) => Mood, around: Around = (_contextId, call) => call()): OxGateway {
  const ox = instantOx();
  const write = <T>(contextId: number, answer: () => Promise<T>): Promise<T> =>
    around(contextId, async () => {
      const { latencyMs, refuses = false } = moodIn(contextId);
      if (latencyMs > 0) await sleep(systemClock, latencyMs);
      if (refuses) throw deadlock(contextId);
      return await answer();
    });
  return {
    ...ox,
    users: {
      ...ox.users,
      create: (access, user) => write(access.contextId, () => ox.users.create(access, user)),
      change: (access, user, change) => write(access.contextId, () => ox.users.change(access, user, change)),
    },
  };
}

function deadlock(contextId: number): OxError {
  const call = { service: 'OXUserService', operation: 'change', contextId, errorClass: 'transient' } as const;
  return new OxError('ServerFault', 'the database has a deadlock', call);
}
