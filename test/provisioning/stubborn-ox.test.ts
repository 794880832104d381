import { describe, expect, test } from 'vitest';
import { remedyFor } from '../../src/model/index.ts';
import { user } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';

/** An OX that nobody has set up for a provisioning client: what its delivered settings forbid. */
const stage = useStage({ ox: { usernameChangeable: false, primaryMailUnchangeable: true, enforceUniqueDisplayName: true } });

describe('a display name that another user has', () => {
  test('is told as DisplayNameTaken with a remedy, at a creation and at a change, and holds up nobody else', async () => {
    await stage.say(user('name-a', { oxDisplayName: 'Same Name' }), user('name-c'));
    await stage.say(user('name-b', { oxDisplayName: 'Same Name' }), user('name-c', { oxDisplayName: 'Same Name' }), user('name-d'));
    expect([stage.state('User', 'user-name-b'), stage.state('User', 'user-name-c')]).toEqual([
      'parked DisplayNameTaken',
      'parked DisplayNameTaken',
    ]);
    expect([await stage.user('name-b'), (await stage.user('name-c'))?.display_name]).toEqual([undefined, 'Display name-c']);
    expect(await stage.user('name-d')).toBeDefined();
    await stage.ready('OXDirectory', 'people', 'True DisplayNameTaken', 'Stalled');
    expect(remedyFor('DisplayNameTaken')).toContain('enforceUniqueDisplayName');
  });

  test('goes through when the entry has another one', async () => {
    await stage.say(user('free-a', { oxDisplayName: 'Wanted Name' }));
    await stage.say(user('free-b', { oxDisplayName: 'Wanted Name' }));
    await stage.say(user('free-b', { oxDisplayName: 'Another Name' }));
    expect(await stage.user('free-b')).toMatchObject({ display_name: 'Another Name' });
  });
});

describe('what this OX never changes is told with its words, and nothing is lost', () => {
  const named = (uid: string, mail: string) => user(uid, { entryUUID: 'stubborn', mailPrimaryAddress: mail });

  test('a login', async () => {
    await stage.say(named('login-a', 'login-a@example.org'));
    await stage.say(named('login-b', 'login-a@example.org'));
    expect([stage.state('User', 'stubborn'), stage.saying('User', 'stubborn')]).toEqual([
      expect.stringMatching(/^parked /),
      expect.stringContaining('Changing username is disabled'),
    ]);
    expect(await stage.user('login-a')).toBeDefined();
    await stage.say(named('login-a', 'login-a@example.org'));
    expect(stage.state('User', 'stubborn')).toBe('settled');
  });

  test('a primary address', async () => {
    await stage.say(user('mail-a'));
    await stage.say(user('mail-a', { mailPrimaryAddress: 'mail-b@example.org' }));
    expect([stage.state('User', 'user-mail-a'), stage.saying('User', 'user-mail-a')]).toEqual([
      expect.stringMatching(/^parked /),
      expect.stringContaining('primary mail must not be changed'),
    ]);
    expect(await stage.user('mail-a')).toMatchObject({ primaryEmail: 'mail-a@example.org' });
  });

  test('the quota of a user without a file storage of his own', async () => {
    await stage.say(user('quota-a'));
    await stage.say(user('quota-a', { oxUserQuota: '100' }));
    expect([stage.state('User', 'user-quota-a'), stage.saying('User', 'user-quota-a')]).toEqual([
      expect.stringMatching(/^parked /),
      expect.stringContaining('Quota cannot be changed'),
    ]);
  });
});
