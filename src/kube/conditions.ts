import { z } from 'zod';
import type { Reason } from '../model/index.ts';

/** One entry of `status.conditions`, as all of Kubernetes writes it. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** RFC 3339, whole seconds: when `status` last became what it is. */
  readonly lastTransitionTime: string;
  readonly observedGeneration: number;
}

export type ConditionState = Pick<Condition, 'type' | 'status' | 'message'> & { readonly reason: Reason };

/** How far a resource is. `stalled`: it goes on only when somebody mends something. */
export interface Progress {
  readonly outcome: 'ready' | 'reconciling' | 'stalled';
  readonly reason: Reason;
  readonly message: string;
}

interface Observation {
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const MAX_MESSAGE = 1024;

const conditionSchema = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().default(''),
  message: z.string().default(''),
  lastTransitionTime: z.string(),
  observedGeneration: z.number().default(0),
});

/** The conditions of a status as it was stored; what is no condition is left out. */
export function conditionsOf(status: Readonly<Record<string, unknown>> | undefined): Condition[] {
  const stored = status?.conditions;
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((condition) => conditionSchema.safeParse(condition).data ?? []);
}

/** Ready, and Reconciling or Stalled while they hold: kstatus takes their absence for False. */
export function progressConditions({ outcome, reason, message }: Progress): ConditionState[] {
  switch (outcome) {
    case 'ready':
      return [{ type: 'Ready', status: 'True', reason, message }];
    case 'reconciling':
      return [
        { type: 'Ready', status: 'False', reason, message },
        { type: 'Reconciling', status: 'True', reason, message },
      ];
    case 'stalled':
      return [
        { type: 'Ready', status: 'False', reason, message },
        { type: 'Stalled', status: 'True', reason, message },
      ];
  }
}

/** The conditions to store: exactly `states`, in their order. The time of a condition moves only when its status does. */
export function nextConditions(
  previous: readonly Condition[],
  states: readonly ConditionState[],
  { generation, now }: Observation,
): Condition[] {
  return states.map((state) => {
    const before = previous.find((condition) => condition.type === state.type);
    return {
      ...state,
      message: truncate(state.message),
      lastTransitionTime: before?.status === state.status ? before.lastTransitionTime : toSeconds(now),
      observedGeneration: generation,
    };
  });
}

function truncate(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 1)}…`;
}

function toSeconds(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}
