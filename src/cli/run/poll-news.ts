import type { Fault } from '../../model/index.ts';
import type { PollReport } from '../../operator/index.ts';

/** Of many polls only those are news that fail in a new way, or go well after a failure. */
export class PollNews {
  private readonly tell: (directory: string, fault: Fault | undefined) => void;
  private readonly faults = new Map<string, string>();

  constructor(tell: (directory: string, fault: Fault | undefined) => void) {
    this.tell = tell;
  }

  take({ directory, fault }: PollReport): void {
    const before = this.faults.get(directory);
    if (before === fault?.message) return;
    if (fault === undefined) this.faults.delete(directory);
    else this.faults.set(directory, fault.message);
    this.tell(directory, fault);
  }
}
