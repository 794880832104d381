import type { OxSimulation } from '../../simulator/index.ts';
import type { StoredUser } from '../../simulator/state/index.ts';
import { type Account, accountsOf } from './accounts.ts';
import type { Wishes } from './oracle.ts';
import { CONTEXTS } from './people.ts';

/** Those who left while userDeletion was Orphan: their accounts stay, and are nobody's business any more. */
export class Orphans {
  private readonly ox: OxSimulation;
  private readonly wishes: Wishes;
  private watched: {
    readonly contextId: number;
    readonly id: number;
    readonly sourceId: string;
    readonly stored: StoredUser | undefined;
  }[] = [];

  constructor(ox: OxSimulation, wishes: Wishes) {
    this.ox = ox;
    this.wishes = wishes;
  }

  /** Whoever is not wanted now may be let go of; some are held, or on their way out already. */
  mayStay(): void {
    const { people, orphaned, leftData } = this.wishes;
    for (const sourceId of people.unwanted()) orphaned.add(sourceId);
    for (const { dataOf } of this.unwantedAccounts()) leftData.add(dataOf);
  }

  /** Everybody has been let go of by now: from here on nobody touches them. */
  watch(): void {
    for (const { contextId, id, sourceId } of this.unwantedAccounts()) {
      this.watched.push({ contextId, id, sourceId, stored: this.stored(contextId, id) });
    }
  }

  look(): string[] {
    const touched = this.watched.filter(({ contextId, id, stored }) => this.stored(contextId, id) !== stored);
    this.watched = this.watched.filter((one) => !touched.includes(one));
    const { people, lost } = this.wishes;
    const wrong = touched.filter(({ stored, sourceId }) => !people.isClaimed(stored?.name) && !lost.has(sourceId));
    return wrong.map(({ id, sourceId }) => `user ${id} (${sourceId}) was orphaned, and changed or deleted afterwards`);
  }

  private unwantedAccounts(): (Account & { readonly contextId: number })[] {
    const all = CONTEXTS.flatMap((contextId) => accountsOf(this.ox, contextId).map((account) => ({ ...account, contextId })));
    return all.filter(({ sourceId }) => !this.wishes.people.isWanted(sourceId));
  }

  private stored(contextId: number, id: number): StoredUser | undefined {
    return this.ox.installation.contexts.get(contextId)?.users.get(id);
  }
}
