import type { GuardedKind } from '../cache/index.ts';
import type { QueryKind } from '../mapping/index.ts';
import type { Kind } from '../model/index.ts';

/** The query whose entries objects of a kind come from; nothing for kinds that come from custom resources alone. */
export const QUERY_OF: Readonly<Partial<Record<Kind, QueryKind>> & Record<GuardedKind, QueryKind>> = {
  User: 'users',
  DeputyPermission: 'users',
  Group: 'groups',
  FunctionalAccount: 'functionalAccounts',
};
