import type { CancelTimer, Clock } from '../model/index.ts';

/** A hint often comes with others: one look for all of them. */
export const HINT_DELAY_MS = 50;

/**
 * Does one piece of work again and again, never twice at a time. The work resolves to the delay in milliseconds after
 * which it is due again, and never rejects; a hint brings it forward.
 */
export class FolderPulse {
  private readonly clock: Clock;
  private readonly work: () => Promise<number>;
  private cancel: CancelTimer | undefined;
  private isWorking = false;
  private isHinted = false;
  private isStopped = true;

  constructor(clock: Clock, work: () => Promise<number>) {
    this.clock = clock;
    this.work = work;
  }

  start(delayMs: number): void {
    this.isStopped = false;
    this.schedule(delayMs);
  }

  hint(): void {
    if (this.isHinted || this.isStopped) return;
    this.isHinted = true;
    if (!this.isWorking) this.schedule(HINT_DELAY_MS);
  }

  stop(): void {
    this.isStopped = true;
    this.cancel?.();
  }

  private schedule(delayMs: number): void {
    this.cancel?.();
    this.cancel = this.clock.after(delayMs, () => void this.run());
  }

  private async run(): Promise<void> {
    this.isHinted = false;
    this.isWorking = true;
    const delayMs = await this.work();
    this.isWorking = false;
    if (!this.isStopped) this.schedule(this.isHinted ? HINT_DELAY_MS : delayMs);
  }
}
