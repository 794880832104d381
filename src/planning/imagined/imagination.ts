import type { Reason } from '../../model/index.ts';
import {
  type ContextAccess,
  type OxContext,
  OxError,
  type OxGroup,
  type OxObjectType,
  type OxResource,
  type OxUser,
} from '../../ox/index.ts';
import { CallTally } from './call-tally.ts';
import { Image } from './image.ts';

export interface ImaginedUser extends OxUser {
  /** Where they were imagined. */
  readonly rights?: readonly string[] | undefined;
}

/** One context as the plan made it. */
export interface Place {
  readonly users: Image<ImaginedUser>;
  readonly groups: Image<OxGroup>;
  readonly resources: Image<OxResource>;
}

/** Everything that a plan has made of OX so far, and what that would have cost. */
export class Imagination {
  readonly tally = new CallTally();
  /** Contexts that were made, changed or (`undefined`) deleted. */
  readonly contexts = new Map<number, OxContext | undefined>();
  /** Contexts that exist in the plan only: OX is not asked about them. */
  readonly newContexts = new Set<number>();
  /** Of groups that the plan changed, by `<context id> <id>`: who was in them the last time. */
  readonly membersBefore = new Map<string, readonly number[]>();
  /** Names of users whom the plan deleted, by `<context id> <id>`. */
  readonly namesOfGone = new Map<string, string>();
  private readonly places = new Map<number, Place>();
  private lastId = 0;

  /** The id of something that is only imagined; OX itself gives none below zero. */
  nextId(): number {
    this.lastId -= 1;
    return this.lastId;
  }

  place(contextId: number): Place {
    const known = this.places.get(contextId);
    if (known !== undefined) return known;
    const place: Place = { users: new Image(), groups: new Image(), resources: new Image() };
    this.places.set(contextId, place);
    return place;
  }

  /** Asks OX, unless the context exists in the plan only, where there is nothing yet. */
  async real<T>({ contextId }: ContextAccess, ask: () => Promise<T>, nothing: T): Promise<T> {
    return this.newContexts.has(contextId) ? nothing : await ask();
  }
}

/** What OX would refuse. */
export function refused(reason: Reason, message: string, call: Call): OxError {
  return new OxError(reason, message, { ...call, target: 'context' });
}

export function missing(what: OxObjectType, call: Call): OxError {
  const { service, operation, contextId } = call;
  return new OxError('ServerFault', `${service}.${operation} in context ${contextId}: there is no such ${what}`, {
    ...call,
    missing: what,
    target: 'context',
  });
}

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly contextId: number;
}
