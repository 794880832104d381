import type { CancelTimer, Clock } from '../model/index.ts';
import type { PlanFilter } from './narrow.ts';
import type { OxPlan } from './plan.ts';

/** As long as a plan is good for whoever else asks, in milliseconds: there are always several who wait for one. */
const FRESH_MS = 5_000;

/** Makes one plan at a time, however many ask for it. */
export class PlanDesk {
  private readonly make: (filter: PlanFilter) => Promise<OxPlan>;
  private readonly clock: Clock;
  /** By what they are narrowed to. */
  private readonly current = new Map<string, Promise<OxPlan>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(make: (filter: PlanFilter) => Promise<OxPlan>, clock: Clock) {
    this.make = make;
    this.clock = clock;
  }

  /**
   * The plan, or `undefined` when it takes longer than `patienceMs`: it goes on being made for whoever asks again. Rejects as the plan does.
   * Where the whole plan cannot tell all, one is made for those who are asked for; it is a plan of everything all the same.
   */
  async plan(patienceMs: number, filter: PlanFilter = {}): Promise<OxPlan | undefined> {
    let cancel: CancelTimer = () => undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      cancel = this.clock.after(patienceMs, () => resolve(undefined));
    });
    try {
      return await Promise.race([this.telling(filter), tooLong]);
    } finally {
      cancel();
    }
  }

  private async telling(filter: PlanFilter): Promise<OxPlan> {
    const narrowed = this.current.get(keyOf(filter));
    if (narrowed !== undefined) return await narrowed;
    const whole = await this.of({});
    const isCut = [...whole.objects, ...whole.observed].some((object) => object.isCut === true);
    return isCut ? await this.of(filter) : whole;
  }

  private of(filter: PlanFilter): Promise<OxPlan> {
    const key = keyOf(filter);
    const known = this.current.get(key);
    if (known !== undefined) return known;
    const begin = (): Promise<OxPlan> => this.make(filter);
    const made = this.last.then(begin, begin);
    this.last = made;
    this.current.set(key, made);
    const forget = (): void => {
      this.current.delete(key);
    };
    made.then(() => this.clock.after(FRESH_MS, forget), forget);
    return made;
  }
}

function keyOf({ directory, kind, contextId }: PlanFilter): string {
  return JSON.stringify([directory, kind, contextId]);
}
