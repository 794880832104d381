import {
  type Condition,
  type ConditionState,
  conditionsOf,
  nextConditions,
  type Progress,
  progressConditions,
  REQUESTED_AT,
  type Resource,
} from '../kube/index.ts';
import { toTime } from './status-time.ts';

interface StatusParts {
  readonly resource: Resource;
  readonly progress: Progress;
  /** Beside Ready, Reconciling and Stalled. */
  readonly conditions?: readonly ConditionState[] | undefined;
  /** What an admin asked for by the annotation is done. */
  readonly isHandled: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface CommonStatus {
  readonly observedGeneration: number;
  readonly conditions: Condition[];
  readonly lastSyncTime?: string;
  readonly lastHandledReconcileAt?: string;
}

/** Called when a resource stalls because of how it is written, with the status that is going to tell it. */
export type OnProblem = (resource: Resource, status: StatusTold) => void;

/** As much of a status as events are made from. */
export interface StatusTold {
  readonly conditions?: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[] | undefined;
}

/** What the status of every kind but OXDirectory has. Pure. */
export function commonStatus({ resource, progress, conditions = [], isHandled, now }: StatusParts): CommonStatus {
  const { generation, annotations } = resource.metadata;
  const before = conditionsOf(resource.status);
  const wasReady = before.some(
    ({ type, status, observedGeneration }) => type === 'Ready' && status === 'True' && observedGeneration === generation,
  );
  const requested = annotations[REQUESTED_AT];
  return {
    observedGeneration: generation,
    conditions: nextConditions(before, [...progressConditions(progress), ...conditions], { generation, now }),
    ...(progress.outcome === 'ready' && !wasReady ? { lastSyncTime: toTime(now) } : keep(resource, 'lastSyncTime')),
    ...(requested !== undefined && isHandled ? { lastHandledReconcileAt: requested } : keep(resource, 'lastHandledReconcileAt')),
  };
}

function keep(resource: Resource, field: 'lastSyncTime' | 'lastHandledReconcileAt'): { [name in typeof field]?: string } {
  const value = resource.status?.[field];
  return typeof value === 'string' ? { [field]: value } : {};
}
