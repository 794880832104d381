import type { CallDescription, OxSimulation } from '../../simulator/index.ts';
import { type Account, accountsOf } from './accounts.ts';
import type { Approver } from './approver.ts';
import type { Extra } from './extra.ts';
import { roomNameOf } from './judge-rooms.ts';
import type { Wishes } from './oracle.ts';
import { CONTEXTS } from './people.ts';

interface Watched {
  readonly ox: OxSimulation;
  readonly wishes: Wishes;
  readonly approver: Approver;
  /** So many users may be deleted without being approved. */
  readonly mostDeleted: number;
  readonly extras: readonly Extra[];
}

/**
 * Looks at OX after every write, and knows what must never happen even for a moment: a person with two accounts in a context, an older
 * state after a newer one, the account or the data of somebody gone whom the directory always wanted, and the same of rooms.
 */
export class Watch {
  readonly complaints: string[] = [];
  private readonly watched: Watched;
  private readonly before = new Map<number, readonly Account[]>();
  private readonly dataOf = new Map<string, string>();
  /** Who was deleted without an admin who approved it. */
  private readonly deleted = new Set<string>();
  private rooms: ReadonlySet<string> = new Set();

  constructor(watched: Watched) {
    this.watched = watched;
  }

  look(call: CallDescription): void {
    const now = new Map(CONTEXTS.map((contextId) => [contextId, accountsOf(this.watched.ox, contextId)]));
    const everywhere = [...now.values()].flat();
    const gone = this.goneOf([...this.before.values()].flat(), everywhere);
    // Whose account somebody else of the same name was given has lost it, but nothing was deleted.
    const deleted = gone.filter(({ dataOf }) => !everywhere.some((other) => other.dataOf === dataOf));
    // To the guard it is as good as deleted, where it could know.
    this.complaints.push(...this.tooMany(gone.filter((account) => deleted.includes(account) || this.isHeardOf(account))));
    for (const extra of this.watched.extras) this.complaints.push(...deleted.flatMap((account) => extra.gone?.(account) ?? []));
    for (const [contextId, accounts] of now) {
      const before = this.before.get(contextId) ?? [];
      this.before.set(contextId, accounts);
      for (const complaint of [
        ...twice(accounts, this.watched.wishes.orphaned),
        ...older(before, accounts),
        ...this.wronglyGone(before, everywhere),
      ]) {
        this.complaints.push(`context ${contextId}: ${complaint}`);
      }
    }
    this.complaints.push(...this.othersData(everywhere), ...this.roomsGone());
    for (const extra of this.watched.extras) this.complaints.push(...(extra.look?.(call) ?? []));
  }

  /** Moved to another context with the data is not gone. */
  private wronglyGone(before: readonly Account[], everywhere: readonly Account[]): string[] {
    return before
      .filter(({ sourceId }) => this.isAlwaysWanted(sourceId) && !everywhere.some((other) => other.sourceId === sourceId))
      .map((account) => `user ${account.name} (${account.sourceId}) was deleted, although the directory never stopped wanting it`);
  }

  /** All within a day, so that the window of the guard never ends. */
  private tooMany(gone: readonly Account[]): string[] {
    const { approver, mostDeleted } = this.watched;
    const news = gone.filter(({ sourceId }) => !approver.released.has(sourceId) && !this.deleted.has(sourceId));
    for (const { sourceId } of news) this.deleted.add(sourceId);
    if (news.length === 0 || this.deleted.size <= mostDeleted) return [];
    return [`user ${news.map(({ name }) => name).join()} was deleted, which makes ${this.deleted.size} that nobody approved`];
  }

  /** The data of somebody who only moved come with him. */
  private othersData(everywhere: readonly Account[]): string[] {
    return everywhere.flatMap(({ sourceId, name, dataOf }) => {
      const known = this.dataOf.get(sourceId);
      // Of two in different contexts either may be the one that goes.
      if (known !== undefined && everywhere.some((other) => other.sourceId === sourceId && other.dataOf === known)) return [];
      this.dataOf.set(sourceId, dataOf);
      if (known === undefined || known === dataOf || !this.isAlwaysWanted(sourceId)) return [];
      return [`user ${name} (${sourceId}) has the data of ${dataOf} instead of his own of ${known}`];
    });
  }

  private goneOf(before: readonly Account[], everywhere: readonly Account[]): Account[] {
    const there = new Set(everywhere.map(({ sourceId }) => sourceId));
    return before.filter(({ sourceId }) => !there.has(sourceId) && !this.watched.wishes.lost.has(sourceId));
  }

  private isHeardOf(account: Account): boolean {
    return this.watched.wishes.isHeardOf({ ...account, kind: 'User' });
  }

  private isAlwaysWanted(sourceId: string): boolean {
    const { wishes } = this.watched;
    return !wishes.people.onceUnwanted.has(sourceId) && !wishes.lost.has(sourceId);
  }

  /** In another context it is there before it goes here. */
  private roomsGone(): string[] {
    const { ox, wishes } = this.watched;
    const stored = CONTEXTS.flatMap((contextId) => ox.installation.contexts.get(contextId)?.resources.all() ?? []);
    const now = new Set(stored.map(roomNameOf));
    const gone = [...this.rooms].filter((name) => !now.has(name) && wishes.rooms.wanted.has(name) && !wishes.lost.has(name));
    this.rooms = now;
    return gone.map((name) => `${name} was deleted, although it was always wanted`);
  }
}

/** Of somebody who was orphaned nobody knows any more that he is there. */
function twice(now: readonly Account[], orphaned: ReadonlySet<string>): string[] {
  const seen = new Set<string>();
  return now.flatMap(({ sourceId, name }) => {
    if (seen.has(sourceId) && !orphaned.has(sourceId)) return [`${sourceId} has a second account ${name}`];
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
