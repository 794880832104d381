import type { OxSimulation } from '../../simulator/index.ts';
import { type Account, accountsOf } from './oracle.ts';
import { CONTEXTS, type People } from './people.ts';

/**
 * Looks at OX after every write, and knows what must never happen even for a moment: a person with two accounts, an older state after
 * a newer one, the account of somebody deleted whom the directory always wanted.
 */
export class Watch {
  readonly complaints: string[] = [];
  private readonly ox: OxSimulation;
  private readonly people: People;
  private readonly before = new Map<number, readonly Account[]>();

  constructor(ox: OxSimulation, people: People) {
    this.ox = ox;
    this.people = people;
  }

  look(): void {
    const everywhere = CONTEXTS.flatMap((contextId) => accountsOf(this.ox, contextId));
    for (const contextId of CONTEXTS) {
      const before = this.before.get(contextId) ?? [];
      const now = accountsOf(this.ox, contextId);
      this.before.set(contextId, now);
      for (const complaint of [...twice(now), ...older(before, now), ...this.wronglyGone(before, now, everywhere)]) {
        this.complaints.push(`context ${contextId}: ${complaint}`);
      }
    }
  }

  /** Moved to another context with the data is not gone. */
  private wronglyGone(before: readonly Account[], now: readonly Account[], everywhere: readonly Account[]): string[] {
    return before
      .filter((account) => !now.some((other) => other.id === account.id) && !this.people.onceUnwanted.has(account.sourceId))
      .filter((account) => !everywhere.some((other) => other.sourceId === account.sourceId))
      .map((account) => `user ${account.name} (${account.sourceId}) was deleted, although the directory never stopped wanting it`);
  }
}

function twice(now: readonly Account[]): string[] {
  const seen = new Set<string>();
  return now.flatMap(({ sourceId, name }) => {
    if (seen.has(sourceId)) return [`${sourceId} has a second account ${name}`];
    seen.add(sourceId);
    return [];
  });
}

function older(before: readonly Account[], now: readonly Account[]): string[] {
  return now.flatMap((account) => {
    const last = before.find((other) => other.id === account.id && other.sourceId === account.sourceId);
    if (last === undefined || last.version <= account.version) return [];
    return [`user ${account.name} went back from version ${last.version} to ${account.version}`];
  });
}
