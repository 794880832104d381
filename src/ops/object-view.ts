import type { ListedObject } from '../cache/index.ts';
import { remedyFor } from '../model/index.ts';

/** An object as the API tells it. Times are ISO 8601 in UTC; what does not apply is left out. */
export interface ObjectView {
  readonly kind: string;
  readonly name: string;
  /** 0: it has none. */
  readonly contextId: number;
  readonly sourceId: string;
  /** Name of the OXDirectory that feeds it; empty for an object of a custom resource. */
  readonly directory: string;
  readonly state: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy?: string;
  /** Failed ones in a row. */
  readonly attempts: number;
  /** The number that it has in OX. */
  readonly oxId?: number;
  /** It is to be deleted in OX. */
  readonly isGoing?: true;
  readonly changedTime: string;
  readonly lastTriedTime?: string;
  readonly failedSinceTime?: string;
  readonly nextRetryTime?: string;
}

export function objectView(object: ListedObject): ObjectView {
  const { kind, name, contextId, sourceId, owner, state, attempts, changedAt } = object;
  const told = { ...why(object), attempts, ...inOx(object), ...times(object) };
  return { kind, name, contextId, sourceId, directory: owner, state, ...told, changedTime: toTime(changedAt) };
}

/** What one that has settled said before is over. */
function why({ state, reason, message }: ListedObject): Pick<ObjectView, 'reason' | 'message' | 'remedy'> {
  if (reason === null) return { reason: 'Progressing', message: '' };
  if (state === 'settled') return { reason, message: '' };
  const remedy = remedyFor(reason);
  return { reason, message: message ?? '', ...(remedy === undefined ? {} : { remedy }) };
}

function inOx({ oxId, isWanted }: ListedObject): Pick<ObjectView, 'oxId' | 'isGoing'> {
  return { ...(oxId === null || oxId === 0 ? {} : { oxId }), ...(isWanted === 1 ? {} : { isGoing: true }) };
}

function times({ triedAt, failedSince, nextAt }: ListedObject): Pick<ObjectView, 'lastTriedTime' | 'failedSinceTime' | 'nextRetryTime'> {
  return {
    ...(triedAt === null ? {} : { lastTriedTime: toTime(triedAt) }),
    ...(failedSince === null ? {} : { failedSinceTime: toTime(failedSince) }),
    ...(nextAt === 0 ? {} : { nextRetryTime: toTime(nextAt) }),
  };
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
