import { assign, setup, transition } from 'xstate';
import type { Progress } from '../cache/index.ts';

/** What can happen to an object, seen from its machine. */
export type ObjectEvent =
  /** The source changed it: whatever was, it is looked at afresh. */
  | { readonly type: 'CHANGED' }
  /** Someone it waits for came, or a person asked for another try. */
  | { readonly type: 'WOKEN' }
  | { readonly type: 'SETTLED' }
  | { readonly type: 'WAITING' }
  /** It failed for now; `nextAt` in milliseconds since 1970. */
  | { readonly type: 'RETRY'; readonly nextAt: number }
  /** Its data is refused. */
  | { readonly type: 'FAULTY'; readonly policy: 'Park' | 'Halt' };

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
        WAITING: { target: 'waiting', actions: 'beginAnew' },
        RETRY: { target: 'backingOff', actions: 'countFailure' },
        FAULTY: [
          { guard: 'halts', target: 'halted', actions: 'countFailure' },
          { target: 'parked', actions: 'countFailure' },
        ],
      },
    },
    settled: {},
    waiting: {},
    backingOff: {},
    parked: {},
    halted: {},
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
