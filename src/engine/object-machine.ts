import { assign, setup, transition } from 'xstate';
import type { Progress } from '../cache/index.ts';

/** What can happen to an object, seen from its machine. */
export type ObjectEvent =
  /** The source changed it: whatever was, it is looked at afresh. */
  | { readonly type: 'CHANGED' }
  /** Someone it waits for came, or a person asked for another try. */
  | { readonly type: 'WOKEN' }
  | { readonly type: 'SETTLED' }
  /** For something else, or for a time: in milliseconds since 1970, else 0. */
  | { readonly type: 'WAITING'; readonly nextAt: number }
  /** It failed for now; `nextAt` in milliseconds since 1970. */
  | { readonly type: 'RETRY'; readonly nextAt: number }
  /** An admin wants it aside, so that it halts nobody. */
  | { readonly type: 'PUT_ASIDE' }
  /** An admin wants it left as it is until it changes. */
  | { readonly type: 'DISCARDED' }
  /** Its data is refused. */
  | { readonly type: 'FAULTY'; readonly policy: 'Park' | 'Halt' };

/** What an admin may do with an object that does not settle. */
const BY_AN_ADMIN = {
  PUT_ASIDE: { target: 'parked', actions: 'forgetTimer' },
  DISCARDED: { target: 'discarded', actions: 'forgetTimer' },
} as const;

/**
 * The life of one object. It is a definition only: `nextProgress` drives it over rows and a timer is a stored `nextAt`,
 * so that a hundred thousand settled objects cost rows and not actors, and a restart forgets nothing.
 */
const objectMachine = setup({
  types: { context: {} as { attempts: number; nextAt: number }, events: {} as ObjectEvent },
  guards: { halts: ({ event }) => event.type === 'FAULTY' && event.policy === 'Halt' },
  actions: {
    beginAnew: assign({ attempts: 0, nextAt: 0 }),
    countFailure: assign({
      attempts: ({ context }) => context.attempts + 1,
      nextAt: ({ event }) => (event.type === 'RETRY' ? event.nextAt : 0),
    }),
    waitUntil: assign({ attempts: 0, nextAt: ({ event }) => (event.type === 'WAITING' ? event.nextAt : 0) }),
    forgetTimer: assign({ nextAt: 0 }),
  },
}).createMachine({
  id: 'object',
  initial: 'pending',
  context: { attempts: 0, nextAt: 0 },
  on: {
    CHANGED: { target: '.pending', actions: 'beginAnew' },
    WOKEN: { target: '.pending', actions: 'beginAnew' },
  },
  states: {
    pending: {
      on: {
        SETTLED: { target: 'settled', actions: 'beginAnew' },
        WAITING: { target: 'waiting', actions: 'waitUntil' },
        RETRY: { target: 'backingOff', actions: 'countFailure' },
        FAULTY: [
          { guard: 'halts', target: 'halted', actions: 'countFailure' },
          { target: 'parked', actions: 'countFailure' },
        ],
      },
    },
    settled: {},
    waiting: { on: BY_AN_ADMIN },
    backingOff: { on: BY_AN_ADMIN },
    parked: { on: BY_AN_ADMIN },
    halted: { on: BY_AN_ADMIN },
    discarded: {},
  },
});

/** The next progress of an object. Throws for an event that its state does not know: that is a bug, not a fault of the object. */
export function nextProgress(progress: Progress, event: ObjectEvent): Progress {
  const { attempts, nextAt } = progress;
  const before = objectMachine.resolveState({ value: progress.state, context: { attempts, nextAt } });
  if (!before.can(event)) throw new Error(`an object that is ${progress.state} cannot be ${event.type}`);
  const [after] = transition(objectMachine, before, event);
  return { state: after.value, ...after.context };
}
