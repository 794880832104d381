import type { OxSimulation } from '../../simulator/index.ts';
import { USER_RIGHTS } from '../../src/model/index.ts';
import { isStranger } from './strangers.ts';

/** A user of OX as the world sees it. */
export interface Account {
  readonly contextId: number;
  readonly id: number;
  readonly name: string;
  readonly mail: string;
  readonly givenName: string;
  /** Out of the note that the world's directory wrote. */
  readonly version: number;
  readonly sourceId: string;
  readonly rights: readonly string[];
  /** Whose mails and appointments he has: it stays with somebody who moves. */
  readonly dataOf: string;
}

/** Everybody in a context but its admin, guests, and those whom nobody manages. */
export function accountsOf(ox: OxSimulation, contextId: number): Account[] {
  const context = ox.installation.contexts.get(contextId);
  if (context === undefined) return [];
  return [...context.users.values()]
    .filter((user) => user.id !== context.record.adminId && user.guestCreatedBy === 0 && !isStranger(user.data.note))
    .map((user) => {
      const [version = '', sourceId = ''] = (user.data.note ?? '').split(' ');
      const rights = USER_RIGHTS.filter((right) => user.access[right] === true);
      const { id, name, dataOf } = user;
      const { primaryEmail: mail = '', given_name: givenName = '' } = user.data;
      return { contextId, id, name, mail, givenName, version: Number(version.slice(1)), sourceId, rights, dataOf };
    });
}
