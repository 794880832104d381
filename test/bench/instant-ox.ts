import type { OxGateway } from '../../src/ox/index.ts';

/** An OX that takes whatever it is given, at once, and remembers nothing: what is left is the cost of the caller. */
export function instantOx(): OxGateway {
  let id = 2;
  const nextId = async (): Promise<number> => {
    id += 1;
    return id;
  };
  const done = async (): Promise<void> => undefined;
  const nothing = async (): Promise<undefined> => undefined;
  const yes = async (): Promise<boolean> => true;
  const none = async (): Promise<never[]> => [];
  return {
    contexts: { exists: yes, get: nothing, create: done, change: done, delete: done },
    users: {
      ...{ create: nextId, createFromGuest: nextId, change: done, changeRights: done, changePersonal: done, delete: done },
      ...{ exists: yes, get: nothing, getMany: none, guests: none, rights: none },
    },
    groups: { create: nextId, change: done, delete: done, get: nothing, list: none },
    resources: { create: nextId, change: done, delete: done, get: nothing, ids: none, getMany: none },
    secondaryAccounts: { create: done, update: yes, delete: yes, list: none },
    userCopy: { copy: nextId },
    deputies: {
      ...{ grant: async () => '1', update: done, revoke: done, list: none },
      ...{ blockManual: done, unblockManual: done },
    },
    close: done,
  };
}
