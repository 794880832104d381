import { describe, expect, it } from 'vitest';
import type { ModuleAccessData } from '../../simulator/index.ts';
import { addUser, inTen, master, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

const on = (access: ModuleAccessData) => Object.entries(access).flatMap(([flag, value]) => (value === true ? [flag] : []));

describe('module access', () => {
  it('is written whole: an absent flag is off', () => {
    const ox = simulatedOx();
    const id = addUser(ox, 'jane');
    ox.call('OXUserService', 'changeByModuleAccess', { ...inTen, user: { id }, moduleAccess: { calendar: true, tasks: false } });
    const access = ox.call('OXUserService', 'getModuleAccess', { ...inTen, user: { id } });
    expect(on(access)).toEqual(['calendar']);
    expect(Object.keys(access)).toHaveLength(26);
  });

  it.each(['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'] as const)(
    'without the address book cannot have %s',
    (flag) => {
      const ox = simulatedOx();
      const id = addUser(ox, 'jane');
      const moduleAccess = { globalAddressBookDisabled: true, [flag]: true };
      expect(refusalOf(() => ox.call('OXUserService', 'changeByModuleAccess', { ...inTen, user: { id }, moduleAccess }))).toBe(
        'StorageException: Global address book can not be disabled for non-PIM users.',
      );
      expect(on(ox.call('OXUserService', 'getModuleAccess', { ...inTen, user: { id } }))).toEqual(['webmail']);
    },
  );

  it('of a user who is not there is refused, by name wrapped', () => {
    const ox = simulatedOx();
    const change = (user: { id?: number; name?: string } | undefined) =>
      refusalOf(() => ox.call('OXUserService', 'changeByModuleAccess', { ...inTen, user, moduleAccess: {} }));
    expect(change({ id: 9 })).toBe('NoSuchUserException: No such user 9 in context 10');
    expect(change({ name: 'zz' })).toBe(
      'NoSuchUserException: com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchUserException: No such user zz in context 10',
    );
    expect(change(undefined)).toBe('InvalidDataException: User or UserModuleAccess is null');
  });

  it('by name is a combination, and a combination is found by its flags', () => {
    const ox = simulatedOx({ accessCombinations: { office: ['webmail', 'calendar', 'publicFolderEditable'] } });
    const id = addUser(ox, 'jane');
    const name = (user: number) => ox.call('OXUserService', 'getAccessCombinationName', { ...inTen, user: { id: user } });
    const change = (user: number, access_combination_name: string) =>
      refusalOf(() => ox.call('OXUserService', 'changeByModuleAccessName', { ...inTen, user: { id: user }, access_combination_name }));
    expect([change(id, 'office'), change(2, 'office'), change(id, 'none'), change(id, ' ')]).toEqual([
      'accepted: undefined',
      'accepted: undefined',
      'InvalidDataException: No such access combination name "none"',
      'InvalidDataException: User or UserModuleAccess is null',
    ]);
    // Only the admin keeps publicFolderEditable, so only he has the combination exactly.
    expect([name(id), name(2)]).toEqual([undefined, 'office']);
  });

  it('of a whole context reaches every user, publicFolderEditable only the admin', () => {
    const ox = simulatedOx();
    const id = addUser(ox, 'jane');
    ox.call('OXContextService', 'changeModuleAccess', {
      ctx: { id: 10 },
      access: { tasks: true, publicFolderEditable: true },
      auth: master,
    });
    const access = (user: number) => on(ox.call('OXUserService', 'getModuleAccess', { ...inTen, user: { id: user } }));
    expect([access(id), access(2)]).toEqual([['tasks'], ['tasks', 'publicFolderEditable']]);
    expect(on(ox.call('OXContextService', 'getModuleAccess', { ctx: { id: 10 }, auth: master }))).toEqual([
      'tasks',
      'publicFolderEditable',
    ]);
  });

  it('of a new context admin is webmail and contacts, or the default combination', () => {
    const access = (combination: string) =>
      on(
        simulatedOx({ newContextAccessCombination: combination }).call('OXContextService', 'getModuleAccess', {
          ctx: { id: 10 },
          auth: master,
        }),
      );
    expect(access('NOT_DEFINED')).toEqual(['contacts', 'webmail']);
    expect(access('pim')).toEqual(['calendar', 'collectEmailAddresses', 'contacts', 'editPassword', 'tasks', 'webmail']);
  });
});

describe('capabilities', () => {
  it('are added, taken away and dropped', () => {
    const ox = simulatedOx();
    const user = { id: addUser(ox, 'jane') };
    const get = () => ox.call('OXUserService', 'getUserCapabilities', { ...inTen, user });
    expect(get()).toBe('There are no capabilities set for user 3 in context 10');
    ox.call('OXUserService', 'changeCapabilities', { ...inTen, user, capsToAdd: 'a, b', capsToRemove: 'c' });
    expect(get()).toBe('-c, a, b');
    ox.call('OXUserService', 'changeCapabilities', { ...inTen, user, capsToAdd: 'c', capsToRemove: 'a', capsToDrop: 'b' });
    expect(get()).toBe('-a, c');
    expect(refusalOf(() => ox.call('OXUserService', 'changeCapabilities', { ...inTen, user, capsToAdd: ' ,' }))).toBe(
      'InvalidDataException: No capabilities specified.',
    );
  });

  it('of a context are kept apart', () => {
    const ox = simulatedOx();
    const get = () => ox.call('OXContextService', 'getContextCapabilities', { ctx: { id: 10 }, auth: master });
    expect(get()).toBe('There are no capabilities set for context 10');
    ox.call('OXContextService', 'changeCapabilities', { ctx: { id: 10 }, auth: master, capsToAdd: 'drive' });
    expect(get()).toBe('drive');
  });
});
