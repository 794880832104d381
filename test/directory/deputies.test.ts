import { describe, expect, test } from 'vitest';
import { at, FedCache, person } from './feed-fixture.ts';

function asking(): FedCache {
  return new FedCache({ deputyPermissions: 'Enabled' });
}

function granting(uid: string, contextId: string, ...grants: readonly string[]) {
  return person(uid, contextId, { oxdeputypermissiongivento: grants });
}

function to(uid: string, mail = '02400', calendar = '08444', onBehalf = '1'): string {
  return `UID=${uid}, DC=example |:$:| ${mail} |:$:| ${calendar} |:$:| ${onBehalf}`;
}

function grantsOf(fed: FedCache, uid: string): unknown {
  return fed.desired('DeputyPermission', uid)?.fields;
}

describe('deputies of users', () => {
  test('what a user grants is one object beside him, with the deputies by source id', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('carl'), to('bob', '00000', '04222', '0')), person('bob', '10'), person('carl', '10'));
    expect(fed.wanted('DeputyPermission')).toEqual(['10/anna']);
    expect(grantsOf(fed, 'anna')).toEqual({ grants: ['bob 00000 04222 0', 'carl 02400 08444 1'], unresolved: [] });
    expect(fed.members('DeputyPermission', 'anna')).toEqual(['anna', 'bob', 'carl']);
  });

  test('a deputy who comes later is granted then', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('bob')));
    expect(grantsOf(fed, 'anna')).toEqual({ grants: [], unresolved: ['uid=bob,dc=example'] });
    await fed.poll(person('bob', '10'));
    expect(grantsOf(fed, 'anna')).toEqual({ grants: ['bob 02400 08444 1'], unresolved: [] });
    expect(fed.members('DeputyPermission', 'anna')).toEqual(['anna', 'bob']);
  });

  test('a deputy in another context, switched off, renamed away or gone is told as missing until he is back', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('bob')), person('bob', '11'));
    expect(grantsOf(fed, 'anna')).toEqual({ grants: [], unresolved: ['uid=bob,dc=example (in context 11, not 10)'] });
    expect(fed.members('DeputyPermission', 'anna')).toEqual(['anna']);
    const missing = { grants: [], unresolved: ['uid=bob,dc=example'] };
    const there = { grants: ['bob 02400 08444 1'], unresolved: [] };
    await fed.poll(person('bob', '10'));
    expect(grantsOf(fed, 'anna')).toEqual(there);
    await fed.poll(person('bob', '10', { isoxuser: ['Not'] }));
    expect(grantsOf(fed, 'anna')).toEqual(missing);
    await fed.poll(at('uid=robert,dc=example', person('bob', '10')));
    expect(grantsOf(fed, 'anna')).toEqual(missing);
    await fed.poll(at('Uid=BOB,  dc=Example', person('bob', '10')));
    expect(grantsOf(fed, 'anna')).toEqual(there);
    fed.directory.remove('bob');
    await fed.poll();
    expect(grantsOf(fed, 'anna')).toEqual(missing);
  });

  test('the grants follow the user to another context and under another name', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('bob')), person('bob', '11'));
    await fed.poll(granting('anna', '11', to('bob')));
    expect(fed.wanted('DeputyPermission')).toEqual(['11/anna']);
    expect(grantsOf(fed, 'anna')).toEqual({ grants: ['bob 02400 08444 1'], unresolved: [] });
    await fed.poll(at('uid=anne,dc=example', person('anna', '11', { uid: ['anne'], oxdeputypermissiongivento: [to('bob')] })));
    expect(fed.wanted('DeputyPermission')).toEqual(['11/anne']);
  });

  test('a user without entries, or out of scope, grants nothing any more', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('carl')), granting('bob', '10', to('carl')), person('carl', '10'));
    await fed.poll(person('anna', '10'), person('bob', '10', { isoxuser: ['Not'], oxdeputypermissiongivento: [to('carl')] }));
    expect(fed.wanted('DeputyPermission')).toEqual([]);
    expect(fed.cache.objects.find('DeputyPermission', 'people', 'anna')).toMatchObject({ desired: undefined });
  });

  test('a user who loses the context keeps what was granted there, like everything else', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('bob')), person('bob', '10'));
    await fed.poll(granting('anna', 'none', to('bob')));
    expect(fed.wanted('DeputyPermission')).toEqual(['10/anna']);
  });

  test('a value that cannot be read is a fault of the grants, not of the user', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', 'uid=bob,dc=example |:$:| 9'));
    expect(fed.desired('User', 'anna')?.fault).toBeUndefined();
    expect(fed.desired('DeputyPermission', 'anna')?.fault).toMatchObject({ reason: 'InvalidMapping' });
  });

  test('a deputy whose other data changes is no news for the grants', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('bob')), person('bob', '10'));
    expect((await fed.poll(person('bob', '10', { sn: ['Other'] }))).changed).toBe(1);
  });

  test('switched off, they are forgotten and stay in OX; switched on again, they are back', async () => {
    const fed = asking();
    await fed.poll(granting('anna', '10', to('bob')), granting('bob', '10', to('anna')));
    await fed.poll(person('bob', '10'));
    fed.change({ deputyPermissions: 'Disabled' });
    await fed.poll();
    expect(fed.cache.objects.find('DeputyPermission', 'people', 'anna')).toBeUndefined();
    expect(fed.cache.objects.find('DeputyPermission', 'people', 'bob')).toBeUndefined();
    expect(fed.wanted('User').toSorted()).toEqual(['10/anna', '10/bob']);
    fed.change({ deputyPermissions: 'Enabled' });
    await fed.poll();
    expect(grantsOf(fed, 'anna')).toEqual({ grants: ['bob 02400 08444 1'], unresolved: [] });
  });
});

test('nobody grants anything unless the OXDirectory asks for it', async () => {
  const fed = new FedCache();
  await fed.poll(granting('anna', '10', to('bob')), person('bob', '10'));
  expect(fed.wanted('DeputyPermission')).toEqual([]);
});
