import type { OxSimulation } from '../../simulator/index.ts';
import { USER_RIGHTS } from '../../src/model/index.ts';

/** A user of OX as the world sees it. */
export interface Account {
  readonly id: number;
  readonly name: string;
  readonly mail: string;
  /** Out of the note that the world's directory wrote. */
  readonly version: number;
  readonly sourceId: string;
  readonly rights: readonly string[];
  /** Whose mails and appointments he has: it stays with somebody who moves. */
  readonly dataOf: string;
}

/** Everybody in a context but its admin and guests. */
export function accountsOf(ox: OxSimulation, contextId: number): Account[] {
  const context = ox.installation.contexts.get(contextId);
  if (context === undefined) return [];
  return [...context.users.values()]
    .filter((user) => user.id !== context.record.adminId && user.guestCreatedBy === 0)
    .map((user) => {
      const [version = '', sourceId = ''] = (user.data.note ?? '').split(' ');
      const rights = USER_RIGHTS.filter((right) => user.access[right] === true);
      const { id, name, dataOf } = user;
      return { id, name, mail: user.data.primaryEmail ?? '', version: Number(version.slice(1)), sourceId, rights, dataOf };
    });
}
