import type { ContextAccess, OxSecondaryAccount, OxSecondaryAccounts } from '../../src/ox/index.ts';
import type { AccountData, IdData } from '../state/index.ts';
import type { InProcessPort } from './in-process-port.ts';

/** For nobody there is no call. */
export function secondaryAccountsOver(port: InProcessPort): OxSecondaryAccounts {
  const service = 'OXSecondaryAccountService';
  return {
    create: async (access, { login, name, primaryAddress, personal }, userIds) => {
      if (userIds.length === 0) return;
      const accountDataOnCreate = { login, name, primaryAddress, personal, mailEndpointSource: 'primary' };
      await port.call(service, 'create', { accountDataOnCreate, ...sharedBy(access, userIds) }, { caller: access.admin });
    },
    update: async (access, { primaryAddress, login, name, personal }, userIds) => {
      if (userIds.length === 0) return false;
      const args = { primaryAddress, accountDataUpdate: { login, name, personal }, ...sharedBy(access, userIds) };
      return port.call(service, 'update', args, { caller: access.admin });
    },
    delete: async (access, primaryAddress, users) => {
      if (users.length === 0) return false;
      return port.call(service, 'delete', { primaryAddress, ...sharedBy(access, users) }, { caller: access.admin });
    },
    list: async (access, users) => {
      if (users.length === 0) return [];
      return (await port.call(service, 'list', sharedBy(access, users), { caller: access.admin })).map(readAccount);
    },
  };
}

interface SharedBy {
  readonly context: IdData;
  readonly users?: readonly IdData[];
  readonly groups?: readonly IdData[];
}

function sharedBy({ contextId }: ContextAccess, users: readonly number[] | 'everybody'): SharedBy {
  const context = { id: contextId };
  return users === 'everybody' ? { context, groups: [{ id: 0 }] } : { context, users: [...new Set(users)].map((id) => ({ id })) };
}

function readAccount({ userId = 0, primaryAddress = '', name = '', personal = '', login = '' }: AccountData): OxSecondaryAccount {
  return { userId, primaryAddress, name, personal, login };
}
