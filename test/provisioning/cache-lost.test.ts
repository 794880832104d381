import { describe, expect, test } from 'vitest';
import { functionalAccount, group, user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';

describe('an operator that begins anew', () => {
  const stage = useStage({ crashes: true });
  const entries = [user('new-a'), user('new-b'), group('new', [userDn('new-a')]), functionalAccount('new', [userDn('new-b')])];

  test('with its cache asks OX nothing', async () => {
    await stage.say(...entries);
    await stage.takeCalls();
    await stage.crash();
    await stage.settle();
    expect(await stage.takeCalls()).toEqual([]);
  });
});

describe('an operator that lost its cache', () => {
  const stage = useStage();
  const entries = [user('lost-a'), user('lost-b'), group('lost', [userDn('lost-a')]), functionalAccount('lost', [userDn('lost-b')])];
  const ids = async () => [
    (await stage.ox.users(10)).map(({ id, name }) => [id, name]),
    (await stage.ox.groups(10)).map(({ id, name }) => [id, name]),
    (await stage.ox.accounts(10)).map(({ id, userId }) => [id, userId]),
  ];

  test('takes over what is in OX by name, with the ids that it has, and changes nothing', async () => {
    await stage.say(...entries);
    const before = await ids();
    const calls = await stage.loseCache();
    expect(await ids()).toEqual(before);
    expect(calls.filter((call) => call.startsWith('OXUserService')).length).toBeLessThanOrEqual(7);
    expect(await stage.say(...entries)).toEqual([]);
  });
});
