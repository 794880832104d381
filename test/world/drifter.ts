import type { Edit, OxSimulation } from '../../simulator/index.ts';
import type { DriftPolicy } from '../../src/engine/index.ts';
import { accountsOf } from './accounts.ts';
import type { Extra } from './extra.ts';
import type { Meddler } from './meddler.ts';
import { complaints, type Wishes } from './oracle.ts';
import { CONTEXTS } from './people.ts';
import type { SeededRandom } from './seeded-random.ts';
import { isStranger } from './strangers.ts';

interface Surroundings {
  readonly ox: OxSimulation;
  readonly wishes: Wishes;
  readonly meddler: Meddler;
  readonly random: SeededRandom;
  readonly policy: DriftPolicy;
  readonly edit: (edit: Edit) => void;
  readonly pass: (ms: number) => Promise<void>;
  /** How many writes OX has seen. */
  readonly writes: () => number;
}

const EDITS_AT_THE_END = 8;

/** Somebody changes single fields in OX by hand. What becomes of that is up to the driftPolicy. */
export class Drifter implements Extra {
  private readonly world: Surroundings;

  constructor(world: Surroundings) {
    this.world = world;
  }

  /** Under the other policies a touch at the source writes what changed there and nothing else: an edit may stay for good. */
  happen(): void {
    if (this.world.random.chance(0.2) && this.isCorrected) this.edit();
  }

  /** With nothing else to do, Correct undoes all of it without a touch at the source, and the others leave all of it as it is. */
  async judge(): Promise<string[]> {
    const { ox, wishes, meddler, policy, pass, writes } = this.world;
    meddler.touchesNothing = true;
    for (let count = 0; count < EDITS_AT_THE_END; count += 1) {
      if (count % 2 === 0) this.edit();
      else meddler.makeDrift();
    }
    const before = writes();
    // What hangs together is corrected one after the other.
    await pass(policy.intervalMs * 4);
    if (this.isCorrected) return complaints(ox, wishes).map((complaint) => `after the drift was corrected: ${complaint}`);
    const count = writes() - before;
    return count === 0 ? [] : [`${count} writes by driftPolicy ${policy.policy}`];
  }

  private get isCorrected(): boolean {
    return this.world.policy.policy === 'Correct';
  }

  private edit(): void {
    const { ox, random } = this.world;
    const contextId = random.pick(CONTEXTS);
    if (!ox.installation.contexts.has(contextId)) return;
    const deeds = [() => this.renamePerson(contextId), () => this.describeRoom(contextId), () => this.renameAccount(contextId)];
    random.pick(deeds)();
  }

  private renamePerson(contextId: number): void {
    const { ox, wishes } = this.world;
    const account = this.some(accountsOf(ox, contextId).filter(({ sourceId }) => wishes.people.isWanted(sourceId)));
    if (account === undefined) return;
    this.world.edit({ kind: 'setUserFields', contextId, user: account.id, fields: { given_name: 'By hand' } });
  }

  private describeRoom(contextId: number): void {
    const { ox } = this.world;
    const resources = ox.installation.contexts.get(contextId)?.resources.all() ?? [];
    const resource = this.some(resources.filter(({ displayname }) => !isStranger(displayname)));
    if (resource === undefined) return;
    this.world.edit({ kind: 'setResourceFields', contextId, resource: resource.id, fields: { description: 'by hand' } });
  }

  private renameAccount(contextId: number): void {
    const { ox } = this.world;
    const accounts = ox.installation.contexts.get(contextId)?.accounts.all() ?? [];
    const account = this.some(accounts.filter(({ name }) => !isStranger(name)));
    if (account === undefined) return;
    const { userId, primaryAddress } = account;
    this.world.edit({ kind: 'setAccountFields', contextId, user: userId, primaryAddress, fields: { name: 'by hand' } });
  }

  private some<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : this.world.random.pick(items);
  }
}
