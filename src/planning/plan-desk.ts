import type { CancelTimer, Clock } from '../model/index.ts';
import type { OxPlan } from './plan.ts';

/** As long as a plan is good for whoever else asks, in milliseconds: there are always several who wait for one. */
const FRESH_MS = 5_000;

/** Makes one plan at a time, however many ask for it. */
export class PlanDesk {
  private readonly make: () => Promise<OxPlan>;
  private readonly clock: Clock;
  private current: Promise<OxPlan> | undefined;

  constructor(make: () => Promise<OxPlan>, clock: Clock) {
    this.make = make;
    this.clock = clock;
  }

  /** The plan, or `undefined` when it takes longer than `patienceMs`: it goes on being made for whoever asks again. Rejects as the plan does. */
  async plan(patienceMs: number): Promise<OxPlan | undefined> {
    this.current ??= this.begin();
    let cancel: CancelTimer = () => undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      cancel = this.clock.after(patienceMs, () => resolve(undefined));
    });
    try {
      return await Promise.race([this.current, tooLong]);
    } finally {
      cancel();
    }
  }

  private begin(): Promise<OxPlan> {
    const made = this.make();
    const forget = (): void => {
      this.current = undefined;
    };
    made.then(() => this.clock.after(FRESH_MS, forget), forget);
    return made;
  }
}
