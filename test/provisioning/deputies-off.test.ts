import { describe, expect, test } from 'vitest';
import { user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CREATE_USER } from './tables/soap-calls.ts';

const grantor = (uid: string) => user(uid, { oxDeputyPermissionGivenTo: [`${userDn('deputy')} |:$:| 02400 |:$:| 02400 |:$:| 1`] });

describe('deputyPermissions: Disabled, the default', () => {
  const stage = useStage();

  test('asks OX nothing about deputies', async () => {
    expect(await stage.say(user('deputy'), grantor('boss'))).toEqual([CREATE_USER, CREATE_USER]);
    expect((await stage.ox.deputies(10)).permissions).toEqual([]);
  });
});

describe('an OX before 8', () => {
  const stage = useStage({ ox: { deputyPermissions: false, convertGuest: false }, directory: { deputyPermissions: 'Enabled' } });

  test('has no deputies: it is told as FeatureUnsupported, and the users are provisioned all the same', async () => {
    await stage.say(user('deputy'), grantor('boss'));
    expect([await stage.user('deputy'), await stage.user('boss')]).toEqual([expect.anything(), expect.anything()]);
    expect(stage.state('DeputyPermission', 'user-boss')).toBe('parked FeatureUnsupported');
    expect(await stage.say(user('deputy', { o: 'City Hall' }))).toHaveLength(1);
  });
});
