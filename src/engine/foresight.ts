import type { Cache, CachedObject } from '../cache/index.ts';
import type { Clock } from '../model/index.ts';
import { type DependencyView, firstUnmet } from './dependencies.ts';
import type { ObjectController, Unfinished } from './object-controller.ts';
import type { Outcome } from './outcome.ts';
import type { OwnerPolicy } from './owner-policy.ts';
import { stageOf } from './staged-deletion.ts';
import { stayingOutcome } from './staying.ts';
import { faultOutcome, heldOutcome, suspendedOutcome } from './without-ox.ts';

interface ForesightOptions {
  readonly cache: Cache;
  readonly dependencies: Omit<DependencyView, 'cache'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policyOf: (owner: string) => OwnerPolicy;
  readonly controllerOf: (kind: CachedObject['kind']) => ObjectController;
  /** Custom resources, by source id, that are suspended. */
  readonly suspended: ReadonlySet<string>;
}

/** What becomes of an object as far as it can be said without OX. Only reads. */
export class Foresight {
  private readonly options: ForesightOptions;

  constructor(options: ForesightOptions) {
    this.options = options;
  }

  /** `undefined`: OX has to be asked or written to. */
  outcomeOf(object: CachedObject): Outcome | undefined {
    const { desired, applied, lookFirst } = object;
    if (desired === undefined && applied === undefined && !lookFirst) return { type: 'gone', operations: [] };
    const held = this.whyUntouched(object);
    if (held !== undefined) return held;
    if (desired?.fault !== undefined) return faultOutcome(desired.fault, object);
    const unmet = this.unmetBy(object);
    return unmet === undefined ? undefined : { type: 'waitingFor', ...unmet, applied, operations: [], lookFirst };
  }

  /** Somebody does not want anything written to it. */
  private whyUntouched(object: CachedObject): Outcome | undefined {
    const { clock, policyOf, suspended } = this.options;
    if (object.owner === '' && suspended.has(object.sourceId)) return suspendedOutcome(object);
    const policy = policyOf(object.owner);
    if (object.leaving !== undefined) return stayingOutcome(object, policy, this.unmetBy(object));
    return heldOutcome(object, policy, stageOf(object, policy, clock.now()));
  }

  private unmetBy(object: CachedObject): Unfinished | undefined {
    const { cache, controllerOf, dependencies } = this.options;
    const subject = { object, members: [], mode: 'Enforce' } as const;
    return firstUnmet(controllerOf(object.kind).dependencies(subject), subject, { cache, ...dependencies });
  }
}
