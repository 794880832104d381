import { assign, setup, transition } from 'xstate';

export type QuarantineEvent =
  /** Most attempts of late failed for one reason. */
  { readonly type: 'OUTNUMBERED' } | { readonly type: 'SUCCEEDED' } | { readonly type: 'FAILED' };

/** Where a directory stands: `probing` is quarantine. */
export interface QuarantineProgress {
  readonly phase: 'working' | 'probing';
  /** Probes in a row that succeeded, and that failed; one of the two is 0. */
  readonly successes: number;
  readonly failures: number;
}

/** So many probes in a row have to succeed: one may have been luck. */
const SUCCESSES_TO_END = 3;

export const AT_WORK: QuarantineProgress = { phase: 'working', successes: 0, failures: 0 };

/** The quarantine of one directory, as a definition: `nextQuarantine` drives it. */
const quarantineMachine = setup({
  types: { context: {} as { successes: number; failures: number }, events: {} as QuarantineEvent },
  guards: { isLastSuccess: ({ context }) => context.successes + 1 >= SUCCESSES_TO_END },
  actions: {
    beginAnew: assign({ successes: 0, failures: 0 }),
    countSuccess: assign({ successes: ({ context }) => context.successes + 1, failures: 0 }),
    countFailure: assign({ successes: 0, failures: ({ context }) => context.failures + 1 }),
  },
}).createMachine({
  id: 'quarantine',
  initial: 'working',
  context: { successes: 0, failures: 0 },
  states: {
    working: { on: { OUTNUMBERED: { target: 'probing', actions: 'beginAnew' } } },
    probing: {
      on: {
        SUCCEEDED: [
          { guard: 'isLastSuccess', target: 'working', actions: 'beginAnew' },
          { target: 'probing', actions: 'countSuccess' },
        ],
        FAILED: { target: 'probing', actions: 'countFailure' },
      },
    },
  },
});

/** An event that means nothing in a phase leaves it. */
export function nextQuarantine({ phase, successes, failures }: QuarantineProgress, event: QuarantineEvent): QuarantineProgress {
  const before = quarantineMachine.resolveState({ value: phase, context: { successes, failures } });
  const [after] = transition(quarantineMachine, before, event);
  return { phase: after.value, ...after.context };
}
