import { LeaderElection, type LeaderEpoch, leaseTiming } from '../../src/kube/index.ts';
import type { KeptLease, LeasePort, LeaseRecord } from '../../src/kube/lease.ts';
import { type CancelTimer, type Clock, sleep } from '../../src/model/index.ts';
import { SeededRandom } from '../world/seeded-random.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

/** How much of what a process sends gets through: `deaf` loses the answers alone. */
type Road = 'open' | 'cut' | 'deaf';

const TIMING = leaseTiming(15_000);

/** Some processes, one Lease, and a network between them that a test can break, in virtual time. */
export class LeaseWorld {
  readonly clock = new VirtualClock();
  readonly processes: LeaseProcess[] = [];
  readonly random: SeededRandom;
  kept: KeptLease | undefined;
  /** What went wrong with what must hold at any moment. */
  readonly violations: string[] = [];
  private writes = 0;

  constructor(seed = 1) {
    this.random = new SeededRandom(seed);
  }

  /** @param clocks how the clocks of the process go: milliseconds ahead of the others, and how fast */
  begin(clocks: { ahead?: number; speed?: number } = {}): LeaseProcess {
    const process = new LeaseProcess(this, `process-${this.processes.length + 1}`, clocks);
    this.processes.push(process);
    process.election.start();
    return process;
  }

  /** Those that would write now. */
  get writers(): LeaseProcess[] {
    return this.processes.filter((process) => process.mayWrite);
  }

  async advance(durationMs: number): Promise<void> {
    for (let rest = durationMs; rest > 0; rest -= LOOK_EVERY_MS) {
      await this.clock.advance(Math.min(rest, LOOK_EVERY_MS));
      this.check();
    }
  }

  /** Milliseconds until `condition` holds. */
  async until(condition: () => boolean): Promise<number> {
    const start = this.clock.now();
    while (!condition()) {
      if (this.clock.now() - start > 120_000) throw new Error('it did not come true within two minutes');
      await this.advance(LOOK_EVERY_MS);
    }
    return this.clock.now() - start;
  }

  check(): void {
    const names = this.writers.map(({ name }) => name);
    if (names.length > 1) this.violations.push(`at ${this.clock.now()} both ${names.join(' and ')} may write`);
  }

  create(record: LeaseRecord): KeptLease | 'overtaken' {
    if (this.kept !== undefined) return 'overtaken';
    return this.keep(`uid-${this.writes}`, record);
  }

  replace(base: KeptLease, record: LeaseRecord): KeptLease | 'overtaken' {
    if (this.kept?.uid !== base.uid || this.kept.version !== base.version) return 'overtaken';
    return this.keep(base.uid, record);
  }

  deleteLease(): void {
    this.kept = undefined;
  }

  private keep(uid: string, record: LeaseRecord): KeptLease {
    this.writes += 1;
    this.kept = { uid, version: String(this.writes), record };
    return this.kept;
  }
}

const LOOK_EVERY_MS = 100;

/** A process of its own: with clocks that may be wrong, a way to the Lease that may be broken, and it can be stopped, continued and killed. */
export class LeaseProcess implements LeasePort {
  readonly name: string;
  readonly election: LeaderElection;
  readonly epochs: LeaderEpoch[] = [];
  readonly log: string[] = [];
  lostBecause: string | undefined;
  road: Road = 'open';
  /** Milliseconds that a request, and its answer, take at most. */
  slowness = 20;
  wallJump = 0;
  private readonly world: LeaseWorld;
  private isAlive = true;
  private isEnding = false;
  private whileStopped: (() => void)[] | undefined;

  constructor(world: LeaseWorld, name: string, { ahead = 0, speed = 1 }: { ahead?: number; speed?: number }) {
    this.world = world;
    this.name = name;
    const now = (): number => ahead + world.clock.now() * speed;
    const after = (delayMs: number, callback: () => void): CancelTimer =>
      world.clock.after(delayMs / speed, () => this.whenAwake(callback));
    const steady: Clock = { now, after };
    const write = (line: string): void => void this.log.push(line);
    this.election = new LeaderElection({
      lease: this,
      identity: name,
      timing: TIMING,
      clocks: { steady, wall: { now: () => now() + this.wallJump, after } },
      random: world.random,
      log: { info: write, warn: write },
      onStartedLeading: (epoch) => this.epochs.push(epoch),
      onStoppedLeading: (reason) => {
        this.lostBecause = reason;
      },
    });
  }

  /** As an observer from outside would see it: whoever stands still writes nothing. */
  get mayWrite(): boolean {
    return this.isAlive && this.whileStopped === undefined && this.election.mayWrite;
  }

  get isOver(): boolean {
    return !this.isAlive || this.isEnding || this.lostBecause !== undefined;
  }

  /** SIGTERM to one that has nothing to finish. */
  async end(): Promise<void> {
    this.isEnding = true;
    await this.election.stop();
    this.kill();
  }

  kill(): void {
    this.isAlive = false;
  }

  /** SIGSTOP. */
  halt(): void {
    this.whileStopped ??= [];
  }

  /** SIGCONT: first of all it may try to write, before any timer or answer comes to it. */
  goOn(): void {
    const waiting = this.whileStopped ?? [];
    this.whileStopped = undefined;
    this.world.check();
    for (const callback of waiting) callback();
  }

  read(signal: AbortSignal): Promise<KeptLease | undefined> {
    return this.travel(() => this.world.kept, signal);
  }

  create(record: LeaseRecord, signal: AbortSignal): Promise<KeptLease | 'overtaken'> {
    return this.travel(() => this.world.create(record), signal);
  }

  replace(base: KeptLease, record: LeaseRecord, signal: AbortSignal): Promise<KeptLease | 'overtaken'> {
    return this.travel(() => this.world.replace(base, record), signal);
  }

  /** What was sent arrives, though nobody may wait for the answer any more. */
  private async travel<T>(arrive: () => T, signal: AbortSignal): Promise<T> {
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return await Promise.race([this.exchange(arrive), aborted]);
  }

  private async exchange<T>(arrive: () => T): Promise<T> {
    await this.delay();
    if (this.road === 'cut') return await new Promise<never>(() => undefined);
    const answer = arrive();
    await this.delay();
    if (this.road !== 'open') return await new Promise<never>(() => undefined);
    return await new Promise((resolve) => this.whenAwake(() => resolve(answer)));
  }

  private delay(): Promise<void> {
    return sleep(this.world.clock, this.world.random.below(this.slowness));
  }

  private whenAwake(callback: () => void): void {
    if (!this.isAlive) return;
    if (this.whileStopped === undefined) callback();
    else this.whileStopped.push(callback);
  }
}
