import { describe, expect, test } from 'vitest';
import { user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { DEPUTY_ROWS, LEVELS } from './tables/deputy-levels.ts';

const stage = useStage({ contexts: [10, 20], directory: { deputyPermissions: 'Enabled' } });

/** One value of the attribute, as UDM writes it. */
function grant(deputy: string, mail: string, calendar: string, onBehalf = false): string {
  return [userDn(deputy), mail, calendar, onBehalf ? '1' : '0'].join(' |:$:| ');
}

const granting = (uid: string, grants: readonly string[], more = {}) => user(uid, { oxDeputyPermissionGivenTo: grants, ...more });

/** What a user has granted in OX: `login mail calendar [on behalf]`, modules that OX keeps as five digits. */
async function grantsOf(uid: string, contextId = 10): Promise<string[]> {
  const users = await stage.ox.users(contextId);
  const grantor = users.find(({ name }) => name === uid)?.id;
  const { permissions } = await stage.ox.deputies(contextId);
  return permissions
    .filter(({ grantorId }) => grantorId === grantor)
    .map(({ userId, modulePermissions, sendOnBehalfOf }) => {
      const digits = ['mail', 'calendar'].map((module) => {
        const found = modulePermissions.find(({ moduleId }) => moduleId === module);
        if (found === undefined) return LEVELS.none;
        const { admin, folderPermission, readPermission, writePermission, deletePermission } = found;
        return [admin === true ? 1 : 0, folderPermission, readPermission, writePermission, deletePermission].join('');
      });
      const login = users.find(({ id }) => id === userId)?.name;
      return [login, ...digits, ...(sendOnBehalfOf ? ['on behalf'] : [])].join(' ');
    })
    .sort();
}

async function isBlocked(uid: string): Promise<boolean> {
  const id = (await stage.user(uid))?.id;
  return id !== undefined && (await stage.ox.deputies(10)).blocked.includes(id);
}

describe('a deputy', () => {
  test.each(DEPUTY_ROWS)('with $mail for mail, $calendar for the calendar, on behalf: $onBehalf', async ({ mail, calendar, onBehalf }) => {
    const [grantor, deputy] = [`g-${mail}-${calendar}-${onBehalf}`, `d-${mail}-${calendar}-${onBehalf}`];
    await stage.say(user(deputy), granting(grantor, [grant(deputy, LEVELS[mail], LEVELS[calendar], onBehalf)]));
    const isNothing = mail === 'none' && calendar === 'none';
    const wanted = [deputy, LEVELS[mail], LEVELS[calendar], ...(onBehalf ? ['on behalf'] : [])].join(' ');
    expect(await grantsOf(grantor)).toEqual(isNothing ? [] : [wanted]);
    await stage.say(user(grantor));
    expect([await grantsOf(grantor), await isBlocked(grantor)]).toEqual([[], false]);
  });

  test('is granted, changed, joined by another and revoked, one by one, and the others are not touched', async () => {
    await stage.say(user('step-a'), user('step-b'));
    const say = async (...grants: readonly string[]) =>
      (await stage.say(granting('step', grants))).filter((call) => !call.startsWith('OXUserService'));
    const [viewer, author, second] = [
      grant('step-a', '02400', '00000'),
      grant('step-a', '08444', '00000'),
      grant('step-b', '02440', '02440', true),
    ];
    await say(viewer);
    expect([await grantsOf('step'), await isBlocked('step')]).toEqual([['step-a 02400 00000'], true]);
    expect([await say(author), await grantsOf('step')]).toEqual([['OXDeputyPermissionsService.update'], ['step-a 08444 00000']]);
    expect([await say(author, second), await grantsOf('step')]).toEqual([
      ['OXDeputyPermissionsService.grant'],
      ['step-a 08444 00000', 'step-b 02440 02440 on behalf'],
    ]);
    expect(await say(second, author)).toEqual([]);
    expect([await say(second), await grantsOf('step')]).toEqual([['OXDeputyPermissionsService.revoke'], ['step-b 02440 02440 on behalf']]);
  });

  test('who comes later than the grant has it by himself then', async () => {
    await stage.say(granting('early', [grant('late', '02400', '02400')]));
    expect([await grantsOf('early'), stage.state('DeputyPermission', 'user-early')]).toEqual([[], 'waiting WaitingForMember']);
    await stage.say(user('late'));
    expect([await grantsOf('early'), stage.state('DeputyPermission', 'user-early')]).toEqual([['late 02400 02400'], 'settled']);
  });

  test('who is switched off and on again has it back', async () => {
    await stage.say(user('off'), granting('on', [grant('off', '02400', '02400')]));
    await stage.say(user('off', { isOxUser: 'Not' }));
    expect(await grantsOf('on')).toEqual([]);
    await stage.say(user('off'));
    expect(await grantsOf('on')).toEqual(['off 02400 02400']);
  });

  test('in another context is waited for, and has it when he moves here', async () => {
    await stage.say(user('away', { oxContextIDNum: '20' }), granting('home', [grant('away', '02400', '02400')]));
    expect([await grantsOf('home'), stage.state('DeputyPermission', 'user-home')]).toEqual([[], 'waiting WaitingForMember']);
    await stage.say(user('away'));
    expect(await grantsOf('home')).toEqual(['away 02400 02400']);
  });

  test('follows a grantor who is moved to the deputy’s context', async () => {
    await stage.say(user('there', { oxContextIDNum: '20' }), granting('mover', [grant('there', '02400', '02400')]));
    await stage.say(granting('mover', [grant('there', '02400', '02400')], { oxContextIDNum: '20' }));
    expect(await grantsOf('mover', 20)).toEqual(['there 02400 02400']);
  });
});

describe('what users grant by themselves', () => {
  const modulePermissions = [
    { moduleId: 'mail', admin: false, folderPermission: 2, readPermission: 4, writePermission: 0, deletePermission: 0 },
  ];

  test('stays as long as the directory grants nothing', async () => {
    await stage.say(user('free-a'), user('free-b'));
    await stage.ox.edit({ kind: 'putDeputy', contextId: 10, grantor: 'free-a', deputy: 'free-b', modulePermissions });
    await stage.say(user('free-a', { o: 'City Hall' }));
    expect([await grantsOf('free-a'), await isBlocked('free-a')]).toEqual([['free-b 02400 00000'], false]);
  });

  test('is replaced by what the directory grants, and they cannot grant any more', async () => {
    await stage.say(user('own-a'), user('own-b'), user('own-c'));
    await stage.ox.edit({ kind: 'putDeputy', contextId: 10, grantor: 'own-a', deputy: 'own-b', modulePermissions });
    await stage.say(granting('own-a', [grant('own-c', '08444', '08444')]));
    expect([await grantsOf('own-a'), await isBlocked('own-a')]).toEqual([['own-c 08444 08444'], true]);
    await stage.say(user('own-a'));
    expect([await grantsOf('own-a'), await isBlocked('own-a')]).toEqual([[], false]);
  });
});

describe('a value that cannot be read', () => {
  test.each([
    ['without levels', userDn('wrong-b')],
    ['with six digits', grant('wrong-b', '024000', '00000')],
    ['with a word instead of digits', grant('wrong-b', 'viewer', '00000')],
    ['that names the user himself', grant('wrong-a', '02400', '00000')],
  ])('%s is told, and nothing is granted by halves', async (_, value) => {
    await stage.say(user('wrong-b'), user('wrong-c'));
    await stage.say(granting('wrong-a', [value, grant('wrong-c', '02400', '02400')]));
    expect([stage.state('DeputyPermission', 'user-wrong-a'), await grantsOf('wrong-a')]).toEqual(['parked InvalidMapping', []]);
    expect(stage.saying('DeputyPermission', 'user-wrong-a')).toContain('oxDeputyPermissionGivenTo');
    await stage.say(user('wrong-a'));
  });
});

test('a grant that OX refuses is told as a failure, and granted when an admin asks again', async () => {
  const injection = {
    kind: 'soapFault',
    exception: 'com.openexchange.admin.rmi.exceptions.StorageException',
    text: 'no deputies today',
  } as const;
  await stage.say(user('fail-b'));
  await stage.ox.fault({ match: { operation: 'grant' }, count: 1, injection });
  await stage.say(granting('fail-a', [grant('fail-b', '02400', '02400')]));
  expect([stage.state('DeputyPermission', 'user-fail-a'), stage.saying('DeputyPermission', 'user-fail-a')]).toEqual([
    'parked ServerFault',
    expect.stringContaining('no deputies today'),
  ]);
  await stage.request('OXDirectory', 'people');
  expect(await grantsOf('fail-a')).toEqual(['fail-b 02400 02400']);
});
