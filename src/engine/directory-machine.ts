import { setup, transition } from 'xstate';

export type DirectoryEvent =
  | { readonly type: 'POLLED' }
  | { readonly type: 'FAILED' }
  | { readonly type: 'SUSPENDED' }
  | { readonly type: 'RESUMED' }
  | { readonly type: 'HALTED' }
  | { readonly type: 'FREED' };

/** The life of one directory. Before the first complete poll nothing is known of what is gone. */
const directoryMachine = setup({ types: { events: {} as DirectoryEvent } }).createMachine({
  id: 'directory',
  initial: 'connecting',
  on: { SUSPENDED: '.paused' },
  states: {
    connecting: { on: { POLLED: 'following', FAILED: 'outage' } },
    following: { on: { FAILED: 'outage', HALTED: 'halted' } },
    outage: { on: { POLLED: 'following' } },
    halted: { on: { FREED: 'following', FAILED: 'outage' } },
    paused: { on: { RESUMED: 'connecting' } },
  },
});

export type DirectoryPhase = 'connecting' | 'following' | 'outage' | 'halted' | 'paused';

/** There are few, and a machine takes its time over each. */
const known = new Map<string, DirectoryPhase>();

/** The next phase; an event that means nothing in a phase leaves it. */
export function nextPhase(phase: DirectoryPhase, event: DirectoryEvent): DirectoryPhase {
  const step = `${phase} ${event.type}`;
  const next = known.get(step) ?? computed(phase, event);
  known.set(step, next);
  return next;
}

function computed(phase: DirectoryPhase, event: DirectoryEvent): DirectoryPhase {
  const [after] = transition(directoryMachine, directoryMachine.resolveState({ value: phase }), event);
  return after.value;
}
