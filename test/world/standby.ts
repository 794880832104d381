import type { Extra } from './extra.ts';
import type { OperatorProcess } from './operator-process.ts';
import { SeededRandom } from './seeded-random.ts';
import type { World } from './world.ts';

/** A second process with a cache of its own stands by, and takes over when the one who leads is no more, or cannot renew its Lease. */
export class Standby implements Extra {
  private readonly world: World;
  private readonly random: SeededRandom;
  private waiting: OperatorProcess | undefined;
  /** Leads no more, and lives on for a while. */
  private fenced: OperatorProcess | undefined;

  constructor(world: World, random: SeededRandom) {
    this.world = world;
    this.random = random;
  }

  async happen(): Promise<void> {
    if (this.waiting === undefined) await this.standBy();
    else if (this.random.chance(0.15)) await this.takeOver();
  }

  /** One process is enough for the long time in which nothing happens. */
  async heal(): Promise<void> {
    if (this.waiting !== undefined && this.random.chance(0.5)) await this.takeOver();
    this.waiting?.die();
    this.fenced?.die();
  }

  /** Begins with an empty cache at first, afterwards with that of the one who led before. */
  private async standBy(): Promise<void> {
    const cache = this.fenced?.cache;
    this.fenced?.die();
    this.fenced = undefined;
    const process = this.world.newProcess(new SeededRandom(this.random.below(1_000_000)), cache);
    this.waiting = process;
    await process.prepare(true);
  }

  private async takeOver(): Promise<void> {
    const { world, random, waiting } = this;
    const { leader } = world;
    if (waiting === undefined || leader === undefined) return;
    const ends = [() => this.kill(leader), () => this.partition(leader), () => this.end(leader)];
    await random.pick(ends)();
    this.waiting = undefined;
    this.fenced = leader;
    world.takeOver(waiting);
  }

  private async kill(leader: OperatorProcess): Promise<void> {
    leader.die();
    await this.pass(20);
  }

  /** The Lease is given away only a while after its holder has stopped writing. */
  private async partition(leader: OperatorProcess): Promise<void> {
    leader.fence();
    await this.pass(20);
  }

  private async end(leader: OperatorProcess): Promise<void> {
    const passed = this.world.clock.advance(20_000);
    await Promise.race([leader.operator.stop(), passed]);
    await passed;
    leader.die();
  }

  private async pass(seconds: number): Promise<void> {
    await this.world.clock.advance(1_000 + this.random.below(seconds * 1_000));
  }
}
